"""Countersigning periods end by themselves."""

from datetime import date, timedelta

import pytest

from portal import clock
from programs import jobs
from programs.models import Cohort
from tests.factories.programs import authority

from .plans import submitted

pytestmark = pytest.mark.django_db


def test_the_timer_settles_every_plan_that_is_due_and_no_other(manager, time_machine):
    time_machine.move_to(clock.start_of(date(2022, 10, 28)) + timedelta(hours=10))
    due, waiting, bare = (
        submitted(manager, authority()),
        submitted(manager, authority()),
        submitted(manager),
    )
    Cohort.objects.filter(pk=waiting.pk).update(countersign_due_on=date(2022, 11, 7))

    time_machine.move_to(clock.start_of(date(2022, 11, 5)))

    assert (jobs.settle_countersigns(), jobs.settle_countersigns()) == (1, 0)
    states = dict(Cohort.objects.values_list("pk", "state"))
    assert states == {
        due.pk: "countersigned",
        waiting.pk: "submitted",
        bare.pk: "countersigned",
    }
