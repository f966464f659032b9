"""The unit of money columns: said by the header, by a person, or still to be asked (§19.6)."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.sheets import Row

from . import figures, size
from .header import Mapping

NAMES = [("元", _("元")), ("万元", _("万元")), ("亿元", _("亿元"))]
CHOICES = tuple(unit for unit, _name in NAMES)
MONEY = ("revenue", "assets")


def settled(mapping: Mapping, said: dict[str, str], rows: list[Row]) -> Mapping:
    """With a unit for every money column, ``""`` where somebody has to be asked.

    What the header says holds; of a column whose cells all name their own
    unit, or are empty, nobody is asked.

    Args:
        said: Column (from 0, as text) to the unit a person gave.
    """
    units = {c: unit for c in money_columns(mapping) if (unit := mapping.unit_of(c))}
    for column in money_columns(mapping):
        if column not in units and (sample_of(column, rows, mapping) or str(column) in said):
            units[column] = said.get(str(column), "")
    return replace(mapping, units=units)


def in_units(mapping: Mapping, units: dict[str, str]) -> Mapping:
    """The same columns in the units a file was read with."""
    return replace(mapping, units={int(column): unit for column, unit in units.items()})


def money_columns(mapping: Mapping) -> list[int]:
    return [column for column, name in mapping.columns.items() if name in MONEY]


def asked(mapping: Mapping, rows: list[Row]) -> dict[int, str]:
    """Columns whose header names no unit, each with the first figure that bears none."""
    found = {c: sample_of(c, rows, mapping) for c in mapping.units if not mapping.unit_of(c)}
    return {column: sample for column, sample in found.items() if sample}


def sample_of(column: int, rows: list[Row], mapping: Mapping) -> str:
    """The first figure of a column that bears no unit of its own, or nothing."""
    below = (row.cells for row in rows if row.number > mapping.header_row)
    cells = (cells[column] for cells in below if column < len(cells))
    return next((text for cell in cells if (text := figures.bare(cell))), "")


def effects(mapping: Mapping, rows: list[Row], judged) -> dict[str, dict[str, int]]:
    """How many enterprises would be of each size, by the unit of the columns asked about.

    Args:
        judged: The people's rows as :class:`trainees.data.rows.JudgedRow`.
    """
    columns = {mapping.columns[column]: column for column in asked(mapping, rows)}
    cells = {row.number: row.cells for row in rows}
    industries = {row.values["industry"] for row in judged}
    known = {industry: size.industry_of(industry) for industry in industries}
    return {
        unit: dict(
            Counter(
                _size(row.values, known, _amounts(row, cells[row.number], columns, unit))
                for row in judged
            )
        )
        for unit in CHOICES
    }


def _amounts(row, cells, columns: dict[str, int], unit: str) -> dict[str, str]:
    found = {}
    for name in MONEY:
        column = columns.get(name)
        text = figures.bare(cells[column]) if column is not None and column < len(cells) else ""
        found[name] = figures.wan(text, unit) if text else row.values.get(name, "")
    return found


def _size(values: dict, known: dict[str, str], amounts: dict[str, str]) -> str:
    heads = int(values["employees"]) if values.get("employees") else None
    revenue, assets = (Decimal(amounts[name]) if amounts[name] else None for name in MONEY)
    return size.size_of(known[values["industry"]], heads, revenue, assets)
