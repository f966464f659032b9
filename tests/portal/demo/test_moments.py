"""Where the day may jump to: last days, own deadlines, and the rungs of the ladder."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from institutions.states import Group, Kind
from portal import clock
from portal.clock.actions import set_rehearsal_clock
from portal.demo.moments import Moment, milestone_days, next_moment
from programs.models import Extension
from programs.states import MilestoneState
from tests.factories import organization
from tests.factories.programs import milestone, program

BEIJING = ZoneInfo("Asia/Shanghai")
NOTICE = datetime(2022, 10, 25, 9, 0, tzinfo=BEIJING)
FRIDAY = date(2022, 10, 28)


@pytest.fixture
def sheet_due(db, rehearsal):
    """信息表 due on Monday 10-31 2022; one authority has not delivered."""
    set_rehearsal_clock(NOTICE, backwards=True)
    organization(Kind.AUTHORITY, "S1", group=Group.SAMPLE, is_sample=True)
    year = program(opened_at=NOTICE)
    due_at = clock.end_of(date(2022, 10, 31))
    return milestone(year, "contact_sheet", due_at=due_at)


def days(after: date) -> list[tuple[str, str]]:
    """In order, until nothing is ahead or a fortnight has been walked."""
    walked = []
    while len(walked) < 6 and (moment := next_moment(after)):
        walked.append((moment.day.isoformat(), moment.label))
        after = moment.day
    return walked


def test_the_day_jumps_from_rung_to_rung(sheet_due):
    assert days(date(2022, 10, 25)) == [
        ("2022-10-26", "报送信息表提醒"),
        ("2022-10-28", "报送信息表提醒"),
        ("2022-10-31", "报送信息表截止"),
        ("2022-11-01", "报送信息表催报"),
        ("2022-11-02", "报送信息表催报"),
        ("2022-11-03", "报送信息表催报"),
    ]


def test_an_own_deadline_is_a_day_too(sheet_due):
    Extension.objects.create(
        milestone=sheet_due,
        organization=organization(Kind.AUTHORITY, "S1"),
        due_at=clock.end_of(date(2022, 10, 29)),
        reason="函告",
    )

    assert next_moment(FRIDAY) == Moment(date(2022, 10, 29), "报送信息表（单独期限）截止")


def test_a_closed_milestone_holds_nobody_up(sheet_due):
    sheet_due.state = MilestoneState.CLOSED
    sheet_due.save()

    assert next_moment(FRIDAY) is None


def test_once_nobody_owes_anything_only_the_last_day_is_left(sheet_due):
    organization(Kind.AUTHORITY, "S1").delete()

    assert days(date(2022, 10, 25)) == [("2022-10-31", "报送信息表截止")]


def test_a_year_not_opened_yet_has_no_days(db, rehearsal):
    milestone(program(opened=False))

    assert list(milestone_days(date(2000, 1, 1))) == []
