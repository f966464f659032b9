"""Writing opinions on rows of one list: what was said, by whom, for how long, and the trace."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from portal import clock
from portal.audit.trail import record_many
from portal.calendar.days import add_workdays
from trainees.data.opinion import Opinion
from trainees.models import Roster, RosterEntry
from trainees.states import Decision

HOLD_DAYS = 5


@transaction.atomic
def write_opinions(
    rows: list[RosterEntry],
    opinions: dict[int, Opinion],
    *,
    until: date | None = None,
    actor,
) -> None:
    """One UPDATE for all rows of which the same is said, one INSERT for the trail.

    All of them get the list's next judgement number, under its class's lock,
    so that an older page is known for what it is.

    Args:
        until: When held rows come back; :data:`HOLD_DAYS` working days from
            today unless another day is given.
    """
    if not rows:
        return
    lists = Roster.objects.filter(pk=rows[0].roster_id)
    lists.update(judgement_no=F("judgement_no") + 1)
    number = Subquery(Roster.objects.filter(pk=OuterRef("roster")).values("judgement_no"))
    alike, traces = defaultdict(list), []
    for row in rows:
        opinion = opinions[row.pk]
        alike[opinion].append(row.pk)
        said = {"after": opinion.decision, "reason": opinion.reason, "note": opinion.note}
        traces.append((row, {"before": row.decision, **said}))
    stamp = {"decided_at": clock.now(), "decided_by": actor.user, "judgement_no": number}
    for (decision, reason, note), keys in alike.items():
        entries = RosterEntry.objects.filter(pk__in=keys)
        back = _comes_back(until) if decision == Decision.HELD else None
        entries.update(
            decision=decision, reason_code=reason, note=note, hold_until=back, **stamp
        )
    record_many(actor, "judge", traces)


def _comes_back(until: date | None) -> date:
    return until or add_workdays(clock.today(), HOLD_DAYS)
