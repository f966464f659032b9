"""An export of 50,000 rows against openpyxl's streaming writer, and the memory it takes."""

import io
import sys
from collections.abc import Iterator

import openpyxl

from benchmarks.process import cpu, peak_growth
from benchmarks.rows import Row
from portal.sheets import Column, Table, write_to
from tests.factories.rosters import HEADER, people

MANY, FEW, ROUNDS = 50_000, 4_000, 3
COLUMNS = [Column(label) for label in HEADER]


def rows() -> Iterator[Row]:
    roster = people(MANY)
    growth = peak_growth(lambda: ours(row for row in roster))
    spent = {"ours": 0.0, "plain": 0.0}
    for _ in range(ROUNDS):
        for name, count, way in (("ours", MANY, ours), ("plain", FEW, plain)):
            start = cpu()
            way(roster[:count])
            spent[name] += (cpu() - start) / count / ROUNDS
    for name, seconds in spent.items():
        print(f"# {name}: {1 / seconds:,.0f} rows a CPU second", file=sys.stderr)
    yield Row("export-to-plain-way", spent["plain"] / spent["ours"], 8)
    yield Row("export-growth-mb", growth, 20, at_most=True)


def ours(roster) -> None:
    write_to(io.BytesIO(), [Table("名单", COLUMNS, roster)])


def plain(roster) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("名单")
    page.append(HEADER)
    for row in roster:
        page.append(row)
    book.save(io.BytesIO())
