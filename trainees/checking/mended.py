"""What was put right on the page, and stays so when its file is read again."""

from portal.sheets import Row, Sheet
from trainees.data.columns import COLUMNS, LABELS
from trainees.data.header import Mapping
from trainees.data.regions import Regions
from trainees.data.retyping import typed
from trainees.data.rows import Desk, JudgedRow
from trainees.models import RosterImport

FIELDS = [column.field for column in COLUMNS if column.field != "seq"]


def mended_rows(batch: RosterImport, regions: Regions) -> dict[int, JudgedRow]:
    """Rows by their number as they were written on the page, read by the same readers."""
    if batch.pk is None:
        return {}
    # The kind of document decides how its number is read.
    order = ["id_type", *(name for name in FIELDS if name != "id_type")]
    columns = dict(enumerate(order))
    texts = {column: LABELS[name] for column, name in columns.items()}
    desk = Desk(Sheet("", False), Mapping("", 0, columns, texts, signature=""), regions, {})
    rows = batch.rows.filter(is_mended=True).select_related("roster_import")
    return {row.number: _again(row, desk, order, regions) for row in rows}


def _again(row, desk: Desk, order: list[str], regions: Regions) -> JudgedRow:
    values = row.content["values"]
    cells = [typed(name, values, regions) for name in order]
    read = desk.read(Row(row.number, cells))
    read.values["recommender"] = values.get("recommender", "")
    return read
