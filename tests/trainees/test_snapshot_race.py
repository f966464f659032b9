"""Two who put decisions on one list into effect at once: two snapshots, neither lost."""

import pytest
from django.db import transaction

from tests.factories import trainees as make
from tests.support.races import at_once
from trainees.actions import review
from trainees.actions.snapshot import freeze_roster
from trainees.models import Enrolment, RosterSnapshot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def chain():
    """Version, people enrolled by then, and whether each names the one before it."""
    taken = list(RosterSnapshot.objects.order_by("pk"))
    before = ["", *(one.sha256 for one in taken)]
    linked = [one.previous == digest for one, digest in zip(taken, before, strict=False)]
    return [(one.version, one.enrolled) for one in taken], linked


def test_two_deciders_at_once_freeze_two_snapshots_under_consecutive_numbers():
    listed = make.in_review(size=3)
    keys = make.keys(listed)

    def decide(key, by):
        with transaction.atomic():
            review.judge_rows(listed, [key], "approved", actor=by)
            review.decide_roster(listed, actor=by)

    pairs = [(key, make.reviewer()) for key in keys[:2]]
    at_once(*(lambda pair=pair: decide(*pair) for pair in pairs))

    assert chain() == ([(1, 1), (2, 2)], [True, True])
    assert sorted(Enrolment.objects.values_list("number", flat=True)) == [1, 2]
    numbers = RosterSnapshot.objects.order_by("pk").values_list("number", flat=True)
    code = listed.cohort.code
    assert list(numbers) == [f"MD{code}-R1-V1", f"MD{code}-R1-V2"]


def test_many_freezing_one_list_at_once_leave_no_gap():
    listed = make.in_review(size=2)
    hands = [make.reviewer() for _ in range(6)]

    at_once(*(lambda by=by: freeze_roster(listed, "enrol", actor=by) for by in hands))

    assert chain() == ([(version, 0) for version in range(1, 7)], [True] * 6)
