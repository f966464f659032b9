"""What a sheet to be written consists of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

Value = str | int | float | Decimal | bool | date | None
# A drop-down list stands in the sheet itself, and a spreadsheet cuts it here.
LONGEST_CHOICES = 255


class Marked(NamedTuple):
    """A value with a coloured cell (``error``, ``warning``, ``fixed``) and a note."""

    value: Value
    fill: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``kind`` is ``text``, ``code`` (kept as text, also in cells people will
    type into: ID numbers, mobiles, credit codes), ``number``, ``money`` or
    ``date``. ``width`` is in characters. ``choices`` become a drop-down list
    that suggests and does not forbid, ``note`` a note on the header.
    """

    label: str
    width: float = 12
    kind: str = "text"
    choices: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self):
        listed = ",".join(self.choices)
        if (
            len(listed) > LONGEST_CHOICES
            or '"' in listed
            or any("," in c for c in self.choices)
        ):
            raise ValueError(f"{self.label}: choices do not fit a drop-down list")


@dataclass(slots=True)
class Table:
    """One sheet. ``rows`` may be a generator; an empty row leaves a blank line.

    ``above`` are lines before the header, as titles or as the uploader had
    them; the header and they stay in place when the sheet is scrolled.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value | Marked]]
    above: Sequence[Sequence[Value | Marked]] = ()
