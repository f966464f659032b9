"""One opinion on one row, and the marks by which a sheet names rows without telling keys."""

from typing import NamedTuple

from portal.crypto.index import blind_index
from trainees.states import Decision

# The letter of the reasons that go with a decision; none goes with the others.
PREFIX = {Decision.RETURNED: "R", Decision.REJECTED: "N", Decision.HELD: "H"}


class Opinion(NamedTuple):
    decision: str
    reason: str = ""
    note: str = ""


def fits(opinion: Opinion) -> bool:
    """Whether the reason is one that goes with the decision."""
    return opinion.reason[:1] == PREFIX.get(opinion.decision, "")


def roster_mark(roster_pk: int) -> str:
    """What every row code of one list begins with; the same for ever."""
    return f"L{_mark(f'{roster_pk}', 6)}"


def row_code(roster_pk: int, entry_pk: int) -> str:
    """A row's name in a workbook; means nothing without the key or in another list."""
    return f"{roster_mark(roster_pk)}-{_mark(f'{roster_pk}:{entry_pk}', 10)}"


def version_mark(entry_pk: int, opinion: Opinion) -> str:
    """Changes as soon as somebody says something else about the row."""
    return f"V{_mark(repr((entry_pk, *map(str, opinion))), 8)}"


def _mark(value: str, length: int) -> str:
    return blind_index(value, purpose="trainees.opinion_sheet")[:length].upper()
