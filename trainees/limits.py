"""A class's places: the one lock under which they are counted, taken and numbered."""

from django.conf import settings

from programs.models import Cohort, Mandate
from programs.states import CohortState
from trainees.models import Enrolment, RosterEntry
from trainees.states import Decision, NominationState


def lock_class(pk) -> Cohort:
    """The class, held by this transaction: lists, decisions and numbers of one class queue.

    On PostgreSQL the class's row is locked; on SQLite the whole transaction
    already is (``BEGIN IMMEDIATE``). Take it before any other row.
    """
    cohorts = Cohort.objects.select_related("program", "track", "organization")
    if settings.CAPACITY_LOCK:
        cohorts = cohorts.select_for_update(of=("self",))
    return cohorts.get(pk=pk)


def free_places(cohort: Cohort) -> int:
    """Places that nobody is enrolled on; not below 0 after the plan was cut."""
    taken = Enrolment.objects.filter(cohort=cohort).active().count()
    return max(cohort.capacity - taken, 0)


def places_to_approve(cohort: Cohort) -> int:
    """Free places less those already promised to approved people of any round."""
    promised = RosterEntry.objects.filter(
        roster__cohort=cohort, decision=Decision.APPROVED
    ).exclude(nomination__state=NominationState.ADMITTED)
    return max(free_places(cohort) - promised.count(), 0)


def mandate_of(cohort: Cohort, *, held: bool = False) -> Mandate | None:
    """The body's mandate for the year; ``held`` so that no suspension slips in between."""
    mandates = Mandate.objects.filter(program=cohort.program, organization=cohort.organization)
    return (mandates.select_for_update() if held else mandates).first()


def enrols(cohort: Cohort) -> bool:
    return cohort.state == CohortState.ENROLLING
