"""退回意见单: who goes back, why, what to do about it and by when."""

from datetime import datetime

from portal import clock
from trainees.data.paper import REMEDIES
from trainees.models import RosterSnapshot
from trainees.queries.snapshot import shown
from trainees.states import Decision, RosterKind

from .sheet import render_sheet

TITLE = "退回意见单"


def return_slip(snapshot: RosterSnapshot) -> bytes:
    """The returned rows alone; what else was decided is no matter of this paper."""
    back = [row for row in snapshot.held["rows"] if row["decision"] == Decision.RETURNED]
    rows = [{**shown(row), "remedy": REMEDIES[row["reason"]]} for row in back]
    is_change = snapshot.roster.kind == RosterKind.AMENDMENT
    facts = {"rows": rows, "is_change": is_change, "due": _due(snapshot)}
    return render_sheet(snapshot, "return_slip", TITLE, **facts)


def _due(snapshot):
    """The day by which the list is owed, as of the return; None once it has passed."""
    said = snapshot.held.get("due")
    due = datetime.fromisoformat(said) if said else None
    return clock.local_day(due) if due and due > snapshot.taken_at else None
