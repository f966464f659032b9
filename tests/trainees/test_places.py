"""Under a crowd: places, numbers and people who are wanted twice at the same moment."""

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection

from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from tests.factories import trainees as make
from trainees.actions import people, review
from trainees.models import Enrolment, Nomination, Roster, RosterEntry, Trainee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CROWD, PLACES = 30, 20


@pytest.fixture
def roster(monkeypatch):
    """More people than places, and a long moment between counting places and taking one."""
    count = review.places_to_approve

    def slowly(cohort):
        found = count(cohort)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(review, "places_to_approve", slowly)
    return make.in_review(make.enrolling(capacity=PLACES), size=CROWD)


def all_at_once(act, arguments) -> list[str]:
    """``act(argument)`` in one thread each; returns the faults, polite refusals left out."""
    together, faults = threading.Barrier(len(arguments)), []

    def press(argument):
        try:
            together.wait()
            act(argument)
        except (IllegalStep, ValidationError):
            pass
        except DatabaseError as fault:
            faults.append(type(fault).__name__)
        finally:
            connection.close()

    crowd = [threading.Thread(target=press, args=(argument,)) for argument in arguments]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return faults


def approve_one_each(roster) -> list[str]:
    pairs = [(make.reviewer(), row) for row in make.keys(roster)]
    return all_at_once(
        lambda pair: review.judge_rows(roster, [pair[1]], "approved", actor=pair[0]), pairs
    )


def approved() -> int:
    return RosterEntry.objects.filter(decision="approved").count()


def test_thirty_approvals_at_once_never_take_more_than_the_places(roster):
    faults = approve_one_each(roster)

    assert (faults, approved()) == ([], PLACES)
    assert Roster.objects.get().approved_count == PLACES


def test_thirty_closings_at_once_number_everybody_once_without_a_gap(roster):
    reviewers = [make.reviewer() for _ in range(CROWD)]
    review.judge_rows(roster, make.keys(roster), "approved", actor=reviewers[0])

    faults = all_at_once(lambda actor: review.decide_roster(roster, actor=actor), reviewers)

    numbers = sorted(Enrolment.objects.values_list("number", flat=True))
    assert (faults, numbers) == ([], list(range(1, PLACES + 1)))
    assert Cohort.objects.get().last_student_no == PLACES


def test_without_the_lock_the_same_crowd_takes_more_places_than_there_are(roster, settings):
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite the transaction itself is the lock (BEGIN IMMEDIATE)")
    settings.CAPACITY_LOCK = False

    approve_one_each(roster)

    assert approved() > PLACES


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
