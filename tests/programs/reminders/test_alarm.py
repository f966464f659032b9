"""A reminder that was due and did not go out is seen by who can do something about it."""

import pytest

from institutions.states import Duty, Kind
from portal import clock
from programs import jobs, reminders
from programs.todos.milestone import count_not_sent, reminders_not_sent
from tests.factories import actor
from tests.factories.programs import authority
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


def missing():
    late = reminders.late_reminders(clock.now())
    return [(item.organization.code, item.rung.name, len(item.recipients)) for item in late]


def titles(who):
    found = [todo.title for todo in reminders_not_sent(who)]
    assert count_not_sent(who) == len(found)
    return found


def test_a_quarter_of_an_hour_after_nine_what_is_not_in_the_ledger_is_missing(
    sheets_due, liaison, at
):
    found = {}
    for minute in (0, 14, 15):
        at(10, 26, 9, minute)
        found[minute] = missing()

    assert found == {0: [], 14: [], 15: [("GD", "-3", 1)]}
    jobs.remind()
    assert missing() == []


def test_what_yesterday_left_unsent_is_missing_all_night(sheets_due, liaison, at):
    at(10, 27, 8)

    assert missing() == [("GD", "-3", 1)]


def test_who_has_delivered_or_owes_nothing_yet_is_not_missed(sheets_due, liaison, at):
    at(10, 25, 23)
    assert missing() == []

    type(sheets_due).objects.update(state="closed")
    at(10, 28, 12)
    assert missing() == []


def test_whom_nobody_can_be_reached_for_stays_missing(sheets_due, at):
    authority("AH", short_name="示例一省")
    at(10, 28, 12)
    jobs.remind()

    assert missing() == [("AH", "-1", 0)]


def test_the_bureau_and_the_operator_are_told_and_the_others_are_not(
    sheets_due, liaison, at, client
):
    authority("AH", short_name="示例一省")
    at(10, 28, 12)
    officer, operator = actor(Kind.BUREAU), actor("operator")

    assert titles(officer) == ["应发未发的提醒：1 项", "无人可送达的提醒：1 项"]
    assert titles(operator) == ["应发未发的提醒：1 项"]
    assert "广东" not in reminders_not_sent(operator)[0].sub
    seen = {}
    for who in (officer, operator, actor(Kind.BUREAU, Duty.AUDITOR), liaison):
        client.force_login(who.user)
        seen[who.kind, *who.duties] = "应发未发" in client.get("/workbench/").content.decode()
    assert list(seen.values()) == [True, True, False, False]
    assert [count_not_sent(who) for who in (officer, operator, liaison)] == [2, 1, 0]

    jobs.remind()
    assert titles(officer) == ["无人可送达的提醒：1 项"]
    assert titles(operator) == []


def test_what_is_missing_leads_to_its_list(sheets_due, liaison, at, client):
    authority("AH", short_name="示例一省")
    at(10, 28, 12)
    officer = actor(Kind.BUREAU)
    client.force_login(officer.user)

    pages = [client.get(todo.url).content.decode() for todo in reminders_not_sent(officer)]

    assert ["广东" in pages[0], "示例一省" in pages[1]] == [True, True]


def test_the_alarm_costs_the_same_for_any_number_of_bodies(sheets_due, at, client):
    at(10, 28, 12)
    client.force_login(actor(Kind.BUREAU).user)

    def one_more():
        actor(Kind.AUTHORITY)
        return cost(client, "/workbench/")

    assert len({one_more() for _ in range(3)}) == 1
