from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from institutions.states import Kind
from portal import clock
from tests.factories import actor, organization
from tests.factories.programs import authority, milestone, program

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def at(time_machine):
    """``at(10, 28, 9)``: it is that hour of that day of 2022 (or the given year)."""

    def at(month, day, hour=9, minute=0, year=2022):
        moment = datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
        time_machine.move_to(moment, tick=False)
        return moment.date()

    at(10, 25, 10)
    return at


@pytest.fixture
def year(at):
    """The year of the notice, opened on 2022-10-25 at ten."""
    organization(Kind.BUREAU)
    return program(opened_at=clock.now(), issued_on=date(2022, 10, 25))


@pytest.fixture
def sheets_due(year):
    """Information forms are due on 2022-10-31."""
    return milestone(
        year,
        opens_at=clock.start_of(date(2022, 10, 25)),
        due_at=clock.end_of(date(2022, 10, 31)),
    )


@pytest.fixture
def liaison(year):
    return actor(Kind.AUTHORITY, organization=authority("GD", short_name="广东"))
