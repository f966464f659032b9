"""回避: from whom a reviewer stands aside, what becomes of their rows, and who lifts it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from institutions.actor import actor_for
from institutions.models import Deputy, Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.factories.programs import authority
from tests.trainees.test_opinions import decisions, filled, found_in
from trainees.actions import allotment, recusal, review
from trainees.actions.opinions import apply_opinions
from trainees.models import Recusal, Roster, RosterEntry
from trainees.policies.allotment import may_judge_row
from trainees.policies.recusal import aside_of
from trainees.todos import rosters as waiting

pytestmark = pytest.mark.django_db


def said(roster):
    return [decision for decision, *_ in decisions(roster)]


def names(roster):
    return [entry.nomination.trainee.name for entry in make.entries(roster)]


def declare(kind, subject, by, reason="亲属关系（演示）"):
    return recusal.declare_recusal(kind, subject, reason=reason, actor=by)


def two_regions():
    """A list with one row of 示例一省 and one of 示例二省."""
    authority("R2", short_name="示例二省")
    return make.in_review(rows=[make.candidate(), make.candidate(region="R2")])


def serve(someone, body, duty=Duty.LIAISON):
    Membership.objects.create(
        user=someone.user, organization=body, duty=duty, started_at=clock.wall()
    )


SUBJECTS = {
    "person": lambda row: row.nomination.trainee,
    "enterprise": lambda row: row.nomination.enterprise,
    "region": lambda row: row.nomination.home,
}


@pytest.mark.parametrize("kind", SUBJECTS)
def test_who_declared_it_no_longer_judges_such_rows_and_others_do(one, other, kind):
    roster = two_regions()
    subject = SUBJECTS[kind](make.entries(roster)[0])
    declare(kind, subject, one)

    account = review.judge_rows(roster, make.keys(roster), "approved", actor=one)

    assert said(roster) == ["pending", "approved"]
    called = subject.short_name if kind == "region" else str(subject)
    assert account.apart == [f"{names(roster)[0]}（须回避：您已申报对{called}回避）"]
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=other)
    assert said(roster) == ["approved", "approved"]


def test_a_declared_institution_closes_its_lists_and_those_it_partners(one, other):
    roster, joint = make.in_review(), make.in_review()
    body = roster.cohort.organization
    joint.cohort.partners.add(body)
    declare("institution", body, one)

    for of in (roster, joint):
        with pytest.raises(PermissionDenied) as refusal:
            review.judge_rows(of, make.keys(of), "approved", actor=one)
        assert str(refusal.value) == "您已申报对这家机构回避，请由其他审核员办理"
        review.judge_rows(of, make.keys(of), "approved", actor=other)
    assert (said(roster), said(joint)) == (["approved"] * 2, ["approved"] * 2)


def test_who_serves_an_authority_stands_aside_from_its_region_undeclared(one):
    roster = two_regions()
    serve(one, make.entries(roster)[0].nomination.home)

    account = review.judge_rows(roster, make.keys(roster), "approved", actor=one)

    assert said(roster) == ["pending", "approved"]
    assert account.apart == [f"{names(roster)[0]}（须回避：您在示例一省任职）"]


def test_the_region_that_recommended_counts_as_well(one):
    authority("R2", short_name="示例二省")
    row = make.candidate(source="recommended", recommender="R2")
    roster = make.in_review(rows=[row])
    serve(one, authority("R2"))

    assert review.judge_rows(roster, make.keys(roster), "held", reason="H01", actor=one).apart
    assert said(roster) == ["pending"]


def test_the_lead_too_stands_aside_from_an_allotted_row(lead, one):
    roster = two_regions()
    allotment.allot_lists([roster], one.user, actor=lead)
    declare("person", make.entries(roster)[0].nomination.trainee, lead)

    review.judge_rows(roster, make.keys(roster), "approved", actor=lead)

    assert said(roster) == ["pending", "approved"]


def test_what_was_said_is_taken_back_and_what_was_in_hand_is_everybodys(lead, one, other):
    roster = two_regions()
    allotment.allot_lists([roster], one.user, actor=lead)
    review.judge_rows(roster, make.keys(roster), "approved", actor=one)
    Notice.objects.all().delete()

    declared = declare("region", make.entries(roster)[0].nomination.home, one)

    assert (declared.released, declared.reopened) == (1, 1)
    assert said(roster) == ["pending", "approved"]
    assert [entry.reviewer for entry in make.entries(roster)] == [None, one.user]
    assert Roster.objects.get().approved_count == 1
    notice = Notice.objects.get(channel="inbox", topic="recusal.declared")
    assert (notice.user, "手里有 1 人退回未分办" in notice.body) == (lead.user, True)
    trace = Entry.objects.get(action="trainees.recusal.declare")
    assert (trace.actor, trace.detail["note"]) == (one.user, "亲属关系（演示）")


def test_rows_judged_by_others_and_settled_rows_stay(one, other):
    roster = make.in_review(size=3)
    keys = make.keys(roster)
    review.judge_rows(roster, keys[:1], "approved", actor=one)
    review.decide_roster(roster, actor=other)
    review.judge_rows(roster, keys[1:2], "approved", actor=other)

    declared = declare("region", make.entries(roster)[0].nomination.home, one)

    assert declared.reopened == 0
    assert said(roster) == ["approved", "approved", "pending"]


def test_lists_a_declared_body_partners_are_let_go_as_well(lead, one):
    roster = make.in_review(size=1)
    partner = organization(Kind.PARTNER)
    roster.cohort.partners.add(partner)
    allotment.allot_lists([roster], one.user, actor=lead)
    review.judge_rows(roster, make.keys(roster), "held", reason="H01", actor=one)

    declared = declare("institution", partner, one)

    assert (declared.released, declared.reopened, said(roster)) == (1, 1, ["pending"])


def test_a_sheet_names_the_rows_and_leaves_them_alone(one):
    roster = two_regions()
    content = filled(roster, ("通过", "", ""), ("通过", "", ""))
    shown = found_in(roster, content, by=one).changes
    declare("person", make.entries(roster)[0].nomination.trainee, one)

    found = found_in(roster, content, by=one)
    account = apply_opinions(
        roster,
        {change.entry.pk: change.opinion for change in shown},
        {change.entry.pk: change.seen for change in shown},
        actor=one,
    )

    (fault,) = found.problems
    assert fault.text == f"须回避：您已申报对{names(roster)[0]}回避"
    assert (len(found.changes), len(account.apart)) == (1, 1)
    assert said(roster) == ["pending", "approved"]


def test_the_lead_gives_nobody_rows_they_stand_aside_from(lead, one):
    roster = two_regions()
    declare("region", make.entries(roster)[0].nomination.home, one)

    given = allotment.allot_rows(roster, make.keys(roster), one.user, actor=lead)

    assert [entry.reviewer for entry in make.entries(roster)] == [None, one.user]
    (why,) = given.refused
    assert why == f"{roster.cohort.name}：{one.user}须回避，没有分给：{names(roster)[0]}"
    given = allotment.allot_rows(roster, make.keys(roster)[:1], one.user, actor=lead)
    assert (given.people, len(given.refused)) == (0, 1)


def test_a_deputy_stands_aside_from_what_either_declared(one, other):
    roster = two_regions()
    declare("person", make.entries(roster)[0].nomination.trainee, one)
    today = clock.today()
    away = Deputy.objects.create(
        membership=Membership.objects.get(user=one.user),
        user=other.user,
        from_on=today,
        until_on=today,
        appointed_at=clock.now(),
    )

    standing_in = actor_for(other.user, away.hat)
    review.judge_rows(roster, make.keys(roster), "approved", actor=standing_in)

    assert said(roster) == ["pending", "approved"]


def test_no_word_takes_effect_of_somebody_who_serves_the_region_by_now(one, other):
    roster = two_regions()
    review.judge_rows(roster, make.keys(roster), "approved", actor=one)
    serve(one, make.entries(roster)[0].nomination.home)

    with pytest.raises(ValidationError) as refusal:
        review.decide_roster(roster, actor=other)
    assert refusal.value.messages == [
        f"以下学员由须回避的同志审过，请由其他审核员重审：{names(roster)[0]}"
    ]
    review.judge_rows(roster, make.keys(roster)[:1], "pending", actor=other)
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=other)
    assert review.decide_roster(roster, actor=other).done["approved"] == 2


def test_the_workbench_forgets_lists_one_stands_aside_from(one, other):
    roster = make.in_review(size=2)
    assert waiting.count_to_review(one) == 1

    declare("region", make.entries(roster)[0].nomination.home, one)

    assert (waiting.count_to_review(one), waiting.count_to_review(other)) == (0, 1)


def test_the_database_and_the_page_agree_on_whom_it_concerns(one):
    roster = two_regions()
    others = [make.candidate(), make.candidate(), make.candidate(region="R2")]
    more = make.in_review(rows=others)
    rows = RosterEntry.objects.for_table()
    serve(one, authority("R2"))
    declare("person", make.entries(more)[0].nomination.trainee, one)
    declare("enterprise", make.entries(more)[1].nomination.enterprise, one)
    aside = aside_of(one)

    said_no = {row.pk for row in rows if not may_judge_row(one, row, aside)}

    concerned = {row.pk for row in rows.aside_from([one.user.pk])}
    expected = {*make.keys(more), make.keys(roster)[1]}
    assert said_no == concerned == expected


# --- declared and lifted ----------------------------------------------------------------


def test_it_is_declared_once_and_by_reviewers_alone(lead, one):
    row = make.entries(make.in_review())[0]
    declare("person", row.nomination.trainee, one)

    with pytest.raises(ValidationError) as refusal:
        declare("person", row.nomination.trainee, one)
    assert refusal.value.messages == ["您已申报对它回避"]
    with pytest.raises(PermissionDenied) as refusal:
        declare("person", row.nomination.trainee, actor(Kind.CENTRE, Duty.ISSUER))
    assert str(refusal.value) == "回避由审核名单的同志本人申报"
    assert Recusal.objects.count() == 1


def test_only_another_lead_lifts_it_with_a_reason_and_once(lead, one):
    roster = two_regions()
    row = declare("person", make.entries(roster)[0].nomination.trainee, one).recusal

    for by, why in [(one, "回避由人才交流中心负责同志解除")]:
        with pytest.raises(PermissionDenied) as refusal:
            recusal.lift_recusal(row, note="已核实", actor=by)
        assert str(refusal.value) == why
    with pytest.raises(ValidationError):
        recusal.lift_recusal(row, note="  ", actor=lead)

    lifted = recusal.lift_recusal(row, note="已核实（演示）", actor=lead)

    assert (lifted.lifted_by, lifted.lift_note) == (lead.user, "已核实（演示）")
    assert Entry.objects.filter(action="trainees.recusal.lift").count() == 1
    with pytest.raises(IllegalStep):
        recusal.lift_recusal(row, note="再次", actor=lead)
    review.judge_rows(roster, make.keys(roster), "approved", actor=one)
    assert said(roster) == ["approved", "approved"]
    declare("person", make.entries(roster)[0].nomination.trainee, one)


def test_a_lead_does_not_lift_the_own_declaration(lead):
    row = declare("region", authority("R1"), lead).recusal

    with pytest.raises(PermissionDenied) as refusal:
        recusal.lift_recusal(row, note="已核实", actor=lead)

    assert str(refusal.value) == "本人申报的回避由另一位负责同志解除"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "person"},
        {"organization": None},
        {"reason": ""},
        {"lift_note": "没有人"},
        {"lifted_at": "2022-11-01T00:00Z"},
    ],
)
def test_the_database_refuses_half_a_declaration(one, changes):
    row = declare("region", authority("R1"), one).recusal

    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.objects.filter(pk=row.pk).update(**changes)
    stamp = {"lifted_by": one.user, "lifted_at": clock.now(), "lift_note": "自己"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.objects.filter(pk=row.pk).update(**stamp)


def test_declarations_are_seen_by_the_declarer_the_lead_and_the_bureau(lead, one, other):
    mine = declare("region", authority("R1"), one).recusal

    who = {
        "declarer": one,
        "lead": lead,
        "bureau": actor(Kind.BUREAU),
        "colleague": other,
        "institution": actor(Kind.INSTITUTION),
        "authority": actor(Kind.AUTHORITY, organization=authority("R1")),
        "trainee": actor("trainee"),
    }
    seen = {name for name, by in who.items() if mine in Recusal.objects.visible_to(by)}

    assert seen == {"declarer", "lead", "bureau"}
    assert str(mine) == f"{one.user} · 地区 · {authority('R1').short_name}"
