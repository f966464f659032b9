"""The year's joint and commissioned trainings by month and by region, two queries in all."""

from dataclasses import dataclass, field
from datetime import date

from programs.data.money import money

# Drawn while somebody waits; a year has some dozens.
MOST_ROWS = 300


@dataclass
class RegionLine:
    """One authority's filings, counted."""

    name: str
    count: int = 0
    taken_in: int = 0
    people: int = 0
    budget_fen: int = 0

    @property
    def budget(self) -> str:
        return money(self.budget_fen)


@dataclass
class Calendar:
    """``rows``: ``(filing, [held in that month?])``; ``months``: ``(first day, people)``."""

    months: list[tuple[date, int]] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)
    regions: list[RegionLine] = field(default_factory=list)


def calendar(filings) -> Calendar:
    """The given filings by start, from the first month of any to the last."""
    found = list(filings.for_table().order_by("starts_on", "pk")[:MOST_ROWS])
    if not found:
        return Calendar()
    spans = [(_month(row.starts_on), _month(row.ends_on)) for row in found]
    months = range(min(first for first, _last in spans), max(last for _, last in spans) + 1)
    held = [[first <= month <= last for month in months] for first, last in spans]
    totals = [
        sum(row.people for row, marks in zip(found, held, strict=True) if marks[at])
        for at in range(len(months))
    ]
    heads = [date(month // 12, month % 12 + 1, 1) for month in months]
    return Calendar(
        list(zip(heads, totals, strict=True)),
        list(zip(found, held, strict=True)),
        _by_region(found),
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _by_region(found) -> list[RegionLine]:
    lines: dict[int, RegionLine] = {}
    for row in sorted(found, key=lambda row: row.authority.seq):
        line = lines.setdefault(row.authority_id, RegionLine(row.authority.short_name))
        line.count += 1
        line.taken_in += bool(row.number)
        line.people += row.people
        line.budget_fen += row.budget_fen or 0
    return list(lines.values())
