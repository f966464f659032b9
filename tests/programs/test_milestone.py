"""Dates of the year: postponed with a reason, closed, reopened."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse

from institutions.states import Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from programs import obligations
from programs.actions import milestone as actions
from programs.models import Milestone
from tests.factories import actor
from tests.factories.programs import authority, milestone, program, sheet
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def later(days):
    return clock.today() + timedelta(days=days)


def test_postponing_moves_the_day_and_tells_only_who_has_not_delivered(officer):
    due = milestone(days=3)
    waiting = actor(Kind.AUTHORITY)
    done = actor(Kind.AUTHORITY)
    sheet(body=done.organization, state="submitted")

    moved = actions.postpone_milestone(due, due_on=later(7), reason="假期", actor=officer)

    assert moved.due_at == clock.end_of(later(7))
    told = Notice.objects.filter(topic="milestone.postponed", channel="inbox")
    assert [n.user_id for n in told] == [waiting.user.pk]
    assert Entry.objects.get(action="programs.milestone.postpone").detail["note"] == "假期"


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(3, "假期", "due_on"), (2, "假期", "due_on"), (7, " ", "reason")],
)
def test_a_postponement_must_be_later_and_say_why(officer, days, reason, field):
    due = milestone(days=3)

    with pytest.raises(ValidationError) as refusal:
        actions.postpone_milestone(due, due_on=later(days), reason=reason, actor=officer)

    assert list(refusal.value.message_dict) == [field]


def test_a_postponement_into_the_past_is_refused(officer):
    due = milestone(days=-5)

    with pytest.raises(ValidationError) as refusal:
        actions.postpone_milestone(due, due_on=later(-1), reason="补", actor=officer)

    assert list(refusal.value.message_dict) == ["due_on"]


def test_a_slip_in_the_year_would_never_come_back_and_is_refused(officer):
    due = milestone(days=3)

    with pytest.raises(ValidationError, match="一次最多延后一年，不能晚于"):
        actions.postpone_milestone(due, due_on=later(370), reason="手误", actor=officer)
    actions.postpone_milestone(due, due_on=later(369), reason="顺延", actor=officer)


def test_a_closed_milestone_is_not_postponed(officer):
    due = actions.close_milestone(milestone(), actor=officer)

    with pytest.raises(IllegalStep, match="已关闭"):
        actions.postpone_milestone(due, due_on=later(9), reason="补", actor=officer)


def test_a_milestone_without_an_obligation_is_postponed_in_silence(officer, monkeypatch):
    monkeypatch.delitem(obligations._registered, "contact_sheet")
    actor(Kind.AUTHORITY)
    due = milestone()

    actions.postpone_milestone(due, due_on=later(9), reason="补", actor=officer)

    assert Notice.objects.count() == 0


def test_reopening_needs_a_reason(officer):
    due = actions.close_milestone(milestone(), actor=officer)
    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.reopen_milestone(due, actor=officer, note="")

    assert actions.reopen_milestone(due, actor=officer, note="补报").state == "open"


@pytest.mark.parametrize("kind", [Kind.CENTRE, Kind.AUTHORITY, Kind.INSTITUTION])
def test_only_the_bureau_runs_milestones(kind):
    due = milestone()

    with pytest.raises(PermissionDenied):
        actions.close_milestone(due, actor=actor(kind))
    with pytest.raises(PermissionDenied):
        actions.postpone_milestone(due, due_on=later(9), reason="补", actor=actor(kind))


@pytest.mark.postgres
def test_the_database_keeps_one_milestone_per_kind_and_year():
    milestone()

    with pytest.raises(IntegrityError):
        milestone()


@pytest.mark.postgres
def test_the_database_refuses_a_due_time_before_the_opening():
    with pytest.raises(IntegrityError):
        milestone(days=-100)


def test_the_page_postpones_and_says_what_was_wrong(client, officer):
    due = milestone(days=3)
    url = reverse("milestones:detail", args=[due.pk])

    wrong = client.post(url, {"due_on": later(1).isoformat(), "reason": "假期"})
    right = client.post(url, {"due_on": later(8).isoformat(), "reason": "假期"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "新的截止日期须晚于原定的" in wrong.content.decode()
    assert Milestone.objects.get().due_on == later(8)


def test_the_page_closes_reopens_and_answers_409_to_a_stale_press(client, officer):
    due = milestone()
    presses = [("close", ""), ("close", ""), ("reopen", ""), ("reopen", "补报")]

    answers = [
        client.post(reverse("milestones:step", args=[due.pk, name]), {"note": note})
        for name, note in presses
    ]

    assert [answer.status_code for answer in answers] == [302, 409, 422, 302]
    assert Milestone.objects.get().state == "open"


def test_postponing_a_closed_one_on_the_page_is_a_409(client, officer):
    due = actions.close_milestone(milestone(), actor=officer)

    answer = client.post(
        reverse("milestones:detail", args=[due.pk]),
        {"due_on": later(9).isoformat(), "reason": "补"},
    )

    assert answer.status_code == 409


def test_an_unknown_step_does_not_exist(client, officer):
    due = milestone()

    assert client.post(reverse("milestones:step", args=[due.pk, "drop"])).status_code == 404


def test_the_lists_query_count_does_not_grow_with_bodies(client, officer):
    milestone(program())
    url = reverse("milestones:list")

    def one_more():
        authority()
        return cost(client, url)

    assert len({one_more() for _ in range(4)}) == 1
    assert client.get(url).context["rows"][0][1] == {"owed": 4, "waiting": 4}
