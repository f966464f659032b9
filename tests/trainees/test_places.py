"""Under a crowd: numbers and people who are wanted twice at the same moment."""

import pytest

from programs.models import Cohort
from tests.factories import trainees as make
from tests.support.crowd import all_at_once
from trainees.actions import people, review
from trainees.models import Enrolment, Nomination, Trainee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CROWD, PLACES = 30, 20


@pytest.fixture
def roster():
    """More people than places."""
    return make.in_review(make.enrolling(capacity=PLACES), size=CROWD)


def test_thirty_closings_at_once_number_everybody_once_without_a_gap(roster):
    reviewers = [make.reviewer() for _ in range(CROWD)]
    review.judge_rows(roster, make.keys(roster), "approved", actor=reviewers[0])

    faults = all_at_once(lambda actor: review.decide_roster(roster, actor=actor), reviewers)

    numbers = sorted(Enrolment.objects.values_list("number", flat=True))
    assert (faults, numbers) == ([], list(range(1, PLACES + 1)))
    assert Cohort.objects.get().last_student_no == PLACES


def test_lists_that_want_the_same_people_at_once_get_each_of_them_once():
    lists = [make.roster() for _ in range(6)]
    rows = [make.candidate() for _ in range(8)]
    actors = {of.pk: make.manager(of.cohort) for of in lists}
    outcomes = []

    def take(pair):
        of, order = pair
        found = people.accept_rows(of, order, attested=True, actor=actors[of.pk])
        outcomes.extend(found)

    orders = [rows if number % 2 else rows[::-1] for number in range(len(lists))]
    faults = all_at_once(take, list(zip(lists, orders, strict=True)))

    taken = [outcome for outcome in outcomes if outcome.status == "new"]
    refused = {outcome.message for outcome in outcomes if outcome.status == "error"}
    assert (faults, len(taken), len(outcomes)) == ([], len(rows), len(rows) * len(lists))
    assert refused == {"该证件号本年度已在其他名单中，请联系人才交流中心"}
    assert (Trainee.objects.count(), Nomination.objects.count()) == (len(rows), len(rows))
