"""Rows copied from a workbook and pasted into a page, judged like the workbook itself."""

import csv
from io import StringIO

from django.conf import settings

from portal import clock
from portal.sheets import Row, Sheet
from trainees.checking.judging import regions
from trainees.data import header
from trainees.data.rows import Judged, judge
from trainees.states import Route


def judge_pasted(text: str, *, authority, most: int) -> Judged:
    """Every person of a pasted table whose first line names its columns.

    The region and who recommends are the authority's where no column says so.

    Raises:
        Unreadable: no header, nobody below it, or too many.
    """
    lines = csv.reader(StringIO(text.replace("\r\n", "\n")), delimiter="\t")
    rows = [Row(number, cells) for number, cells in enumerate(lines, 1) if any(cells)]
    sheet = Sheet("", False, rows=_even(rows))
    said = {"region": authority.code, "recommender": authority.code}
    return judge(
        sheet,
        header.find(sheet),
        regions=regions(),
        defaults={"source": Route.RECOMMENDED.value, **said},
        on=clock.today(),
        rehearsal=settings.REHEARSAL,
        max_rows=most,
    )


def _even(rows: list[Row]) -> list[Row]:
    width = max((len(row.cells) for row in rows), default=0)
    return [Row(r.number, r.cells + [""] * (width - len(r.cells))) for r in rows]
