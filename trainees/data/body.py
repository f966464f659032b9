"""Which rows below the header are people: footers, samples and repeated headers are not."""

import re
from dataclasses import dataclass, field

from portal.sheets import MAX_ROWS, Row, Sheet, Unreadable

from . import identity
from .header import Mapping
from .text import NOTHING, narrow

TOTAL = re.compile(r"\s*(?:合\s*计|总\s*计|共\s*计|小\s*计)")
FOOTER = re.compile(
    r"\s*(?:填表人|填报人|制表|审核人|负责人|联系人|联系电话|经办人|注\s*[:：0-9]|备注\s*[:：]|"
    r"说明\s*[:：]|填表说明|填报单位|填报日期|日期\s*[:：]|"
    r"(?:\S{0,12}[(（])?(?:单位)?(?:盖章|公章)|以上|分管)"
)
SAMPLE = re.compile(r"\s*[(（]?(?:示例|样例|例如|填写示例|例)[)）]?(?:\s*[:：].*)?\s*\Z")
SAMPLE_NAMES = frozenset({"张三", "李四", "王五", "某某", "XXX", "示例"})
# Columns in which something stands even where nobody is listed.
IDLE = frozenset({"seq", "remark"})
EMPTY = NOTHING | {""}
FEWEST_NAMES = 3
# Whoever has an ID number of this length is no footer.
SHORTEST_NUMBER = 15
# A row with this many facts is a person, whatever its first words are.
FULL_ROW = 6


@dataclass(slots=True)
class Body:
    """``rows`` are people; ``skipped`` are ``(row number, why, text)``, why one of
    ``total``, ``footer``, ``sample``, ``header``, ``section``; ``blank`` are the first
    and last numbers of lines with nothing, or nothing but a number, above the last line."""

    rows: list[Row] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    blank: list[tuple[int, int]] = field(default_factory=list)

    def pass_over(self, first: int, last: int) -> None:
        """Lines with nothing in them; those that follow each other are one stretch."""
        if first > last:
            return
        if self.blank and self.blank[-1][1] == first - 1:
            first = self.blank.pop()[0]
        self.blank.append((first, last))


def body(
    sheet: Sheet,
    mapping: Mapping,
    *,
    max_rows: int = MAX_ROWS,
    certain: frozenset[int] = frozenset(),
) -> Body:
    """The people of a sheet. A footer between people (小计) is left out, they are not.

    Args:
        certain: Lines that a person has said to list somebody.

    Raises:
        Unreadable: nobody is listed, or more than ``max_rows`` are.
    """
    found, sieve, last = Body(), Sieve(mapping), mapping.header_row
    for row in sheet.rows:
        if row.number <= mapping.header_row:
            continue
        found.pass_over(last + 1, row.number - 1)
        last = row.number
        why = "" if row.number in certain else sieve.why_not(row)
        if not why:
            found.rows.append(row)
        elif text := _first_text(row):
            found.skipped.append((row.number, why, text))
        else:
            found.pass_over(row.number, row.number)
    if not found.rows:
        raise Unreadable("no_rows", sheet=sheet.name)
    if len(found.rows) > max_rows:
        raise Unreadable("too_many_rows", sheet=sheet.name, limit=max_rows)
    return found


class Sieve:
    """Knows one mapping's columns and tells people from everything else."""

    def __init__(self, mapping: Mapping):
        places = {name: column for column, name in mapping.columns.items()}
        self.facts = sorted(c for name, c in places.items() if name not in IDLE)
        self.number, self.name = places.get("id_no"), places.get("name")
        self.marked = [c for n in ("seq", "name", "remark") if (c := places.get(n)) is not None]
        self.header = {c: mapping.texts[c] for c in places.values() if c in mapping.texts}
        self.heading = self.header.get(self.name)

    def why_not(self, row: Row) -> str:
        """Why a row lists nobody; ``""`` for a person, also one only begun."""
        cells = row.cells
        width = len(cells)
        told = [c for c in self.facts if c < width and cells[c] != ""]
        if len(told) < FULL_ROW:
            if said := self._foot(row):
                return said
            if all(str(cells[c]).strip() in EMPTY for c in told):
                return "section"
        name = self._text(cells, self.name)
        if name == self.heading and self._is_header(cells):
            return "header"
        return "sample" if self._is_sample(cells, name) else ""

    def _foot(self, row: Row) -> str:
        """``total`` or ``footer`` for words that stand below a table, or among its parts."""
        if len(self._text(row.cells, self.number)) >= SHORTEST_NUMBER:
            return ""
        text = _first_text(row)
        if TOTAL.match(text):
            return "total"
        return "footer" if FOOTER.match(text) else ""

    def _is_header(self, cells) -> bool:
        """The header once more, as at the top of a printed page."""
        same = [c for c, text in self.header.items() if self._text(cells, c) == text]
        return len(same) >= FEWEST_NAMES

    def _is_sample(self, cells, name: str) -> bool:
        width = len(cells)
        for column in self.marked:
            cell = cells[column] if column < width else ""
            if type(cell) is str and "例" in cell and SAMPLE.match(cell):
                return True
        if name not in SAMPLE_NAMES:
            return False
        # 张三 is also a real name: only a number that cannot be real makes him a sample.
        number = narrow(self._text(cells, self.number)).upper()
        sound = len(number) == 18 and number.isascii() and number[:17].isdigit()
        return not (sound and identity.id_check(number) == number[17])

    @staticmethod
    def _text(cells, column) -> str:
        if column is None or column >= len(cells):
            return ""
        cell = cells[column]
        return cell.strip() if type(cell) is str else ""


def _first_text(row: Row) -> str:
    texts = (cell.strip() for cell in row.cells if isinstance(cell, str))
    return next((text for text in texts if text), "")
