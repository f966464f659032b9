"""Deciding on plans, and the way of a class after it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.policy import SystemActor
from portal.workflow.engine import IllegalStep
from programs.actions import cohort as actions
from programs.models import Cohort, Mandate
from programs.policies import offices
from programs.states import CohortState, MandateState
from programs.workflow.cohort import COHORT
from tests.factories import actor, organization
from tests.factories.programs import authority, cohort, mandate
from tests.support.races import at_once

from .plans import drawn_up, submitted, told

SYSTEM = SystemActor("会签")

pytestmark = pytest.mark.django_db


def test_approving_stamps_and_tells_the_planner(manager, reviewer):
    done = actions.approve_plan(submitted(manager), actor=reviewer)

    assert (done.state, done.approved_by) == ("approved", reviewer.user)
    assert told("plan.approved") == {manager.user.pk}


def test_a_plan_still_with_the_authorities_is_not_approved(manager, reviewer):
    sent = submitted(manager, authority())

    with pytest.raises(IllegalStep):
        actions.approve_plan(sent, actor=reviewer)
    with pytest.raises(PermissionDenied, match="回复或期满后再批准"):
        actions.overrule_objections(sent, actor=reviewer, note="可行")


def test_against_an_objection_only_with_reasons(manager, reviewer):
    gansu = actor(Kind.AUTHORITY)
    sent = submitted(manager, gansu.organization)
    actions.object_to_plan(sent.countersigns.get(), actor=gansu, note="请改")

    with pytest.raises(IllegalStep):
        actions.approve_plan(sent, actor=reviewer)
    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.overrule_objections(sent, actor=reviewer, note=" ")
    done = actions.overrule_objections(sent, actor=reviewer, note="已与该地区沟通")

    assert done.state == "approved"
    entry = Entry.objects.get(action="programs.cohort.overrule")
    assert entry.detail["note"] == "已与该地区沟通"


def test_nobody_approves_what_they_sent_themselves(manager, reviewer):
    sent = submitted(manager)
    Cohort.objects.filter(pk=sent.pk).update(submitted_by=reviewer.user)

    with pytest.raises(PermissionDenied, match="另一位同志"):
        actions.approve_plan(sent, actor=reviewer)


def test_a_body_suspended_meanwhile_is_neither_approved_nor_enrols(manager, reviewer):
    sent = submitted(manager)
    Mandate.objects.update(state=MandateState.SUSPENDED)
    with pytest.raises(PermissionDenied, match="暂停"):
        actions.approve_plan(sent, actor=reviewer)
    Cohort.objects.filter(pk=sent.pk).update(state=CohortState.APPROVED)

    with pytest.raises(PermissionDenied, match="暂停"):
        actions.open_enrolment(sent, actor=manager)


def centre_plan():
    lead = actor(Kind.CENTRE, Duty.MANAGER)
    mandate(lead.organization, is_lead=True)
    draft = drawn_up(lead)
    draft.partners.add(organization(Kind.PARTNER))
    return lead, actions.submit_plan(draft, revision=1, actor=lead)


def test_the_centres_own_plan_is_decided_by_the_bureau():
    officer = actor(Kind.BUREAU)
    lead, sent = centre_plan()
    assert told("plan.answered") == {officer.user.pk}

    with pytest.raises(PermissionDenied, match="由中小企业局批准"):
        actions.approve_plan(sent, actor=actor(Kind.CENTRE))
    with pytest.raises(PermissionDenied, match="只能查看"):
        actions.approve_plan(sent, actor=actor(Kind.BUREAU, Duty.AUDITOR))

    assert actions.approve_plan(sent, actor=officer).state == "approved"
    assert told("plan.approved") == {lead.user.pk}


@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        (Kind.BUREAU, Duty.OFFICER),
        (Kind.CENTRE, Duty.ISSUER),
        (Kind.AUTHORITY, Duty.LEAD),
        (Kind.INSTITUTION, Duty.MANAGER),
    ],
)
def test_an_institutions_plan_is_decided_by_the_centre_alone(manager, kind, duty):
    sent = submitted(manager)

    with pytest.raises(PermissionDenied, match="审核员或负责同志批准"):
        actions.approve_plan(sent, actor=actor(kind, duty))


def test_returning_needs_a_remark_and_tells_the_planner(manager, reviewer):
    sent = submitted(manager)
    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.return_plan(sent, actor=reviewer, note="")

    back = actions.return_plan(sent, actor=reviewer, note="请补充实践安排")

    assert back.state == "returned"
    assert told("plan.returned") == {manager.user.pk}


def test_a_class_runs_its_course(manager, reviewer):
    teacher = actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=manager.organization)
    plan = actions.approve_plan(submitted(manager), actor=reviewer)

    states = [
        actions.open_enrolment(plan, actor=manager).state,
        actions.start_teaching(plan, actor=teacher).state,
        actions.begin_closing(plan, actor=teacher).state,
        actions.close_cohort(plan, actor=manager).state,
    ]

    assert states == ["enrolling", "teaching", "closing", "closed"]


def test_the_class_teacher_opens_no_enrolment_and_strangers_teach_nothing(manager):
    body = manager.organization
    teacher = actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=body)
    approved = cohort(body=body, state=CohortState.APPROVED)
    enrolling = cohort(body=body, state=CohortState.ENROLLING)

    with pytest.raises(PermissionDenied, match="项目负责人"):
        actions.open_enrolment(approved, actor=teacher)
    with pytest.raises(PermissionDenied, match="承担机构自己"):
        actions.start_teaching(enrolling, actor=actor(Kind.INSTITUTION, Duty.CLASS_TEACHER))


def test_cancelling_needs_a_reason_and_tells_whom_the_plan_concerned(manager):
    gansu = actor(Kind.AUTHORITY)
    sent = submitted(manager, gansu.organization)
    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.cancel_cohort(sent, actor=manager, note="")

    gone = actions.cancel_cohort(sent, actor=manager, note="报名人数不足")

    assert gone.state == "cancelled"
    assert told("cohort.cancelled") == {manager.user.pk, gansu.user.pk}


def test_a_draft_given_up_concerns_nobody_else(manager):
    actions.cancel_cohort(drawn_up(manager), actor=manager, note="不办了")

    assert Notice.objects.count() == 0


def test_while_it_enrols_only_the_deciding_office_cancels(manager, reviewer):
    enrolling = cohort(body=manager.organization, state=CohortState.ENROLLING)

    with pytest.raises(PermissionDenied, match="与批准方案的部门联系"):
        actions.cancel_cohort(enrolling, actor=manager, note="不办了")

    assert actions.cancel_cohort(enrolling, actor=reviewer, note="不办了").state == "cancelled"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_pressing_at_once_one_is_told(manager, reviewer):
    sent, other = submitted(manager), actor(Kind.CENTRE)

    raised = at_once(
        lambda: actions.approve_plan(sent, actor=reviewer),
        lambda: actions.approve_plan(sent, actor=other),
        expected=(IllegalStep,),
    )

    assert raised == ["IllegalStep"]
    assert Entry.objects.filter(action="programs.cohort.approve").count() == 1


LEGAL = {
    ("draft", "submit"),
    ("returned", "submit"),
    ("submitted", "countersign"),
    ("countersigned", "approve"),
    ("submitted", "overrule"),
    ("submitted", "return"),
    ("countersigned", "return"),
    ("approved", "enrol"),
    ("enrolling", "teach"),
    ("teaching", "wind_up"),
    ("closing", "close"),
    *((state, "cancel") for state in ("draft", "submitted", "returned", "countersigned")),
    ("approved", "cancel"),
    ("enrolling", "cancel"),
}


def test_every_step_not_in_the_table_is_refused(manager, reviewer):
    may = dict.fromkeys(("submit", "enrol", "teach", "wind_up", "close"), manager)
    may["countersign"] = SYSTEM
    taken = set()
    for state in CohortState.values:
        for name in COHORT.steps:
            row = cohort(body=manager.organization, state=state)
            try:
                with transaction.atomic():
                    COHORT.advance(row.pk, name, actor=may.get(name, reviewer), note="n")
                taken.add((state, name))
            except IllegalStep:
                pass
            row.delete()

    assert taken == LEGAL


def test_only_the_last_states_lead_nowhere():
    sources = {source for rule in COHORT.steps.values() for source in rule.sources}

    assert set(CohortState.values) - sources == {"closed", "cancelled"}


def test_no_person_declares_a_plan_countersigned(manager):
    sent = submitted(manager, authority())

    assert not COHORT.verdict(sent, "countersign", manager)
    assert "系统" in offices.is_the_portal(manager).reason
