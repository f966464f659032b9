"""What a class team sees of its lists."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal.audit.models import Entry
from portal.audit.timeline import event
from programs.models import Cohort, Milestone
from programs.states import MilestoneKind
from trainees.limits import enrols, free_places
from trainees.models import Enrolment, Roster
from trainees.states import (
    ACTIVE_ENROLMENT,
    EDITABLE_ROSTER,
    SETTLED_NOMINATION,
    SETTLED_ROSTER,
    Decision,
    NominationState,
    RosterKind,
    Route,
)

# Of no concern to the class: decisions before they take effect, and the offices' own talk.
INTERNAL = [f"trainees.roster.{decision}_rows" for decision in Decision.values] + [
    "trainees.roster.reconsider",
    "trainees.roster.propose",
    "trainees.roster.allot",
    "trainees.roster.release",
]


@dataclass(frozen=True)
class ClassLists:
    """One class with its newest list (or none) and how many people it has enrolled."""

    cohort: Cohort
    roster: Roster | None
    enrolled: int

    @property
    def may_begin(self) -> bool:
        """Whether a (further) list can be begun: the class enrols and none is in hand."""
        closed = self.roster is None or self.roster.state in SETTLED_ROSTER
        return enrols(self.cohort) and closed


def lists_of(cohorts) -> list[ClassLists]:
    """One row per class; three queries whatever their number."""
    cohorts = list(cohorts)
    newest: dict[int, Roster] = {}
    for roster in Roster.objects.filter(cohort__in=cohorts).order_by("round"):
        newest[roster.cohort_id] = roster
    taken = Enrolment.objects.filter(cohort__in=cohorts, state__in=ACTIVE_ENROLMENT)
    counts = dict(taken.order_by().values_list("cohort").annotate(Count("pk")))
    return [ClassLists(c, newest.get(c.pk), counts.get(c.pk, 0)) for c in cohorts]


def gauges(roster: Roster, counts: dict) -> list[dict]:
    """People on the list and people enrolled, each against the class's places."""
    capacity = roster.cohort.capacity
    taken = capacity - free_places(roster.cohort)
    over = counts["total"] - capacity
    note = _("超出名额 %(over)d 人，由中心择优") % {"over": over} if over > 0 else ""
    listed = _gauge(_("名单人数"), counts["total"], capacity, note)
    return [listed, _gauge(_("已录取"), taken, capacity)]


def _gauge(label: str, number: int, capacity: int, note: str = "") -> dict:
    text = _("%(number)d / %(capacity)d 人") % {"number": number, "capacity": capacity}
    return {"label": label, "num": text, "value": 100 * number / capacity, "note": note}


def history_for_class(roster: Roster) -> list:
    """The list's history as its class may read it; one query."""
    entries = Entry.objects.about(roster).exclude(action__in=INTERNAL)
    return [event(entry) for entry in entries[:50]]


def due_at(roster: Roster):
    """When the list is due for its class's body, or None (a 变更名单); two queries."""
    cohort = roster.cohort
    if roster.kind == RosterKind.AMENDMENT:
        return None
    milestone = Milestone.objects.of(cohort.program, MilestoneKind.ROSTER)
    return milestone.due_for(cohort.organization) if milestone else None


def shown(roster: Roster, entries, name: str):
    """Rows under one of the page's pills; an unknown name shows all."""
    return entries.filter(_pills(roster).get(name, Q()))


def class_counts(roster: Roster) -> dict[str, int]:
    """Rows under each pill and in all; one query."""
    counts = {name: Count("pk", filter=rule) for name, rule in _pills(roster).items()}
    return roster.entries.aggregate(total=Count("pk"), **counts)


def _pills(roster: Roster) -> dict[str, Q]:
    """What the class may tell apart: no decision of the Centre before it takes effect."""
    denied = ~Q(nomination__declined_at=None)
    back = Q(decision=Decision.RETURNED) if roster.state in EDITABLE_ROSTER else Q()
    return {
        "returned": (back | denied) if back else denied,
        "unconfirmed": Q(
            nomination__route=Route.RECOMMENDED,
            nomination__confirmed_at=None,
            nomination__declined_at=None,
        )
        & ~Q(nomination__state__in=SETTLED_NOMINATION),
        # Whom a change concerns has long been admitted.
        "admitted": Q(nomination__state=NominationState.ADMITTED, change=None),
        "changed": Q(change__settled_at__isnull=False, decision=Decision.APPROVED),
    }
