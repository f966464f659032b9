"""What this app sets around and beside the pages of others."""

from institutions.states import Kind
from portal.ui.beside import Panel
from programs.states import CohortState
from trainees.queries.quota_gauges import gauges

PLANNED = {CohortState.DRAFT, CohortState.SUBMITTED, CohortState.RETURNED}


def quotas_beside(actor, cohort) -> Panel | None:
    """The class's quotas for the offices, once its plan has gone on."""
    if actor.kind not in {Kind.BUREAU, Kind.CENTRE} or cohort.state in PLANNED:
        return None
    found = {"cohort": cohort, "gauges": gauges(cohort)}
    return Panel("trainees/quotas/beside.html", found)
