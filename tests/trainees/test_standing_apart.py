"""Who stands aside, who confirms the Centre's own lists, and the authority's word."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.models import Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from tests.factories import actor, organization
from tests.factories import trainees as make
from trainees.actions import nomination as nominations
from trainees.actions import review
from trainees.models import Nomination, Roster

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make.reviewer()


def judge(roster, rows, decision, reason="", **more):
    more.setdefault("actor", make.reviewer())
    return review.judge_rows(roster, [row.pk for row in rows], decision, reason=reason, **more)


def decisions(roster):
    return [entry.decision for entry in make.entries(roster)]


# --- standing apart ---------------------------------------------------------------------


def refusal_of(roster, someone):
    with pytest.raises(PermissionDenied) as refusal:
        judge(roster, make.entries(roster), "approved", actor=someone)
    return str(refusal.value)


def test_a_reviewer_who_also_works_for_the_submitting_body_stands_aside(reviewer):
    roster = make.in_review()
    Membership.objects.create(
        user=reviewer.user,
        organization=roster.cohort.organization,
        duty=Duty.MANAGER,
        started_at=clock.wall(),
    )

    assert refusal_of(roster, reviewer).startswith("您在提交单位或合作单位任职，须回避")


def test_a_reviewer_who_works_for_a_partner_stands_aside(reviewer):
    roster = make.in_review()
    partner = organization(Kind.PARTNER)
    roster.cohort.partners.add(partner)
    Membership.objects.create(
        user=reviewer.user, organization=partner, duty=Duty.CLERK, started_at=clock.wall()
    )

    assert refusal_of(roster, reviewer).startswith("您在提交单位或合作单位任职，须回避")


def test_nobody_judges_what_they_sent(reviewer):
    roster = make.in_review()
    Roster.objects.update(submitted_by=reviewer.user)
    roster.refresh_from_db()

    assert refusal_of(roster, reviewer) == "本人提交的名单或方案须由另一位同志办理"


# --- the Centre's own classes -----------------------------------------------------------


@pytest.fixture
def own():
    return make.in_review(make.enrolling(organization(Kind.CENTRE)), size=2)


def test_the_class_team_of_the_centre_does_not_judge_its_own_list(own):
    both = actor(Kind.CENTRE, Duty.REVIEWER, Duty.CLERK)

    assert refusal_of(own, both) == "本班班务人员不能审核本班名单"


def test_the_centres_own_list_is_confirmed_by_the_bureau(own, reviewer):
    officer = actor(Kind.BUREAU)
    judge(own, make.entries(own), "approved")
    own.refresh_from_db()
    for someone in (reviewer, officer):
        with pytest.raises(PermissionDenied):
            review.decide_roster(own, actor=someone)

    proposed = review.propose_decision(own, actor=reviewer)
    account = review.decide_roster(proposed, actor=officer)

    own.refresh_from_db()
    assert (account.done["approved"], own.state, own.decided_by) == (
        2,
        "decided",
        officer.user,
    )
    assert Notice.objects.filter(topic="roster.proposed", user=officer.user).exists()


def test_a_list_is_proposed_only_when_everybody_is_judged(own, reviewer):
    judge(own, make.entries(own)[:1], "approved")

    with pytest.raises(ValidationError) as refusal:
        review.propose_decision(own, actor=reviewer)

    assert refusal.value.messages == ["还有 1 人待审，审完再报"]


def test_the_bureau_may_ask_the_reviewer_to_judge_again(own, reviewer):
    judge(own, make.entries(own), "approved")
    proposed = review.propose_decision(own, actor=reviewer)

    again = review.reconsider_roster(proposed, note="请核实第 2 人", actor=actor(Kind.BUREAU))

    assert (again.state, again.reviewed_at) == ("in_review", None)
    notice = Notice.objects.get(topic="roster.reconsider", channel="inbox")
    assert (notice.user, "请核实第 2 人" in notice.body) == (reviewer.user, True)


def test_another_decision_after_proposing_needs_another_proposal(own, reviewer):
    judge(own, make.entries(own), "approved")
    review.propose_decision(own, actor=reviewer)

    judge(own, make.entries(own)[:1], "rejected", "N01")

    own.refresh_from_db()
    assert own.reviewed_at is None


def test_lists_of_institutions_are_not_the_bureaus_business(reviewer):
    roster = make.in_review()

    with pytest.raises(PermissionDenied):
        review.propose_decision(roster, actor=reviewer)
    with pytest.raises(PermissionDenied):
        review.reconsider_roster(roster, note="意见", actor=actor(Kind.BUREAU))


# --- the authority's word ---------------------------------------------------------------


@pytest.fixture
def recommended():
    rows = [make.candidate(source="recommended", recommender="R1") for _ in range(2)]
    return make.in_review(rows=rows)


def liaison(code="R1"):
    return actor(Kind.AUTHORITY, organization=organization(Kind.AUTHORITY, code))


def test_the_authority_confirms_whom_it_recommended(recommended):
    people = [entry.nomination_id for entry in make.entries(recommended)]
    by = liaison()

    confirmed = nominations.confirm_nominations(people, actor=by)

    assert confirmed == 2
    assert {(n.state, n.confirmed_by) for n in Nomination.objects.all()} == {
        ("recommended", by.user)
    }
    assert nominations.confirm_nominations(people, actor=by) == 0


def test_another_authority_confirms_nobody(recommended):
    people = [entry.nomination_id for entry in make.entries(recommended)]

    with pytest.raises(PermissionDenied):
        nominations.confirm_nominations(people, actor=liaison("R2"))

    assert {n.state for n in Nomination.objects.all()} == {"submitted"}


def test_a_denied_recommendation_sends_the_row_back_with_the_reason(recommended):
    manager = make.manager(recommended.cohort)
    entry = make.entries(recommended)[0]
    judge(recommended, [entry], "approved")

    nominations.disown_nomination(entry.nomination, note="我省未推荐此人", actor=liaison())

    entry = make.entries(recommended)[0]
    assert (entry.decision, entry.reason_code, entry.note) == (
        "returned",
        "R03",
        "我省未推荐此人",
    )
    assert entry.nomination.state == "draft"
    recommended.refresh_from_db()
    assert recommended.approved_count == 0
    notice = Notice.objects.get(topic="nomination.disowned", user=manager.user)
    assert "我省未推荐此人" in notice.body


def test_a_row_nobody_recommended_cannot_be_approved(recommended):
    entry, other = make.entries(recommended)
    nominations.disown_nomination(entry.nomination, note="未推荐", actor=liaison())

    account = judge(recommended, [entry, other], "approved")

    assert (account.done, account.disowned) == (
        {"approved": 1},
        [entry.nomination.trainee.name],
    )
    assert decisions(recommended) == ["returned", "approved"]


def test_a_row_nobody_recommended_can_be_refused_for_good(recommended):
    entry, other = make.entries(recommended)
    nominations.disown_nomination(entry.nomination, note="未推荐", actor=liaison())
    judge(recommended, [entry], "rejected", "N01")
    judge(recommended, [other], "approved")

    review.decide_roster(recommended, actor=make.reviewer())

    states = [e.nomination.state for e in make.entries(recommended)]
    assert states == ["ineligible", "admitted"]
    recommended.refresh_from_db()
    assert recommended.state == "decided"


def test_denying_needs_a_note_and_comes_too_late_after_enrolment(recommended):
    entry = make.entries(recommended)[0]
    with pytest.raises(ValidationError):
        nominations.disown_nomination(entry.nomination, note=" ", actor=liaison())
    judge(recommended, make.entries(recommended), "approved")
    review.decide_roster(recommended, actor=make.reviewer())

    with pytest.raises(IllegalStep):
        nominations.disown_nomination(entry.nomination, note="未推荐", actor=liaison())

    assert {n.state for n in Nomination.objects.all()} == {"admitted"}
