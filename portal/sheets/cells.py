"""What a sheet that was read consists of."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Flaw(NamedTuple):
    """A cell that has no usable value.

    ``kind`` is ``error`` (``#N/A``), ``uncached`` (a formula that was never
    calculated) or ``long`` (a number of 16 digits or more, of which the
    spreadsheet has lost the last ones); ``text`` is what the file shows.
    """

    kind: str
    text: str


# ``""`` is an empty cell; a number that a date format shows as a date is a date.
Cell = str | int | float | bool | date | Flaw


class Row(NamedTuple):
    """``number`` counts from 1 as the spreadsheet does; ``cells`` start at column A."""

    number: int
    cells: list[Cell]


@dataclass(slots=True)
class Sheet:
    """One sheet; blank rows are left out, numbers keep counting.

    Rows count from 1 and columns from 0 everywhere. A hidden sheet is named
    and has no rows. ``filled`` are cells whose value comes from the first
    cell of a merged range above them. ``formulas`` maps a column to how many
    of its cells show a formula's result. ``remarks`` are codes of what was
    left out of the book (see ``refusals.REMARKS``), ``hidden_sheets`` the names of
    sheets beside it that nobody sees, set by whoever chooses it.
    """

    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    filled: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: dict[int, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()


def column_letter(index: int) -> str:
    """0 is ``A``, 26 is ``AA``."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
