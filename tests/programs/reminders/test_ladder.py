"""The ladder by hand: which rung falls on which day."""

from datetime import date, timedelta

import pytest

from institutions.states import Kind
from portal import clock
from portal.calendar.models import Holiday
from programs import obligations, reminders
from programs.models import ContactSheet
from tests.factories import actor
from tests.factories.programs import authority, cohort, mandate, milestone, sheet

pytestmark = pytest.mark.django_db


def days(of, until, due_on=None, edited=None):
    rungs = reminders.ladder(of, due_on or of.due_on, until, edited or {})
    return [(rung.name, rung.day.strftime("%m-%d"), rung.level) for rung in rungs]


def test_for_the_end_of_october_after_the_notice_of_the_25th(sheets_due):
    assert days(sheets_due, date(2022, 11, 22)) == [
        ("-3", "10-26", "liaison"),
        ("-1", "10-28", "liaison"),
        ("0", "10-31", "liaison"),
        ("+1", "11-01", "liaison"),
        ("+2", "11-02", "leader"),
        ("+3", "11-03", "leader"),
        ("+5", "11-07", "leader"),
        ("w1", "11-14", "leader"),
        ("w2", "11-21", "leader"),
    ]


def test_for_the_last_of_december_a_saturday_before_a_holiday(year):
    selection = milestone(year, "selection", due_at=clock.end_of(date(2022, 12, 31)))

    assert days(selection, date(2023, 1, 31)) == [
        ("-14", "12-13", "liaison"),
        ("-7", "12-22", "liaison"),
        ("-3", "12-28", "liaison"),
        ("-1", "12-30", "liaison"),
        ("0", "12-31", "liaison"),
        ("+1", "01-03", "liaison"),
        ("+2", "01-04", "leader"),
        ("+3", "01-05", "leader"),
        ("+5", "01-09", "leader"),
        ("w1", "01-16", "leader"),
        # 01-23 lies in the Spring Festival; the first working day after it is a Saturday.
        ("w2", "01-28", "leader"),
        ("w3", "01-30", "leader"),
    ]


def test_a_changed_holiday_moves_the_rungs(sheets_due):
    Holiday.objects.create(day=date(2022, 10, 28), is_workday=False, reason="因")
    edited = {date(2022, 10, 28): False}

    assert days(sheets_due, date(2022, 10, 31), edited=edited)[:2] == [
        ("-1", "10-27", "liaison"),
        ("0", "10-31", "liaison"),
    ]


def test_years_without_a_published_calendar_count_weekdays(year):
    far = milestone(year, "roster", due_at=clock.end_of(date(2031, 1, 3)))

    assert days(far, date(2031, 1, 3))[2:5] == [
        ("-3", "12-31", "liaison"),
        ("-1", "01-02", "liaison"),
        ("0", "01-03", "liaison"),
    ]


def test_a_rung_of_the_opening_day_counts_only_if_the_notice_was_out_by_nine(year, sheets_due):
    sheets_due.ladder = [-4, 0]
    assert days(sheets_due, date(2022, 10, 31)) == [("0", "10-31", "liaison")]

    year.opened_at = clock.start_of(date(2022, 10, 25)) + timedelta(hours=9)
    sheets_due.program = year

    assert days(sheets_due, date(2022, 10, 31))[0] == ("-4", "10-25", "liaison")


def test_no_rung_lies_before_the_milestones_own_beginning(year):
    opens_at = clock.start_of(date(2023, 11, 28))
    completion = milestone(
        year, "completion", opens_at=opens_at, due_at=clock.end_of(date(2023, 11, 30))
    )

    assert [name for name, _day, _level in days(completion, date(2023, 11, 30))][:2] == [
        "-1",
        "0",
    ]


def test_a_milestone_without_rungs_is_reminded_of_weekly(sheets_due):
    sheets_due.ladder = []

    assert [name for name, _day, _level in days(sheets_due, date(2022, 11, 14))] == ["w1", "w2"]


def reached(day):
    return {(item.organization.code, item.rung.name) for item in reminders.due_reminders(day)}


def test_only_those_who_have_not_delivered_are_reminded(year, sheets_due, at):
    for code in ("GD", "GS", "AH", "BJ"):
        authority(code)
    sheet(year, authority("GS"), state="submitted")
    sheet(year, authority("AH"), state="returned")
    sheet(year, authority("BJ"))

    assert reached(at(10, 28)) == {("GD", "-1"), ("AH", "-1"), ("BJ", "-1")}
    ContactSheet.objects.filter(state="draft").update(state="submitted", arrived_at=clock.now())
    assert reached(at(10, 31)) == {("GD", "0"), ("AH", "0")}


def test_between_rungs_the_last_one_stands(sheets_due, liaison, at):
    assert reached(at(10, 25)) == set()
    assert reached(at(10, 27)) == {("GD", "-3")}
    assert reached(at(10, 30)) == {("GD", "-1")}
    assert reached(at(11, 4)) == {("GD", "+3")}


def test_an_own_extension_moves_the_ladder_of_that_body_alone(sheets_due, liaison, at):
    authority("GS")
    later = clock.end_of(date(2022, 11, 4))
    sheets_due.extensions.create(organization=liaison.organization, due_at=later, reason="测试")

    assert reached(at(11, 2)) == {("GD", "-3"), ("GS", "+2")}
    assert reached(at(11, 4)) == {("GD", "0"), ("GS", "+3")}


def test_closed_milestones_and_years_not_running_remind_nobody(sheets_due, liaison, year, at):
    type(sheets_due).objects.update(state="closed")
    assert reached(at(10, 28)) == set()

    type(sheets_due).objects.update(state="open")
    type(year).objects.update(state="archived")
    assert reached(at(10, 28)) == set()


def test_a_duty_nobody_has_registered_reminds_nobody(
    year, sheets_due, liaison, at, monkeypatch
):
    monkeypatch.delitem(obligations._registered, "contact_sheet")

    assert reached(at(10, 28)) == set()


def test_plans_are_owed_by_bodies_with_an_active_mandate(year, at):
    milestone(year, "plan", due_at=clock.end_of(date(2022, 11, 30)))
    bodies = [actor(Kind.INSTITUTION).organization for _ in range(4)]
    owing, sent, drafting, suspended = bodies
    for body in (owing, sent, drafting):
        mandate(body, year)
    mandate(suspended, year, state="suspended")
    cohort(year, sent, state="submitted")
    cohort(year, drafting)

    assert reached(at(11, 30)) == {(owing.code, "0"), (drafting.code, "0")}


@pytest.mark.parametrize("bodies", [1, 4])
def test_who_is_due_costs_the_same_for_any_number(
    year, sheets_due, at, bodies, django_assert_num_queries
):
    for _ in range(bodies):
        actor(Kind.AUTHORITY)

    with django_assert_num_queries(6):
        found = reminders.due_reminders(at(10, 28))

    assert len(found) == bodies
