"""The Centre's desk: decisions on rows, and what 办结 makes of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from tests.factories import trainees as make
from trainees.actions import review
from trainees.models import Enrolment, Nomination, RosterEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make.reviewer()


def judge(roster, rows, decision, reason="", **more):
    more.setdefault("actor", make.reviewer())
    return review.judge_rows(roster, [row.pk for row in rows], decision, reason=reason, **more)


def decisions(roster):
    return [entry.decision for entry in make.entries(roster)]


def numbers():
    return list(Enrolment.objects.order_by("number").values_list("number", flat=True))


# --- decisions on rows ------------------------------------------------------------------


def test_a_decision_is_provisional_counted_and_traced(reviewer):
    roster = make.in_review(size=3)
    first, second, _third = make.entries(roster)

    account = judge(roster, [first, second], "approved", actor=reviewer)

    assert (account.done, account.waiting) == ({"approved": 2}, [])
    assert decisions(roster) == ["approved", "approved", "pending"]
    roster.refresh_from_db()
    assert (roster.approved_count, roster.state) == (2, "in_review")
    assert Enrolment.objects.count() == 0
    whole = Entry.objects.get(action="trainees.roster.approved_rows")
    assert (whole.actor, whole.detail["people"]) == (reviewer.user, 2)
    rows = Entry.objects.filter(action="trainees.rosterentry.judge")
    assert [entry.detail["after"] for entry in rows] == ["approved", "approved"]


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        ("returned", ""),
        ("returned", "N01"),
        ("rejected", "R01"),
        ("held", "R01"),
        ("approved", "R01"),
        ("nonsense", ""),
    ],
)
def test_a_decision_needs_the_reason_that_goes_with_it(decision, reason):
    roster = make.in_review()

    with pytest.raises(ValidationError):
        judge(roster, make.entries(roster), decision, reason)

    assert decisions(roster) == ["pending", "pending"]


def test_the_database_too_refuses_a_return_without_reason():
    roster = make.in_review()

    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.update(decision="returned", reason_code="N01")

    assert decisions(roster) == ["pending", "pending"]


def test_a_decision_can_be_taken_back_before_it_takes_effect():
    roster = make.in_review()
    judge(roster, make.entries(roster), "rejected", "N01", note="说明")

    judge(roster, make.entries(roster), "pending")

    assert decisions(roster) == ["pending", "pending"]
    assert {e.note for e in make.entries(roster)} == {""}


def test_approvals_stop_at_the_places_and_name_who_waits():
    roster = make.in_review(make.enrolling(capacity=2), size=4)

    account = judge(roster, make.entries(roster), "approved")

    names = [entry.nomination.trainee.name for entry in make.entries(roster)]
    assert (account.done, account.waiting) == ({"approved": 2}, names[2:])
    assert decisions(roster) == ["approved", "approved", "pending", "pending"]


def test_approving_again_what_is_approved_takes_no_second_place():
    roster = make.in_review(make.enrolling(capacity=2), size=3)
    rows = make.entries(roster)
    judge(roster, rows[:1], "approved")

    account = judge(roster, rows[:2], "approved")

    assert (account.done, account.waiting) == ({"approved": 1}, [])
    assert decisions(roster) == ["approved", "approved", "pending"]


def test_rows_of_another_list_are_not_touched():
    mine, theirs = make.in_review(), make.in_review()

    with pytest.raises(IllegalStep):
        judge(mine, make.entries(theirs), "approved")

    assert decisions(theirs) == ["pending", "pending"]


def test_only_a_list_under_review_is_judged():
    roster = make.submitted()

    with pytest.raises(IllegalStep) as refusal:
        judge(roster, make.entries(roster), "approved")

    assert str(refusal.value) == "名单“已提交”，不能审核"


# --- 办结 -------------------------------------------------------------------------------


def test_approved_people_are_enrolled_in_order_and_the_list_is_closed(reviewer):
    roster = make.in_review(size=3)
    judge(roster, make.entries(roster), "approved")

    account = review.decide_roster(roster, actor=reviewer)

    roster.refresh_from_db()
    assert (roster.state, roster.decided_by) == ("decided", reviewer.user)
    assert (account.done["approved"], account.waiting) == (3, [])
    code = roster.cohort.code
    assert list(Enrolment.objects.values_list("student_no", "state")) == [
        (f"{code}-{number:04d}", "pending") for number in (1, 2, 3)
    ]
    assert Cohort.objects.get(pk=roster.cohort_id).last_student_no == 3
    assert {n.state for n in Nomination.objects.all()} == {"admitted"}
    assert Entry.objects.filter(action="trainees.enrolment.enrol").count() == 3


def test_numbers_run_on_in_the_next_round_without_a_gap():
    first = make.enrolled(size=2)

    make.enrolled(first.cohort, size=2)

    assert numbers() == [1, 2, 3, 4]


def test_refused_rows_are_final_and_returned_rows_go_back(reviewer):
    roster = make.in_review(size=3)
    first, second, third = make.entries(roster)
    judge(roster, [first], "approved")
    judge(roster, [second], "rejected", "N02")
    judge(roster, [third], "returned", "R01", note="请核对信用代码")

    account = review.decide_roster(roster, actor=reviewer)

    roster.refresh_from_db()
    assert roster.state == "returned"
    assert dict(account.done) == {
        "approved": 1,
        "rejected": 1,
        "returned": 1,
        "pending": 0,
        "held": 0,
    }
    states = [entry.nomination.state for entry in make.entries(roster)]
    assert states == ["admitted", "ineligible", "submitted"]
    assert make.entries(roster)[2].returned_facts == third.nomination.facts


def test_the_class_is_told_what_became_of_its_list(reviewer):
    roster = make.in_review(size=2)
    manager = make.manager(roster.cohort)
    judge(roster, make.entries(roster)[:1], "approved")
    judge(roster, make.entries(roster)[1:], "returned", "R02")

    review.decide_roster(roster, actor=reviewer)

    notice = Notice.objects.get(channel="inbox", topic="roster.returned", user=manager.user)
    assert "本次录取 1 人，退回 1 人" in notice.body
    assert notice.link == f"/rosters/{roster.pk}/"


def test_while_rows_are_undecided_the_approved_are_enrolled_and_the_list_stays(reviewer):
    roster = make.in_review(size=3)
    rows = make.entries(roster)
    judge(roster, rows[:1], "approved")
    judge(roster, rows[1:2], "returned", "R01")

    review.decide_roster(roster, actor=reviewer)

    roster.refresh_from_db()
    assert (roster.state, numbers()) == ("in_review", [1])
    assert decisions(roster) == ["approved", "returned", "pending"]


def test_a_held_row_keeps_the_list_open_but_not_its_returned_rows(reviewer):
    roster = make.in_review(size=2)
    rows = make.entries(roster)
    judge(roster, rows[:1], "approved")
    judge(roster, rows[1:], "held", "H01")
    review.decide_roster(roster, actor=reviewer)
    roster.refresh_from_db()
    assert roster.state == "in_review"

    judge(roster, rows[1:], "returned", "R01")
    review.decide_roster(roster, actor=reviewer)
    roster.refresh_from_db()
    assert (roster.state, numbers()) == ("returned", [1])


def test_with_nothing_decided_there_is_nothing_to_close(reviewer):
    roster = make.in_review()

    with pytest.raises(ValidationError) as refusal:
        review.decide_roster(roster, actor=reviewer)

    assert refusal.value.messages == ["没有可以办结的审核意见，请先逐人审核"]


def test_when_the_plan_was_cut_the_overflow_is_named_and_waits(reviewer):
    roster = make.in_review(make.enrolling(capacity=3), size=3)
    judge(roster, make.entries(roster), "approved")
    Cohort.objects.update(capacity=2)

    account = review.decide_roster(roster, actor=reviewer)

    last = make.entries(roster)[2]
    assert (account.done["approved"], account.waiting) == (2, [last.nomination.trainee.name])
    assert (last.decision, numbers()) == ("pending", [1, 2])
    roster.refresh_from_db()
    assert (roster.state, roster.approved_count) == ("in_review", 2)


def test_an_enrolled_row_is_settled():
    roster = make.in_review(size=2)
    rows = make.entries(roster)
    judge(roster, rows[:1], "approved")
    review.decide_roster(roster, actor=make.reviewer())

    with pytest.raises(IllegalStep):
        judge(roster, rows[:1], "rejected", "N01")

    assert decisions(roster) == ["approved", "pending"]


def test_if_anything_fails_nothing_is_half_done(reviewer):
    roster = make.in_review(size=2)
    judge(roster, make.entries(roster), "approved")
    taken = make.enrolled(size=1)
    person = Enrolment.objects.get(cohort=taken.cohort)
    # A number of this class given out past its counter, as only a fault could.
    Enrolment.objects.filter(pk=person.pk).update(cohort=roster.cohort, number=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        review.decide_roster(roster, actor=reviewer)

    roster.refresh_from_db()
    assert (roster.state, Enrolment.objects.count()) == ("in_review", 1)
    assert Cohort.objects.get(pk=roster.cohort_id).last_student_no == 0


def test_closing_costs_the_same_queries_for_few_people_and_many(
    reviewer, django_assert_num_queries
):
    for size in (2, 7):
        roster = make.in_review(size=size)
        judge(roster, make.entries(roster), "approved")
        with django_assert_num_queries(50):
            review.decide_roster(roster, actor=reviewer)


def test_a_refusal_alone_takes_effect_and_the_class_waits_for_the_rest(reviewer):
    roster = make.in_review(size=2)
    make.manager(roster.cohort)
    judge(roster, make.entries(roster)[:1], "rejected", "N01")

    review.decide_roster(roster, actor=reviewer)

    roster.refresh_from_db()
    assert roster.state == "in_review"
    assert Nomination.objects.filter(state="ineligible").count() == 1
    assert Notice.objects.filter(topic__in=["roster.decided", "roster.returned"]).count() == 0
