"""The XML of one sheet, line by line."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

from . import parts
from .cells import column_letter
from .escaping import escaped, is_plain, is_trigger
from .tables import Marked, Table

EPOCH = date(1899, 12, 30)
CHOICE_ROWS = 10_000
# From here a spreadsheet's number loses its last digits; it is written as text.
TOO_LONG = 10**15


class SheetLines:
    """Iterate once; ``notes`` then holds ``(row from 1, column from 0, text)``."""

    def __init__(self, table: Table):
        self.table = table
        self.letters = [column_letter(n) for n in range(len(table.columns))]
        self.row = 0
        self.notes: list[tuple[int, int, str]] = []

    def __iter__(self) -> Iterator[str]:
        yield self._opening()
        for cells in self.table.above:
            yield self._line(cells, parts.TITLE_STYLE)
        header = [Marked(column.label, note=column.note) for column in self.table.columns]
        yield self._line(header, parts.HEADER_STYLE)
        plan = [self._ready(n, column.kind) for n, column in enumerate(self.table.columns)]
        for cells in self.table.rows:
            self.row += 1
            written = self._cells(plan, cells)
            if written:
                yield f'<row r="{self.row}">{"".join(written)}</row>'
        yield self._closing()

    def _ready(self, column: int, kind: str) -> tuple:
        """What never changes of a column's usual cells, a plain text and a whole number."""
        text = parts.style("code" if kind == "code" else "text")
        opening = f'<c r="{self.letters[column]}'
        of_text = f'" s="{text}" t="inlineStr"><is><t>'
        of_number = "" if kind == "code" else f'" s="{parts.style(kind)}"><v>'
        return column, kind, opening, of_text, of_number

    def _cells(self, plan, cells) -> list[str]:
        row, written = self.row, []
        for (column, kind, opening, of_text, of_number), cell in zip(plan, cells, strict=False):
            if type(cell) is str and is_plain(cell):
                written.append(f"{opening}{row}{of_text}{cell}</t></is></c>")
            elif type(cell) is int and of_number and -TOO_LONG < cell < TOO_LONG:
                written.append(f"{opening}{row}{of_number}{cell}</v></c>")
            elif cell is not None and cell != "":
                written.append(self._cell(column, cell, kind))
        return written

    def _opening(self) -> str:
        frozen = len(self.table.above) + 1
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{column.width}" customWidth="1" '
            f'style="{parts.style(column.kind)}"/>'
            for n, column in enumerate(self.table.columns, 1)
        )
        return (
            f'{parts.HEAD}<worksheet xmlns="{parts.MAIN}" xmlns:r="{parts.RELATIONS}">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            '<sheetViews><sheetView workbookViewId="0">'
            f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft" '
            'state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
            f"<cols>{widths}</cols><sheetData>"
        )

    def _closing(self) -> str:
        rules = list(self._choices())
        listed = f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>'
        drawing = '<legacyDrawing r:id="rId1"/>' if self.notes else ""
        return (
            f"</sheetData>{listed if rules else ''}"
            '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" '
            'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            f"{drawing}</worksheet>"
        )

    def _choices(self) -> Iterator[str]:
        first = len(self.table.above) + 2
        last = first + CHOICE_ROWS - 1
        for letter, column in zip(self.letters, self.table.columns, strict=True):
            if column.choices:
                yield (
                    '<dataValidation type="list" allowBlank="1" showErrorMessage="1" '
                    f'errorStyle="warning" sqref="{letter}{first}:{letter}{last}">'
                    f'<formula1>"{escaped(",".join(column.choices))}"</formula1>'
                    "</dataValidation>"
                )

    def _line(self, cells, style: int) -> str:
        """A title or header line: every cell as text in one style."""
        self.row += 1
        values = [self._noted(column, cell) for column, cell in enumerate(cells)]
        written = [
            self._text(column, str(value), style)
            for column, value in enumerate(values)
            if value is not None and value != ""
        ]
        return f'<row r="{self.row}">{"".join(written)}</row>'

    def _noted(self, column, cell):
        if type(cell) is not Marked:
            return cell
        if cell.note:
            self.notes.append((self.row, column, cell.note))
        return cell.value

    def _cell(self, column, cell, kind) -> str:
        fill = cell.fill if type(cell) is Marked else ""
        value = self._noted(column, cell)
        if value is None or value == "":
            return f'<c r="{self._place(column)}" s="{parts.style(kind, fill)}"/>'
        if kind == "code" or type(value) is str:
            return self._coded(column, str(value), kind, fill)
        return self._number(column, value, kind, fill)

    def _coded(self, column, text, kind, fill) -> str:
        form = kind if kind == "code" else "text"
        return self._text(
            column, text, parts.style("guarded" if is_trigger(text) else form, fill)
        )

    def _number(self, column, value, kind, fill) -> str:
        match value:
            case bool():
                return self._value(column, f"{value:d}", parts.style("text", fill), ' t="b"')
            case date() if not isinstance(value, datetime):
                return self._value(column, (value - EPOCH).days, parts.style("date", fill))
            case int() | float() | Decimal() if isfinite(value) and abs(value) < TOO_LONG:
                return self._value(column, value, parts.style(kind, fill))
        text = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
        return self._text(column, text, parts.style("text", fill))

    def _value(self, column, value, style, kind="") -> str:
        return f'<c r="{self._place(column)}" s="{style}"{kind}><v>{value}</v></c>'

    def _text(self, column, text, style) -> str:
        keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return (
            f'<c r="{self._place(column)}" s="{style}" t="inlineStr">'
            f"<is><t{keep}>{escaped(text)}</t></is></c>"
        )

    def _place(self, column) -> str:
        # Lines above the header may be wider than the table.
        letters = self.letters
        return (
            f"{letters[column] if column < len(letters) else column_letter(column)}{self.row}"
        )
