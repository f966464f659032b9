import pytest

from institutions.states import Kind
from tests.factories import actor
from tests.factories.programs import mandate


@pytest.fixture
def manager():
    """The manager of an institution with a mandate for REG."""
    who = actor(Kind.INSTITUTION)
    mandate(who.organization)
    return who


@pytest.fixture
def reviewer():
    return actor(Kind.CENTRE)
