"""Dates as they are typed: 1990.3, 1990年3月, 90-3-7, 19900307, 32939 (domain §19.5)."""

import re
from datetime import date, timedelta

from .problems import Finding
from .text import narrow
from .values import CLEAN, Reading

PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\Z")
PARTS = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{2})[年.\-/](?P<month>[0-9]{1,2})(?:[月.\-/](?P<day>[0-9]{1,2})?日?号?)?"
    r"(?:[ T]?0{1,2}:00(?::00)?)?\Z"
)
TOGETHER = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?\Z")
# A number that a spreadsheet shows as a date between 1930 and 2050.
SERIAL = re.compile(r"[0-9]{5}(?:\.0)?\Z")
FIRST_SERIAL, LAST_SERIAL = 10_959, 54_789
EPOCH = date(1899, 12, 30)
# 90 is 1990; in a roster of managers nobody was born in 2031.
CENTURY_TURNS = 31
EARLIEST, LATEST = 1900, 2100


def day_or_month(field: str):
    """A reader of dates; the value is ``1990-03`` or ``1990-03-07``."""

    def read(text: str) -> Reading:
        bare = narrow(text).strip().replace(" ", "") if not PLAIN.match(text) else text
        value, certain = _value(bare)
        if not value:
            return "", (Finding(f"{field}_unreadable", {"text": text}),)
        if not certain:
            return value, (Finding(f"{field}_reformatted", {"date": value}),)
        return value, CLEAN

    return read


def number(field: str):
    """The same from a number: a serial day, 19900307, 199003, or 1990.3."""

    def read(typed: str) -> Reading:
        # A number cannot tell 1990.1 from 1990.10: the nought is not stored.
        if re.match(r"[0-9]{4}\.1\Z", typed):
            value = f"{typed[:4]}-01"
            return value, (Finding(f"{field}_ambiguous", {"text": typed}),)
        return day_or_month(field)(typed)

    return read


def _value(bare: str) -> tuple[str, bool]:
    """``(iso text or "", whether the reading leaves no doubt)``."""
    if SERIAL.match(bare):
        serial = int(float(bare))
        if FIRST_SERIAL <= serial <= LAST_SERIAL:
            return (EPOCH + timedelta(days=serial)).isoformat(), False
        return "", False
    found = TOGETHER.match(bare) or PARTS.match(bare)
    if not found:
        return "", False
    year, short = int(found["year"]), len(found["year"]) == 2
    if short:
        year += 2000 if year < CENTURY_TURNS else 1900
    return _iso(year, int(found["month"]), found["day"]), not short


def _iso(year: int, month: int, day: str | None) -> str:
    try:
        whole = date(year, month, int(day or 1))
    except ValueError:
        return ""
    if not EARLIEST <= year <= LATEST:
        return ""
    return whole.isoformat() if day else f"{year:04}-{month:02}"
