from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from institutions.states import Kind
from tests.factories import actor


@pytest.fixture(autouse=True)
def _october(time_machine):
    time_machine.move_to(
        datetime(2022, 10, 26, 10, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False
    )


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person
