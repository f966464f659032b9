"""Who owes what, and who has delivered: one registration per kind of milestone.

From an obligation come the board, the workbench, the late flag, the ladder
and the simulation, so that they can never disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from institutions.models import Organization
from institutions.states import Duty, Kind
from programs.models import Cohort, ContactSheet, Milestone, Receipt
from programs.states import CohortState, MilestoneKind, SheetState

DELIVERED_SHEET = [SheetState.SUBMITTED, SheetState.ACCEPTED, SheetState.SUPERSEDED]
UNSENT_SHEET = [SheetState.DRAFT, SheetState.RETURNED]
UNSENT_PLAN = [CohortState.DRAFT, CohortState.RETURNED]
UNDELIVERED_PLAN = [CohortState.DRAFT, CohortState.RETURNED, CohortState.CANCELLED]


@dataclass(frozen=True)
class Obligation:
    """One kind of milestone.

    ``owed_by(program)`` and ``delivered_by(program)`` are querysets of
    bodies; ``duties`` say whom within a body a reminder addresses first, and
    ``url_name`` where it is done. ``drafting_by(program)`` are bodies with
    something begun and unsent, also when they have delivered something else.
    """

    kind: str
    owed_by: Callable[..., QuerySet]
    delivered_by: Callable[..., QuerySet]
    duties: tuple[str, ...]
    url_name: str
    drafting_by: Callable[..., QuerySet] | None = None

    def outstanding(self, program) -> QuerySet:
        """Bodies that owe and have not delivered."""
        done = self.delivered_by(program).values("pk")
        return self.owed_by(program).exclude(pk__in=done)

    def concerned(self, program) -> list[Organization]:
        """Whom a changed date touches: who has not delivered, and who is still drafting."""
        bodies = list(self.outstanding(program))
        if self.drafting_by is None:
            return bodies
        known = {body.pk for body in bodies}
        return bodies + [b for b in self.drafting_by(program) if b.pk not in known]


_registered: dict[str, Obligation] = {}


def register(obligation: Obligation) -> None:
    """Called in ``AppConfig.ready()`` of the app in which the duty is done."""
    _registered[obligation.kind] = obligation


def obligation(kind: str) -> Obligation | None:
    return _registered.get(kind)


def registered() -> list[Obligation]:
    """In the order of the milestones' vocabulary."""
    order = list(MilestoneKind.values)
    return sorted(_registered.values(), key=lambda item: order.index(item.kind))


def authorities_addressed(program) -> QuerySet:
    """The 37 of the notice, and in rehearsal the samples beside them (R16)."""
    return Organization.objects.filter(kind=Kind.AUTHORITY).order_by("seq")


def _due_receipts(program) -> QuerySet:
    receipts = Receipt.objects.filter(circular__program=program)
    milestone = Milestone.objects.of(program, MilestoneKind.RECEIPT)
    return receipts.due_with(milestone) if milestone else receipts


def _addressees(program) -> QuerySet:
    return Organization.objects.filter(pk__in=_due_receipts(program).values("organization"))


def _receipted(program) -> QuerySet:
    """Bodies that have confirmed every notice addressed to them by the day of receipt."""
    open_ones = _due_receipts(program).outstanding()
    return _addressees(program).exclude(pk__in=open_ones.values("organization"))


def _with_sheet(program) -> QuerySet:
    sheets = ContactSheet.objects.filter(program=program, state__in=DELIVERED_SHEET)
    return authorities_addressed(program).filter(pk__in=sheets.values("authority"))


def _drafting_sheet(program) -> QuerySet:
    """Also a region whose confirmed form is followed by a new edition in the making."""
    sheets = ContactSheet.objects.filter(program=program, state__in=UNSENT_SHEET)
    return authorities_addressed(program).filter(pk__in=sheets.values("authority"))


def _mandated(program) -> QuerySet:
    mandates = program.mandates.active()
    return Organization.objects.filter(pk__in=mandates.values("organization"))


def _with_plan(program) -> QuerySet:
    plans = Cohort.objects.filter(program=program).exclude(state__in=UNDELIVERED_PLAN)
    return Organization.objects.filter(pk__in=plans.values("organization"))


def _drafting_plan(program) -> QuerySet:
    plans = Cohort.objects.filter(program=program, state__in=UNSENT_PLAN)
    return Organization.objects.filter(pk__in=plans.values("organization"))


RECEIPT = Obligation(
    MilestoneKind.RECEIPT,
    _addressees,
    _receipted,
    (Duty.LIAISON, Duty.MANAGER, Duty.OFFICER, Duty.REVIEWER),
    "circulars:list",
)
CONTACT_SHEET = Obligation(
    MilestoneKind.CONTACT_SHEET,
    authorities_addressed,
    _with_sheet,
    (Duty.LIAISON,),
    "sheets:mine",
    _drafting_sheet,
)
PLAN = Obligation(
    MilestoneKind.PLAN,
    _mandated,
    _with_plan,
    (Duty.MANAGER,),
    "cohorts:list",
    _drafting_plan,
)
