"""A class's places: the one lock under which they are counted, taken and numbered.

Locks are taken in one order: the class, then the rules counted over the year
(by key), then rows. Whoever changes such a rule locks it alone.
"""

from dataclasses import dataclass, field

from django.conf import settings

from programs.models import Cohort, Mandate
from programs.states import CohortState
from trainees.models import Enrolment, QuotaRule, RosterEntry
from trainees.queries.quota import Room, promised, seated
from trainees.states import TAKEN_NOMINATION, ChangeKind, Decision


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
    """Free places, and those to be left, less those promised to approved people."""
    asked = RosterEntry.objects.filter(
        roster__cohort=cohort, decision=Decision.APPROVED
    ).exclude(nomination__state__in=TAKEN_NOMINATION)
    left = RosterEntry.objects.filter(
        roster__cohort=cohort,
        decision=Decision.APPROVED,
        change__kind=ChangeKind.WITHDRAW,
        change__settled_at=None,
    )
    return max(free_places(cohort) + left.count() - asked.count(), 0)


def leaving(rows) -> int:
    """How many of these rows give up a place once they are in effect."""
    return sum(row.is_change and row.change.kind == ChangeKind.WITHDRAW for row in rows)


def amendment_limit(cohort: Cohort) -> int:
    """How many rows one 变更名单 may hold: a share of the class, but always a few."""
    program = cohort.program
    enrolled = Enrolment.objects.filter(cohort=cohort).active().count()
    return max(enrolled * program.amendment_percent // 100, program.amendment_people)


def hold_rules(cohort: Cohort) -> list[QuotaRule]:
    """The caps that bind this class, those over the year held by this transaction.

    Take it under the class's lock: what one class alone counts is safe there,
    what all classes share is not.
    """
    rules = QuotaRule.objects.applying_to(cohort).blocking()
    shared = rules.over_the_year().order_by("pk")
    if settings.CAPACITY_LOCK:
        list(shared.select_for_update().values_list("pk"))
    return list(rules.for_table())


@dataclass
class Seating:
    """Who finds a place, who finds the class full, whom a rule stops (with the rule)."""

    seated: list[RosterEntry] = field(default_factory=list)
    waiting: list[RosterEntry] = field(default_factory=list)
    stopped: list[tuple[RosterEntry, QuotaRule]] = field(default_factory=list)

    @property
    def left_over(self) -> list[RosterEntry]:
        return self.waiting + [row for row, _rule in self.stopped]


def seat(cohort: Cohort, rows, places: int, *, closing: bool = False) -> Seating:
    """Give out places in the rows' order, as far as the class and its caps reach.

    ``closing``: provisional approvals are put into effect, so only people
    enrolled count; before that, promised places count as taken.
    """
    found = Seating()
    people = seated() if closing else promised()
    room = Room(cohort, hold_rules(cohort), rows, people)
    for row in rows:
        if len(found.seated) >= places:
            found.waiting.append(row)
        elif full := room.take(row):
            found.stopped.append((row, full))
        else:
            found.seated.append(row)
    return found


def mandate_of(cohort: Cohort, *, held: bool = False) -> Mandate | None:
    """The body's mandate for the year; ``held`` so that no suspension slips in between."""
    mandates = Mandate.objects.filter(program=cohort.program, organization=cohort.organization)
    return (mandates.select_for_update() if held else mandates).first()


def enrols(cohort: Cohort) -> bool:
    return cohort.state == CohortState.ENROLLING
