"""Two working days after the due day of the forms, with an officer at the desk."""

from datetime import timedelta

import pytest

from institutions.states import Kind
from portal import clock
from tests.factories import actor
from tests.factories.programs import milestone, program

from .ways import GRAVE


@pytest.fixture
def due(db, time_machine):
    """The forms, due on Monday 31 October; it is Wednesday 2 November, 10:00."""
    time_machine.move_to(GRAVE, tick=False)
    year = program(opened_at=clock.now() - timedelta(days=8))
    return milestone(year, days=-2)


@pytest.fixture
def officer(client, due):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person
