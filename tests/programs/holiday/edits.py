"""The three verbs with their usual values, and a date they may move."""

from datetime import date

from portal import clock
from programs.actions import holiday as actions
from tests.factories.programs import milestone, program

FRIDAY = date(2022, 11, 4)


def add(by, day=FRIDAY, works=False, reason="某号通知", **more):
    return actions.add_holiday(
        day=day, is_workday=works, name="", reason=reason, actor=by, **more
    )


def change(row, by, works=True, reason="更正", seen=1, **more):
    return actions.change_holiday(
        row, is_workday=works, name="补班", reason=reason, seen=seen, actor=by, **more
    )


def remove(row, by, reason="取消", seen=1, **more):
    return actions.remove_holiday(row, reason=reason, seen=seen, actor=by, **more)


def due(day, **fields):
    """An information form due on that day, in a year opened on the 25th."""
    year = program(opened_at=clock.start_of(date(2022, 10, 25)))
    begin = clock.start_of(date(2022, 10, 25))
    return milestone(year, opens_at=begin, due_at=clock.end_of(day), **fields)
