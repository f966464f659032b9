"""Sixty people press at the last twenty seats: twenty sit down, every time."""

import threading
from itertools import cycle

import pytest
from django.db import connection

from institutions.states import Duty, Kind
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.factories.programs import authority
from tests.support.crowd import all_at_once, in_rounds
from trainees import limits
from trainees.actions import review
from trainees.models import Enrolment, Roster, RosterEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CROWD, SEATS, TAKEN = 60, 20, 10
# Ten in all on PostgreSQL; SQLite hands its one lock on by polling, seconds a round.
ROUNDS, LONG = {"postgresql": 5, "sqlite": 1}, 50


@pytest.fixture
def everybody_counts_first(monkeypatch):
    """Nobody takes a seat before the whole crowd has counted them: no luck decides."""
    counted = threading.Barrier(CROWD)

    class Counted(limits.Room):
        def __init__(self, *args):
            super().__init__(*args)
            counted.wait()

    # Where a lock is kept the second can never come: this is for the crowd without.
    monkeypatch.setattr(limits, "Room", Counted)


@pytest.fixture
def one_class():
    """One class that has twenty seats left, and sixty people who want them."""
    roster = make.in_review(make.enrolling(capacity=SEATS + TAKEN), size=CROWD + TAKEN)
    review.judge_rows(roster, make.keys(roster)[:TAKEN], "approved", actor=make.reviewer())
    return [(roster, pk) for pk in make.keys(roster)[TAKEN:]]


@pytest.fixture
def two_classes():
    """A region's cap over the year, wanted by the people of two classes of a body each."""
    home = authority("R1").code
    make.quota(None, "authority", home, cap=SEATS, per_class=False)
    rosters = [make.in_review(size=CROWD // 2) for _ in range(2)]
    pairs = [[(roster, pk) for pk in make.keys(roster)] for roster in rosters]
    return [pair for both in zip(*pairs, strict=True) for pair in both]


def rush(wanted, rounds: int) -> list[tuple[list[str], int]]:
    """Everybody's approval at once: the faults, and how many of the crowd are approved."""
    reviewers = cycle([make.reviewer() for _ in range(6)])
    crowd = RosterEntry.objects.filter(pk__in=[pk for _roster, pk in wanted])

    def press(ask):
        (roster, pk), reviewer = ask
        review.judge_rows(roster, [pk], "approved", actor=reviewer)

    def count(faults):
        approved = crowd.filter(decision="approved").count()
        crowd.update(decision="pending")
        return faults, approved

    return in_rounds(press, list(zip(wanted, reviewers, strict=False)), count, rounds)


@pytest.mark.parametrize("crowd", ["one_class", "two_classes"])
@pytest.mark.parametrize("rounds", [0, pytest.param(LONG, marks=pytest.mark.proof)])
def test_sixty_at_the_last_twenty_seats_fill_exactly_those(crowd, rounds, request):
    wanted = request.getfixturevalue(crowd)

    rounds = rounds or ROUNDS[connection.vendor]

    outcomes = rush(wanted, rounds)

    assert outcomes == [([], SEATS)] * rounds


@pytest.mark.parametrize("crowd", ["one_class", "two_classes"])
def test_without_the_locks_the_same_crowd_overdraws_them(crowd, request, settings):
    if connection.vendor == "sqlite":
        # BEGIN IMMEDIATE holds the whole transaction; there is no lock to leave out.
        pytest.skip("PostgreSQL only; runs in the second pass")
    settings.CAPACITY_LOCK = False
    wanted = request.getfixturevalue(crowd)
    request.getfixturevalue("everybody_counts_first")

    ((faults, approved),) = rush(wanted, 1)

    assert (faults, approved) == ([], CROWD)


def test_closing_all_classes_at_once_keeps_a_cap_over_the_year():
    """The cap fell after the approvals; the Centre's own class is among those that close."""
    home = authority("R1").code
    rule = make.quota(None, "authority", home, cap=40, per_class=False)
    own = make.in_review(make.enrolling(organization(Kind.CENTRE)), size=5)
    lists = [own] + [make.in_review(size=5) for _ in range(5)]
    reviewer = make.reviewer()
    for roster in lists:
        review.judge_rows(roster, make.keys(roster), "approved", actor=reviewer)
    lists[0] = review.propose_decision(own, actor=reviewer)
    rule.cap = SEATS
    rule.save()
    pairs = [(roster, make.reviewer()) for roster in lists[1:]]
    pairs.append((lists[0], actor(Kind.BUREAU, Duty.OFFICER)))

    faults = all_at_once(lambda pair: review.decide_roster(pair[0], actor=pair[1]), pairs)

    assert (faults, Enrolment.objects.count()) == ([], SEATS)
    assert sum(Roster.objects.values_list("approved_count", flat=True)) == SEATS
