"""The authorities' word on a plan: given, withheld, asked anew."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.policy import SystemActor
from portal.workflow.engine import IllegalStep
from programs.actions import cohort as actions
from programs.models import Cohort, Countersign
from tests.factories import actor
from tests.factories.programs import (
    authority,
)
from tests.support.races import at_once

from .plans import submitted, told

SYSTEM = SystemActor("会签")

pytestmark = pytest.mark.django_db


def test_the_last_agreement_lets_the_plan_go_on(manager, reviewer):
    gansu, anhui = actor(Kind.AUTHORITY), actor(Kind.AUTHORITY, Duty.LEAD)
    sent = submitted(manager, gansu.organization, anhui.organization)
    first, second = sent.countersigns.order_by("pk")

    assert actions.agree_to_plan(first, actor=gansu).state == "submitted"
    assert told("plan.answered") == set()
    assert actions.agree_to_plan(second, actor=anhui, note="同意").state == "countersigned"

    assert told("plan.answered") == {reviewer.user.pk}
    second.refresh_from_db()
    assert (second.opinion, second.note, second.given_by) == ("agreed", "同意", anhui.user)
    entry = Entry.objects.get(action="programs.cohort.agree", actor=anhui.user)
    assert entry.detail == {"authority": anhui.organization.short_name, "note": "同意"}


def test_an_objection_keeps_the_plan_and_tells_the_planner(manager, reviewer):
    gansu = actor(Kind.AUTHORITY)
    sent = submitted(manager, gansu.organization)

    with pytest.raises(ValidationError, match="请写明对方案的意见"):
        actions.object_to_plan(sent.countersigns.get(), actor=gansu, note=" ")
    kept = actions.object_to_plan(sent.countersigns.get(), actor=gansu, note="请改到春节后")

    assert kept.state == "submitted"
    assert told("plan.objected") == {manager.user.pk}
    assert told("plan.answered") == {reviewer.user.pk}


def test_only_the_region_asked_answers_and_only_once(manager):
    gansu, anhui = actor(Kind.AUTHORITY), authority()
    sent = submitted(manager, gansu.organization, anhui)
    row = sent.countersigns.get(authority=gansu.organization)

    with pytest.raises(PermissionDenied, match="所征求的主管部门"):
        actions.agree_to_plan(row, actor=actor(Kind.AUTHORITY))
    actions.agree_to_plan(row, actor=gansu)
    with pytest.raises(IllegalStep, match="已经回复"):
        actions.object_to_plan(row, actor=gansu, note="后悔")

    row.refresh_from_db()
    assert row.opinion == "agreed"


def test_other_duties_of_the_region_do_not_answer(manager):
    region = authority()
    sent = submitted(manager, region)
    auditor = actor(Kind.AUTHORITY, Duty.AUDITOR, organization=region)

    with pytest.raises(PermissionDenied, match="联络员或分管负责同志"):
        actions.agree_to_plan(sent.countersigns.get(), actor=auditor)


def test_an_answer_to_a_returned_plan_comes_too_late(manager, reviewer):
    gansu = actor(Kind.AUTHORITY)
    sent = submitted(manager, gansu.organization)
    actions.return_plan(sent, actor=reviewer, note="请改")

    with pytest.raises(IllegalStep, match="不再征求会签意见"):
        actions.agree_to_plan(sent.countersigns.get(), actor=gansu)


def test_silence_past_the_due_day_lets_the_plan_go_on(manager, reviewer):
    sent = submitted(manager, authority(), authority())
    due_on = sent.countersign_due_on

    assert actions.settle_silence(sent, today=due_on, actor=SYSTEM).state == "submitted"
    after = due_on + timedelta(days=1)
    assert actions.settle_silence(sent, today=after, actor=SYSTEM).state == "countersigned"
    assert actions.settle_silence(sent, today=after, actor=SYSTEM).state == "countersigned"

    assert {row.opinion for row in Countersign.objects.all()} == {"silent"}
    assert Entry.objects.filter(action="programs.cohort.silent").count() == 2
    assert told("plan.answered") == {reviewer.user.pk}


def test_silence_beside_an_objection_does_not_overrule_it(manager):
    gansu = actor(Kind.AUTHORITY)
    sent = submitted(manager, gansu.organization, authority())
    row = sent.countersigns.get(authority=gansu.organization)
    actions.object_to_plan(row, actor=gansu, note="请改")
    after = sent.countersign_due_on + timedelta(days=1)

    settled = actions.settle_silence(sent, today=after, actor=SYSTEM)
    again = actions.settle_silence(sent, today=after, actor=SYSTEM)

    assert (settled.state, again.state) == ("submitted", "submitted")
    assert Entry.objects.filter(action="programs.cohort.silent").count() == 1


def test_a_plan_sent_again_asks_every_region_anew(manager, reviewer):
    gansu = actor(Kind.AUTHORITY)
    sent = submitted(manager, gansu.organization)
    actions.object_to_plan(sent.countersigns.get(), actor=gansu, note="请改")
    back = actions.return_plan(sent, actor=reviewer, note="请按意见改")

    again = actions.submit_plan(back, revision=1, actor=manager)

    row = again.countersigns.get()
    assert (again.state, row.opinion, row.note, row.given_by) == (
        "submitted",
        "pending",
        "",
        None,
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_last_answers_at_once_one_lets_the_plan_go_on(manager):
    gansu, anhui = actor(Kind.AUTHORITY), actor(Kind.AUTHORITY)
    sent = submitted(manager, gansu.organization, anhui.organization)
    rows = {row.authority_id: row for row in sent.countersigns.select_related("authority")}

    raised = at_once(
        *(
            lambda who=who: actions.agree_to_plan(rows[who.organization.pk], actor=who)
            for who in (gansu, anhui)
        )
    )

    assert raised == []
    assert Cohort.objects.get().state == "countersigned"
