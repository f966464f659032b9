"""Drawing a plan up and sending it: who may, what is refused, what is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import cohort as actions
from programs.models import Cohort, Countersign, Mandate
from programs.states import CohortState, LatePolicy, MandateState, MilestoneState
from tests.factories import actor, organization
from tests.factories.programs import (
    authority,
    cohort,
    mandate,
    milestone,
    program,
    track,
)
from tests.support.races import at_once

from .plans import TEXTS, VALUES, drawn_up, submitted, told

pytestmark = pytest.mark.django_db


def test_a_plan_gets_the_next_number_its_code_and_the_programmes_name(manager):
    body = manager.organization
    cohort(body=body, no=4, state=CohortState.CANCELLED)

    plan = actions.plan_cohort(program(), body, track=track(), values=VALUES, actor=manager)

    assert (plan.no, plan.code, plan.state) == (5, f"2022-REG-{body.code}-05", "draft")
    assert plan.name == f"{body.short_name} · 方向REG · 05 班"
    assert plan.created_by == manager.user
    entry = Entry.objects.get()
    assert (entry.action, entry.detail) == ("programs.cohort.plan", {"code": plan.code})


def test_numbers_are_counted_by_body_and_track(manager):
    other = track(code="THEME")
    Mandate.objects.get().tracks.add(other)
    cohort(body=manager.organization)
    cohort(body=organization(Kind.INSTITUTION))

    plan = actions.plan_cohort(
        program(), manager.organization, track=other, values=VALUES, actor=manager
    )

    assert (plan.no, plan.code) == (1, f"2022-THEME-{manager.organization.code}-01")


def test_a_name_of_ones_own_is_kept(manager):
    plan = actions.plan_cohort(
        program(),
        manager.organization,
        track=track(),
        values={**VALUES, "name": "甘肃班"},
        actor=manager,
    )

    assert plan.name == "甘肃班"


@pytest.mark.parametrize(
    ("state", "reason"),
    [(MandateState.SUSPENDED, "暂停"), (MandateState.ENDED, "终止")],
)
def test_a_body_without_an_active_mandate_opens_no_class(manager, state, reason):
    Mandate.objects.update(state=state)

    with pytest.raises(PermissionDenied, match=f"{reason}”，有疑问请与中小企业局联系"):
        actions.plan_cohort(
            program(), manager.organization, track=track(), values=VALUES, actor=manager
        )

    assert Cohort.objects.count() == 0


def test_a_body_without_any_mandate_is_told_so():
    who = actor(Kind.INSTITUTION)

    with pytest.raises(PermissionDenied, match="没有培训任务"):
        actions.plan_cohort(
            program(), who.organization, track=track(), values=VALUES, actor=who
        )


def test_a_mandate_counts_only_for_its_tracks(manager):
    with pytest.raises(PermissionDenied, match="不包括“方向SRDI”方向"):
        actions.plan_cohort(
            program(),
            manager.organization,
            track=track(code="SRDI"),
            values=VALUES,
            actor=manager,
        )


@pytest.mark.parametrize(
    ("duty", "own", "reason"),
    [
        (Duty.CLERK, True, "项目负责人办理"),
        (Duty.CLASS_TEACHER, True, "项目负责人办理"),
        (Duty.MANAGER, False, "承担机构自己办理"),
    ],
)
def test_only_the_bodys_own_manager_plans(manager, duty, own, reason):
    body = manager.organization
    who = actor(Kind.INSTITUTION, duty, organization=body if own else None)

    with pytest.raises(PermissionDenied, match=reason):
        actions.plan_cohort(program(), body, track=track(), values=VALUES, actor=who)


def test_the_centre_plans_the_themed_tracks_with_partners():
    lead = actor(Kind.CENTRE, Duty.MANAGER)
    srdi = track(code="SRDI")
    mandate(lead.organization, None, srdi, is_lead=True)
    plan = actions.plan_cohort(
        program(), lead.organization, track=srdi, values=VALUES, actor=lead
    )

    with pytest.raises(ValidationError, match="请选择合作单位"):
        actions.submit_plan(plan, revision=1, actor=lead)

    partner = organization(Kind.PARTNER)
    plan = actions.choose_bodies(
        plan, authorities=[], partners=[partner], revision=1, actor=lead
    )
    assert actions.submit_plan(plan, revision=2, actor=lead).state == "countersigned"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_plans_begun_at_once_get_different_numbers(manager):
    year, way = program(), track()

    def plan():
        body = manager.organization
        actions.plan_cohort(year, body, track=way, values=VALUES, actor=manager)

    assert at_once(plan, plan, plan) == []
    assert sorted(Cohort.objects.values_list("no", flat=True)) == [1, 2, 3]


def test_saving_keeps_an_incomplete_draft_and_names_the_changed_fields(manager):
    draft = cohort(body=manager.organization)

    saved = actions.save_plan(
        draft,
        values={"place": "示例一省", "capacity": draft.capacity},
        revision=1,
        actor=manager,
    )

    assert (saved.place, saved.revision) == ("示例一省", 2)
    entry = Entry.objects.get()
    assert (entry.action, entry.detail) == ("programs.cohort.save", {"fields": ["place"]})


def test_saving_the_same_again_leaves_no_entry(manager):
    draft = cohort(body=manager.organization)

    actions.save_plan(draft, values={"place": draft.place}, revision=1, actor=manager)

    assert Entry.objects.count() == 0


def test_an_emptied_name_becomes_the_programmes_own(manager):
    draft = cohort(body=manager.organization, name="甘肃班")

    saved = actions.save_plan(draft, values={"name": " "}, revision=1, actor=manager)

    assert saved.name == f"{manager.organization.short_name} · 方向REG · 01 班"


def test_two_people_saving_lose_nothing(manager):
    draft = cohort(body=manager.organization)
    actions.save_plan(draft, values={"place": "甲"}, revision=1, actor=manager)

    with pytest.raises(Stale) as stale:
        actions.save_plan(draft, values={"place": "乙"}, revision=1, actor=manager)

    assert stale.value.current.place == "甲"
    assert Cohort.objects.get().place == "甲"


def test_a_plan_that_was_sent_can_no_longer_be_changed(manager):
    sent = submitted(manager, authority())

    with pytest.raises(IllegalStep, match="已报送，不能再改"):
        actions.save_plan(sent, values={"place": "甲"}, revision=1, actor=manager)


def test_the_authorities_concerned_are_chosen_and_changed(manager):
    draft = cohort(body=manager.organization)
    first, second, third = authority("GS"), authority("AH"), authority("QH")
    actions.choose_bodies(
        draft, authorities=[first, second], partners=[], revision=1, actor=manager
    )

    actions.choose_bodies(
        draft, authorities=[second, third], partners=[], revision=2, actor=manager
    )

    chosen = draft.countersigns.values_list("authority__code", flat=True)
    assert sorted(chosen) == ["AH", "QH"]
    entry = Entry.objects.first()
    assert entry.detail == {"authorities": ["AH", "QH"], "partners": []}


def test_choosing_bodies_on_a_stale_page_changes_nothing(manager):
    draft = cohort(body=manager.organization, revision=2)

    with pytest.raises(Stale):
        actions.choose_bodies(
            draft, authorities=[authority()], partners=[], revision=1, actor=manager
        )

    assert Countersign.objects.count() == 0


def test_sending_asks_the_authorities_for_five_working_days(manager, time_machine):
    gansu = actor(Kind.AUTHORITY)
    time_machine.move_to(clock.start_of(date(2022, 10, 28)) + timedelta(hours=10))

    sent = submitted(manager, gansu.organization)

    assert (sent.state, sent.submitted_by) == ("submitted", manager.user)
    assert sent.countersign_due_on == date(2022, 11, 4)
    assert told("plan.submitted") == {gansu.user.pk}
    assert told("plan.answered") == set()


def test_a_plan_that_concerns_no_region_goes_straight_on(manager, reviewer):
    sent = submitted(manager)

    assert sent.state == "countersigned"
    assert told("plan.answered") == {reviewer.user.pk}
    steps = Entry.objects.filter(action="programs.cohort.countersign")
    assert [entry.actor_label for entry in steps] == ["系统·会签"]


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"objectives": " "}, "objectives"),
        ({"modules": ""}, "modules"),
        ({"classroom_hours": 63}, "classroom_hours"),
    ],
)
def test_an_incomplete_plan_is_not_sent_and_says_what_lacks(manager, lacking, field):
    draft = cohort(body=manager.organization, **{**TEXTS, **lacking})

    with pytest.raises(ValidationError) as refusal:
        actions.submit_plan(draft, revision=1, actor=manager)

    assert list(refusal.value.message_dict) == [field]
    assert Cohort.objects.get().state == "draft"


def test_what_was_checked_is_what_is_sent(manager):
    draft = drawn_up(manager)
    actions.save_plan(draft, values={"place": "甲"}, revision=1, actor=manager)

    with pytest.raises(Stale):
        actions.submit_plan(draft, revision=1, actor=manager)


def test_a_body_suspended_after_planning_sends_nothing(manager):
    draft = drawn_up(manager)
    Mandate.objects.update(state=MandateState.SUSPENDED)

    with pytest.raises(PermissionDenied, match="暂停"):
        actions.submit_plan(draft, revision=1, actor=manager)


@pytest.mark.parametrize(
    ("fields", "days"),
    [({}, -1), ({"state": MilestoneState.CLOSED}, 3)],
)
def test_a_milestone_may_refuse_plans_that_come_late(manager, fields, days):
    milestone(kind="plan", days=days, late_policy=LatePolicy.REFUSE, **fields)
    draft = drawn_up(manager)

    with pytest.raises(IllegalStep, match="与人才交流中心联系"):
        actions.submit_plan(draft, revision=1, actor=manager)


@pytest.mark.parametrize(("policy", "days"), [(LatePolicy.ACCEPT, -1), (LatePolicy.REFUSE, 3)])
def test_plans_in_time_or_taken_late_are_accepted(manager, policy, days):
    milestone(kind="plan", days=days, late_policy=policy)

    assert submitted(manager).state == "countersigned"
