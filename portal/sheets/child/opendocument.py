"""The same marks from an .ods file, whose one ``content.xml`` holds every sheet.

calamine reads its values but knows neither its merged ranges nor its errors.
"""

from .marks import Marks, feed, is_long, parser

HIDDEN = frozenset({"collapse", "filter"})
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
# An .ods repeats its empty margin a million times; only the first few matter.
MOST_REPEATS = 10_000


class Walk:
    """Expat's handlers; ``sheets`` maps sheet name -> marks."""

    def __init__(self):
        self.sheets: dict[str, Marks] = {}
        self.marks = Marks()
        self.row = self.column = self.columns = 0
        self.row_repeats = self.cell_repeats = 1
        self.kind = ""
        self.shown: list[str] = []
        self.starts = {
            "table:table": self.begin_sheet,
            "table:table-column": self.note_columns,
            "table:table-row": self.begin_row,
            "table:table-cell": self.begin_cell,
            "table:covered-table-cell": self.begin_cell,
        }

    def start(self, name, attributes):
        if begin := self.starts.get(name):
            begin(attributes)

    def end(self, name):
        if name in CELLS:
            self.end_cell()
        elif name == "table:table-row":
            self.row += self.row_repeats - 1

    def text(self, data):
        if self.kind == "error":
            self.shown.append(data)

    def begin_sheet(self, attributes):
        self.marks = self.sheets.setdefault(attributes.get("table:name", ""), Marks())
        self.row = self.columns = 0

    def note_columns(self, attributes):
        repeats = _count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in HIDDEN:
            self.marks.hidden_columns.extend(range(self.columns, self.columns + repeats))
        self.columns += repeats

    def begin_row(self, attributes):
        self.row, self.column = self.row + 1, 0
        self.row_repeats = _count(attributes, "table:number-rows-repeated")
        if attributes.get("table:visibility") in HIDDEN:
            self.marks.hidden_rows.extend(range(self.row, self.row + self.row_repeats))

    def begin_cell(self, attributes):
        self.cell_repeats = _count(attributes, "table:number-columns-repeated")
        self.kind, self.shown = _kind(attributes), []
        if self.kind == "long":
            self.shown.append(attributes["office:value"])
        below = _count(attributes, "table:number-rows-spanned") - 1
        beside = _count(attributes, "table:number-columns-spanned") - 1
        if below or beside:
            self.marks.merged.append(
                (self.row, self.column, self.row + below, self.column + beside)
            )

    def end_cell(self):
        if self.kind == "formula":
            self.marks.formula(self.column)
        elif self.kind:
            self.marks.flaw(self.row, self.column, self.kind, "".join(self.shown))
        self.kind = ""
        self.column += self.cell_repeats


def walk(pieces) -> dict[str, Marks]:
    """Marks of every sheet by name, from the pieces of ``content.xml``."""
    walker = Walk()
    feed(parser(walker.start, walker.end, walker.text), pieces)
    return walker.sheets


def _kind(attributes) -> str:
    if attributes.get("calcext:value-type") == "error":
        return "error"
    if "table:formula" in attributes:
        return "formula" if "office:value-type" in attributes else "uncached"
    return "long" if is_long(attributes.get("office:value", "")) else ""


def _count(attributes, name) -> int:
    text = attributes.get(name, "1")
    return min(int(text), MOST_REPEATS) if text.isascii() and text.isdigit() else 1
