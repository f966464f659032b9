"""Money and head counts as offices write them: 5,000, 约3.2亿, 5000万元, 200人 (§19.6)."""

import re
from decimal import Decimal

from .problems import Finding
from .text import narrow, of_number
from .values import CLEAN, Reading

NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?\Z")
AMOUNT = re.compile(
    r"(?P<about>约|近|超|大约|左右)?(?:人民币|¥|RMB)?"
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>亿元?|千万元?|百万元?|万元?|元)?"
    r"(?:人民币)?(?P<after>左右|以上)?\Z"
)
HEADS = re.compile(
    r"(?P<about>约|近|超|大约)?(?P<number>[0-9]+)(?P<unit>人|名|余人|多人)?(?P<after>左右|以上)?\Z"
)
SEPARATORS = re.compile(r"[,\s，]")
# How many 万元 one of the unit is.
UNITS = {
    "亿": Decimal(10_000),
    "千万": Decimal(1_000),
    "百万": Decimal(100),
    "万": Decimal(1),
    "元": Decimal("0.0001"),
}
CENT = Decimal("0.01")
MOST_WAN = 10**12
MOST_HEADS = 10_000_000


def money(field: str, unit: str = "万元"):
    """A reader of amounts; the value is a decimal string in 万元 with at most two places.

    Args:
        unit: Of the column, from its header; a cell's own unit wins. Nothing
            where nobody has said it: then a bare figure is not adopted.
    """
    column_unit = UNITS[_bare_unit(unit)] if unit else None

    def read(text: str) -> Reading:
        if NUMBER.match(text):
            return _wan(Decimal(text) * column_unit) if column_unit else "", CLEAN
        bare = SEPARATORS.sub("", narrow(text))
        found = AMOUNT.match(bare)
        if not found or Decimal(found["number"]) > MOST_WAN:
            return "", (Finding(f"{field}_unreadable", {"text": text}),)
        own = found["unit"]
        factor = UNITS[_bare_unit(own)] if own else column_unit
        if factor is None:
            return "", CLEAN
        value = _wan(Decimal(found["number"]) * factor)
        if own or found["about"] or found["after"]:
            facts = {"text": text, "value": value}
            return value, (Finding(f"{field}_with_unit", facts),)
        return value, (Finding(f"{field}_separators"),)

    return read


def money_number(field: str, unit: str = "万元"):
    """The same from a number; a whole one in 万元 is what it is."""
    read = money(field, unit)
    is_plain = unit == "万元"

    def read_number(number: float) -> Reading:
        if is_plain and 0 <= number < MOST_WAN and number == int(number):
            return str(int(number)), CLEAN
        return read(of_number(number))

    return read_number


def bare(cell) -> str:
    """A cell's figure without separators where it bears no unit of its own, else nothing."""
    if type(cell) in (int, float):
        cell = of_number(cell)
    found = AMOUNT.match(SEPARATORS.sub("", narrow(cell))) if type(cell) is str else None
    return found["number"] if found and not found["unit"] else ""


def wan(number: str, unit: str) -> str:
    """A bare figure in 万元, nothing where it is beyond belief."""
    value = Decimal(number)
    return _wan(value * UNITS[_bare_unit(unit)]) if value <= MOST_WAN else ""


def _bare_unit(unit: str) -> str:
    return unit if unit == "元" else unit.removesuffix("元")


def _wan(amount: Decimal) -> str:
    """Without idle zeros and without an exponent: ``36738``, ``12.5``."""
    rounded = amount.quantize(CENT)
    return f"{rounded.normalize():f}"


def heads_number(number: float) -> Reading:
    if 0 <= number <= MOST_HEADS and number == int(number):
        return str(int(number)), CLEAN
    return heads(of_number(number))


def heads(text: str) -> Reading:
    """A head count, as digits without idle noughts."""
    if text.isascii() and text.isdigit() and len(text) <= 7:
        return str(int(text)), CLEAN
    bare = SEPARATORS.sub("", narrow(text)).removesuffix(".0")
    found = HEADS.match(bare)
    if not found or int(found["number"]) > MOST_HEADS:
        return "", (Finding("employees_unreadable", {"text": text}),)
    value = str(int(found["number"]))
    if found["about"] or found["unit"] or found["after"]:
        return value, (Finding("employees_with_unit", {"text": text, "value": value}),)
    return value, (Finding("employees_separators"),)
