"""Finding the header among titles, and which column holds what (domain §18, §19.4)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from portal.sheets import Flaw, Row, Sheet, Unreadable

from .columns import COLUMNS, EMPLOYMENT, REMARKS, REQUIRED, TWO_MEANINGS
from .text import narrow
from .vocabulary import NATURES, looks_like_title

HEAD_ROWS = 20
FEWEST_HITS = 3
UNITS = re.compile(
    r"[(（](?:单位[:：]?)?(亿元?|百万元?|千万元?|万元?|元)[)）]|单位[:：]\s*(亿元|万元|元)"
)
BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
IDLE = re.compile(r"[\s*★☆:：]+")
# 2021年营收, 上年度营业收入, 年末从业人数: the figure is the same one.
WHEN = re.compile(
    r"^(?:[0-9]{2,4}年?度?|上一?年度?|去年|本年度?|近一年|最近一年|截至目前)?(?:年?末|年?底|年)?"
)
GROUP_WORDS = re.compile(r"(?:基本)?(?:信息|情况|资料)$")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column of one sheet is which field, and which rows are data.

    Columns count from 0, rows as the sheet counts them. ``columns`` maps a
    column to a field of ``columns.COLUMNS`` (or ``employment``); ``texts``
    are the header's own words; ``units`` the unit a money column names.
    ``unit_above`` is one that holds for all, from a line over the header.
    ``ambiguous`` are columns a person must decide, with the candidates.
    ``signature`` is the same for every sheet with this header: a corrected
    mapping can be remembered under it.
    """

    sheet: str
    header_row: int
    columns: dict[int, str]
    texts: dict[int, str]
    signature: str
    units: dict[int, str] = field(default_factory=dict)
    ambiguous: dict[int, tuple[str, ...]] = field(default_factory=dict)
    unit_above: str = ""

    @property
    def unknown(self) -> dict[int, str]:
        """Columns that are not read, by their header's words."""
        return {c: text for c, text in self.texts.items() if c not in self.columns}

    @property
    def missing(self) -> list[str]:
        """Required fields without a column."""
        present = set(self.columns.values())
        if EMPLOYMENT.field in present:
            present |= {"enterprise", "post"}
        return [name for name in REQUIRED if name not in present]

    def unit_of(self, column: int) -> str:
        """The unit that the sheet names for a column, or nothing."""
        return _unit(self.texts.get(column, "")) or self.unit_above

    def corrected(self, columns: dict[int, str]) -> "Mapping":
        """The same header with the columns a person (or an earlier upload) chose."""
        return replace(self, columns=dict(columns), ambiguous={})


def find(sheet: Sheet) -> Mapping:
    """The header of a sheet: the row, or two rows, with the most known names.

    Raises:
        Unreadable: no row of the first ``HEAD_ROWS`` names a person's columns.
    """
    head = [row for row in sheet.rows if row.number <= HEAD_ROWS]
    lines = {row.number: _texts(row, sheet) for row in head}
    best = max(_candidates(head, lines), key=lambda c: c[0], default=(0, 0, {}))
    hits, number, texts = best
    # The file handed back has the header, and so the remembered columns, of its original.
    texts = {column: text for column, text in texts.items() if not is_remarks(text)}
    columns = _columns(texts)
    if hits < FEWEST_HITS or not {"name", "id_no"} & set(columns.values()):
        raise Unreadable("no_header", sheet=sheet.name, limit=HEAD_ROWS)
    body = [row for row in sheet.rows if row.number > number]
    columns, ambiguous = _decided(columns, texts, body)
    above = [text for n, line in lines.items() if n <= number for text in line.values()]
    unit_above = next((unit for text in above if (unit := _unit(text, outside=True))), "")
    return Mapping(
        sheet=sheet.name,
        header_row=number,
        columns=columns,
        texts=texts,
        signature=_signature(texts),
        units=_units(columns, texts, unit_above),
        ambiguous=ambiguous,
        unit_above=unit_above,
    )


def canonical(text: str) -> str:
    """A header's words without what offices add to them: 身份证号码* , 姓　名, 营收（万元）."""
    return IDLE.sub("", BRACKETS.sub("", narrow(text))).lower()


def field_of(text: str) -> str:
    """The field a header names, ``""`` where none is known."""
    bare = canonical(text)
    return NAMES.get(bare) or NAMES.get(WHEN.sub("", bare), "")


def is_remarks(text: str) -> bool:
    """Whether a column is the one that a file handed back has more."""
    return canonical(text) == REMARKS


def _names() -> dict[str, str]:
    names = {}
    for column in (*COLUMNS, EMPLOYMENT):
        for name in (column.label, *column.aliases):
            names.setdefault(canonical(name), column.field)
    return names


NAMES = _names()
RANKS = {
    canonical(name): rank
    for column in COLUMNS
    for rank, name in enumerate((column.label, *column.aliases))
}
AMBIGUOUS = {canonical(name): fields for name, fields in TWO_MEANINGS.items()}


def _texts(row: Row, sheet: Sheet) -> dict[int, str]:
    """Column -> text of one line; a group heading stands over all columns it spans."""
    texts = {
        column: str(cell).strip()
        for column, cell in enumerate(row.cells)
        if cell != "" and not isinstance(cell, Flaw) and str(cell).strip()
    }
    for top, left, bottom, right in sheet.merged:
        if top <= row.number <= bottom and left in texts:
            # A title over the whole width is no group.
            for column in range(left + 1, min(right, len(row.cells) - 1) + 1):
                texts.setdefault(column, texts[left])
    return texts


def _candidates(head: list[Row], lines) -> Iterable[tuple[int, int, dict[int, str]]]:
    """``(hits, last header row, texts)`` of every line, and of every two lines together."""
    for place, row in enumerate(head):
        texts = lines[row.number]
        yield _hits(texts), row.number, texts
        if place + 1 < len(head):
            below = head[place + 1]
            second = lines[below.number]
            if below.number == row.number + 1 and _hits(second) >= 2:
                joined = _joined(texts, second)
                if _hits(joined) > _hits(texts):
                    yield _hits(joined), below.number, joined


def _hits(texts: dict[int, str]) -> int:
    known = (AMBIGUOUS.get(canonical(t)) or field_of(t) for t in texts.values())
    return len({name for name in known if name})


def _joined(upper: dict[int, str], lower: dict[int, str]) -> dict[int, str]:
    """One header of two lines: 企业信息 over 名称 is 企业名称, 姓名 over nothing stays 姓名."""
    joined = {}
    for column in sorted(upper.keys() | lower.keys()):
        above, below = upper.get(column, ""), lower.get(column, "")
        whole = GROUP_WORDS.sub("", above) + below
        known = next((text for text in (below, whole, above) if field_of(text)), "")
        joined[column] = known or below or above
    return joined


def _columns(texts: dict[int, str]) -> dict[int, str]:
    """Column -> field; of two columns for one field the exacter name wins, then the first."""
    best: dict[str, tuple[int, int]] = {}
    for column, text in sorted(texts.items()):
        name = field_of(text)
        rank = RANKS.get(canonical(text), len(RANKS))
        if name and (name not in best or rank < best[name][0]):
            best[name] = rank, column
    return {
        column: name for name, (_rank, column) in sorted(best.items(), key=lambda i: i[1][1])
    }


def _decided(columns, texts, body):
    """Columns with two meanings, decided by what stands in them or left to a person."""
    columns, ambiguous = dict(columns), {}
    for column, text in texts.items():
        candidates = AMBIGUOUS.get(canonical(text))
        if not candidates or column in columns:
            continue
        name = _meaning([row.cells[column] for row in body if column < len(row.cells)])
        if name and name not in columns.values():
            columns[column] = name
        else:
            ambiguous[column] = candidates
    return columns, ambiguous


def _meaning(cells) -> str:
    """``ent_nature`` for 民营, 国有 …; ``ent_title`` for 小巨人 …; ``""`` if equal."""
    words = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    titles = sum(looks_like_title(word) for word in words)
    natures = sum(bool(NATURES.search(word)) for word in words)
    if titles == natures:
        return ""
    return "ent_title" if titles > natures else "ent_nature"


def _units(columns, texts, above: str) -> dict[int, str]:
    """Column -> unit, from the column's own header or from a 单位：万元 above the table."""
    return {
        column: unit
        for column, name in columns.items()
        if name in ("revenue", "assets") and (unit := _unit(texts[column]) or above)
    }


def _unit(text: str, *, outside: bool = False) -> str:
    found = UNITS.search(text)
    if not found:
        return ""
    return (found[2] or "") if outside else (found[1] or found[2] or "")


def _signature(texts: dict[int, str]) -> str:
    line = "\x1f".join(f"{column}:{canonical(text)}" for column, text in sorted(texts.items()))
    return hashlib.sha256(line.encode()).hexdigest()
