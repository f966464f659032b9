import pytest

from institutions.states import Duty, Kind
from tests.factories import actor


@pytest.fixture
def liaison():
    return actor(Kind.AUTHORITY, Duty.LIAISON)


@pytest.fixture
def officer():
    return actor(Kind.BUREAU)
