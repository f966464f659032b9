"""名单汇总表 on A4: a frozen list to be printed, stamped and filed."""

from collections import Counter

from trainees.models import RosterSnapshot
from trainees.queries.snapshot import CHANGES, OUTCOMES, shown
from trainees.sheets.summary import TITLE
from trainees.states import Gender

from .sheet import render_sheet


def summary_paper(snapshot: RosterSnapshot) -> bytes:
    """The rows as frozen, in the columns of the workbook; ID numbers masked as there.

    The sum names each outcome as the rows do, so that on a changing list nobody who
    left counts as admitted.
    """
    rows = [_row(row) for row in snapshot.held["rows"]]
    people = Counter(str(row["tag"]["text"]) for row in rows)
    texts = [*(str(text) for _kind, text in OUTCOMES.values()), *map(str, CHANGES.values())]
    counts = [{"text": text, "people": people[text]} for text in texts]
    return render_sheet(snapshot, "summary", TITLE, rows=rows, counts=counts)


def _row(row) -> dict:
    gender = Gender(row["gender"]).label if row["gender"] else ""
    return {**shown(row), "gender_text": gender}
