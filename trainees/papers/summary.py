"""名单汇总表 on A4: a frozen list to be printed, stamped and filed."""

from trainees.models import RosterSnapshot
from trainees.queries.snapshot import shown
from trainees.sheets.summary import TITLE
from trainees.states import Decision, Gender

from .sheet import render_sheet


def summary_paper(snapshot: RosterSnapshot) -> bytes:
    """The rows as frozen, in the columns of the workbook; ID numbers masked as there."""
    rows = [_row(row) for row in snapshot.held["rows"]]
    counts = [
        {"text": text, "people": sum(row["decision"] == decision for row in rows)}
        for decision, text in (
            (Decision.APPROVED, "已录取"),
            (Decision.REJECTED, "不通过"),
            (Decision.RETURNED, "退回修改"),
            (Decision.HELD, "暂缓"),
            (Decision.PENDING, "待审"),
        )
    ]
    return render_sheet(snapshot, "summary", TITLE, rows=rows, counts=counts)


def _row(row) -> dict:
    gender = Gender(row["gender"]).label if row["gender"] else ""
    return {**shown(row), "gender_text": gender}
