"""One sheet's rows as they are sent: blank ones left out, merged ones filled, flaws put in."""

from datetime import date, datetime, time, timedelta
from itertools import islice

from .marks import LONG_DIGITS, Marks
from .refusal import Refused

LONG = 10.0 ** (LONG_DIGITS - 1)
# Title, header and footer lines that may stand around the data rows.
MARGIN_ROWS = 40
MOST_FILLED = 200_000
PLAIN = frozenset({str, int, float, bool})
BLOCK_ROWS = 1000
# A column in which each text stands four times is sent as a list of texts and places in it.
REPEATS = 4


class Table:
    """``blocks()`` is read once; afterwards ``marks`` and ``filled`` are complete."""

    def __init__(self, book, name: str, *, max_rows: int, max_columns: int):
        self.book, self.name = book, name
        self.max_rows, self.max_columns = max_rows, max_columns
        self.marks: Marks = book.marks(name)
        self.walked = False
        self.filled: list[tuple[int, int]] = []
        self.fills = Fills(self.marks.merged)

    def blocks(self):
        """``(row numbers, columns)`` of up to ``BLOCK_ROWS`` rows.

        A column is ``{"v": cells}`` of strings (``""`` for empty), numbers
        and bools; ``{"u": texts, "i": places}`` where texts repeat; or
        ``{"x": cells}`` where some are ``[kind, text]``, kinds ``date`` and
        those of ``Marks.flaws``.
        """
        lines = self._kept()
        while batch := list(islice(lines, BLOCK_ROWS)):
            numbers = [number for number, _cells in batch]
            rows = [cells for _number, cells in batch]
            width = max(map(len, rows))
            for cells in rows:
                if len(cells) < width:
                    cells.extend([""] * (width - len(cells)))
            columns = enumerate(zip(*rows, strict=True))
            yield numbers, [self._column(n, cells, numbers) for n, cells in columns]

    def _kept(self):
        kept, fills, flaws = 0, self.fills, self.marks.flaws
        for number, cells in self._lines():
            if len(cells) > self.max_columns:
                cells = self._within(cells)
            if number in fills.starting:
                fills.begin(number, cells)
            # any() first: it passes almost every row, and at the speed of C.
            if not any(cells) and number not in flaws and _is_blank(cells):
                continue
            kept += 1
            if kept > self.max_rows + MARGIN_ROWS:
                raise Refused("too_many_rows", sheet=self.name, limit=self.max_rows)
            if fills.open:
                self._fill(number, cells)
            if number in flaws:
                self._put_flaws(flaws[number], cells)
            yield number, cells

    def _lines(self):
        """Every row, and after the last value those that hold nothing but flaws."""
        number = 0
        for number, cells in enumerate(self.book.rows(self.name), 1):
            yield number, cells
        for later in sorted(self.marks.flaws):
            if later > number:
                yield later, []

    def _within(self, cells):
        """Cells up to the last column that is read; anything further right is refused."""
        if not _is_blank(cells[self.max_columns :]):
            raise Refused("too_many_columns", sheet=self.name, limit=self.max_columns)
        return cells[: self.max_columns]

    def _fill(self, number, cells):
        for column, value in self.fills.due(number, cells):
            cells[column] = value
            self.filled.append((number, column))
            if len(self.filled) > MOST_FILLED:
                raise Refused("too_many_merged", sheet=self.name)

    def _put_flaws(self, flaws, cells):
        for column, flaw in flaws.items():
            if column < self.max_columns:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = flaw

    def _column(self, column, cells, numbers):
        types = set(map(type, cells))
        if types == {str}:
            return _repeating(cells)
        if float in types and any(type(c) is float and not -LONG < c < LONG for c in cells):
            long_at = self._long_numbers(column)
            cells = [
                ["long", long_at.get(number) or f"{cell:.0f}"] if _is_long(cell) else cell
                for number, cell in zip(numbers, cells, strict=True)
            ]
            types.add(list)
        if types <= PLAIN:
            return {"v": cells}
        return {"x": [_plain(cell) for cell in cells]}

    def _long_numbers(self, column) -> dict[int, str]:
        """Row -> the number as it stands in the file; a float has lost what follows."""
        if not self.walked:
            self.walked = True
            self.marks = self.book.all_marks(self.name)
        flaws = self.marks.flaws.items()
        return {row: found[column][1] for row, found in flaws if column in found}


class Fills:
    """The first cell of a merged range speaks for those below it; never for those beside it."""

    def __init__(self, merged):
        self.starting: dict[int, list[tuple[int, int]]] = {}
        self.open: dict[int, tuple[object, int]] = {}
        for top, left, bottom, _right in merged:
            if bottom > top:
                self.starting.setdefault(top, []).append((left, bottom))

    def begin(self, number, cells):
        for left, bottom in self.starting.get(number, ()):
            if left < len(cells) and cells[left] != "":
                self.open[left] = cells[left], bottom

    def due(self, number, cells):
        for column, (value, bottom) in list(self.open.items()):
            if number > bottom:
                del self.open[column]
            elif column >= len(cells) or cells[column] == "":
                cells.extend([""] * (column + 1 - len(cells)))
                yield column, value


def _repeating(texts):
    distinct = set(texts)
    if len(distinct) * REPEATS > len(texts):
        return {"v": texts}
    places = {text: place for place, text in enumerate(distinct)}
    return {"u": list(places), "i": [places[text] for text in texts]}


def _is_blank(cells) -> bool:
    """Nothing but empty cells: a zero is something."""
    return all(cell == "" for cell in cells)


def _is_long(cell) -> bool:
    return type(cell) is float and not -LONG < cell < LONG


def _plain(cell):
    """Dates as text with their kind; times of day and durations only as text."""
    if isinstance(cell, datetime):
        return ["date", cell.date().isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return cell
