"""An upload handed back: the same rows in the same lines, what is wrong beside each."""

from collections.abc import Iterable, Iterator

from portal.sheets import Column, Flaw, Marked, Row, Sheet, Table, write
from trainees.checking import judging
from trainees.data import header
from trainees.data.columns import EMPLOYMENT, LABELS, REMARKS, SHARED
from trainees.data.regions import Regions
from trainees.data.retyping import EMPLOYED, typed
from trainees.data.rows import Desk
from trainees.data.text import of_number
from trainees.data.units import in_units
from trainees.data.wording import ERROR, FIXED, WARNING
from trainees.models import ImportRow, RosterImport
from trainees.queries.roster_import import in_words

from .reading import open_sheet

FIELDS = {label: name for name, label in LABELS.items()}
CODES = frozenset({"id_no", "mobile", "uscc"})
NO_VALUE = "#N/A"
WIDTHS = {"id_no": 22, "uscc": 22, "enterprise": 30, "mobile": 14}
USUAL_WIDTH, REMARKS_WIDTH = 14, 60


def annotated(batch: RosterImport, rows: Iterable[ImportRow]) -> bytes:
    """The chosen sheet of an upload as .xlsx, every row where it stood.

    Cells with an error or a warning are coloured and noted, a column
    错误说明 says it once more in words. What was mended on the page stands in
    its cells. The file in hand and the rows are taken as they are: who may
    have it is decided before.

    Raises:
        Unreadable: the file cannot be read any more.
    """
    sheet = open_sheet(batch.source.content, batch.file_name, batch.sheet)
    chosen = {int(column): name for column, name in batch.mapping.items() if name}
    mapping = in_units(header.find(sheet).corrected(chosen), batch.units)
    copy = Copy(sheet, mapping, Mender(batch, judging.regions()))
    lines = copy.lines({row.number: row for row in rows})
    return write([Table(sheet.name or "名单", copy.columns, lines, copy.above())])


class Mender:
    """Knows where what was mended on the page differs from the file."""

    def __init__(self, batch: RosterImport, regions: Regions):
        self.batch, self.regions = batch, regions

    def changed(self, sheet: Sheet, mapping, row: Row, values: dict) -> set[str]:
        """The fields in which a mended row differs from what the file says."""
        read = Desk(sheet, mapping, self.regions, judging.defaults(self.batch)).read(row)
        return {name for name in LABELS if values.get(name) != read.values.get(name)}


class Copy:
    """One sheet written anew, line by line."""

    def __init__(self, sheet: Sheet, mapping: header.Mapping, mender: Mender):
        self.sheet, self.mapping, self.mender = sheet, mapping, mender
        self.places = {name: column for column, name in mapping.columns.items()}
        width = max(len(row.cells) for row in sheet.rows)
        self.remarks = _remarks_of(sheet, mapping.header_row, width)
        self.width = max(width, self.remarks + 1)

    @property
    def columns(self) -> list[Column]:
        return [self._column(column) for column in range(self.width)]

    def above(self) -> list[list]:
        """The lines over the header; an upper line of a header in two is one of them."""
        known = {row.number: row for row in self.sheet.rows}
        return [self._title(known.get(number)) for number in range(1, self.mapping.header_row)]

    def lines(self, judged: dict[int, ImportRow]) -> Iterator[list]:
        """Below the header, blank lines included: every row keeps its number."""
        at = self.mapping.header_row
        for row in self.sheet.rows:
            if row.number <= at:
                continue
            yield from ([] for _blank in range(row.number - at - 1))
            at = row.number
            yield self._line(row, judged.get(row.number))

    def _column(self, column: int) -> Column:
        if column == self.remarks:
            return Column(REMARKS, width=REMARKS_WIDTH)
        name = self.mapping.columns.get(column, "")
        kind = "code" if name in CODES else "text"
        text = self.mapping.texts.get(column, "")
        return Column(text, width=WIDTHS.get(name, USUAL_WIDTH), kind=kind)

    def _title(self, row: Row | None) -> list:
        if row is None:
            return []
        filled = self.sheet.filled
        return [
            "" if (row.number, column) in filled else _shown(cell)
            for column, cell in enumerate(row.cells)
        ]

    def _line(self, row: Row, judged: ImportRow | None) -> list:
        cells = [self._cell(row.number, column, cell) for column, cell in enumerate(row.cells)]
        cells += [""] * (self.width - len(cells))
        cells[self.remarks] = ""
        if judged is None:
            return cells
        if judged.is_mended:
            self._mend(cells, row, judged.content["values"])
        if not judged.is_accepted:
            self._mark(cells, judged.problems)
        return cells

    def _cell(self, number: int, column: int, cell):
        name = self.mapping.columns.get(column, "")
        # A merged cell spoke for an enterprise's rows, and for no second person.
        if (number, column) in self.sheet.filled and name not in SHARED:
            return ""
        if type(cell) is Flaw:
            return flawed(cell)
        return of_number(cell) if name in CODES and _is_number(cell) else cell

    def _mend(self, cells: list, row: Row, values: dict) -> None:
        changed = self.mender.changed(self.sheet, self.mapping, row, values)
        for name, column in self.places.items():
            if name in changed or (name == EMPLOYMENT.field and changed & set(EMPLOYED)):
                unit = self.mapping.units.get(column, "万元")
                cells[column] = typed(name, values, self.mender.regions, unit)

    def _mark(self, cells: list, problems: list[dict]) -> None:
        found = [in_words(each) for each in problems if each["severity"] != FIXED]
        notes: dict[int, list[dict]] = {}
        for each in found:
            place = self._place(each["column"])
            if place is not None:
                notes.setdefault(place, []).append(each)
        for column, said in notes.items():
            note = "\n".join(f"{each['message']}{each['remedy']}" for each in said)
            cells[column] = Marked(cells[column], _fill(said), note)
        if found:
            text = "\n".join(each["text"] for each in found)
            cells[self.remarks] = Marked(text, _fill(found))

    def _place(self, label: str) -> int | None:
        """The column a problem is about; the number's where it is about the whole row."""
        name = FIELDS.get(label, "id_no")
        if name in EMPLOYED and name not in self.places:
            name = EMPLOYMENT.field
        return self.places.get(name)


def flawed(cell: Flaw) -> str:
    """A cell without a usable value as a text that is never taken for one."""
    if cell.kind == "long":
        return f"{float(cell.text):.14E}"
    return cell.text or NO_VALUE


def _shown(cell):
    """A title's cell as text."""
    if type(cell) is Flaw:
        return flawed(cell)
    return of_number(cell) if _is_number(cell) else cell


def _is_number(cell) -> bool:
    return type(cell) in (int, float)


def _fill(found: list[dict]) -> str:
    return ERROR if any(each["severity"] == ERROR for each in found) else WARNING


def _remarks_of(sheet: Sheet, header_row: int, width: int) -> int:
    """Where 错误说明 stands: where an earlier return put it, else after the last column."""
    cells = next(row.cells for row in sheet.rows if row.number == header_row)
    return next((c for c, text in enumerate(cells) if header.is_remarks(str(text))), width)
