"""Loosely written regions: 内蒙, 辽宁大连, 深圳（广东）, 建设兵团 → one authority's code."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from .text import plain

# Words that name a region and are no prefix of its full name.
NICKNAMES = {
    "NM": ("内蒙",),
    "XPCC": ("兵团", "建设兵团", "新疆兵团", "生产建设兵团", "新疆建设兵团"),
}
XPCC, XINJIANG = "XPCC", "65"
PROVINCE_ENDING = re.compile(r"^(?:省|市|(?:壮族|回族|维吾尔)?自治区)")


class Region(NamedTuple):
    """One authority's region: ``code`` GD, ``short`` 广东, ``full`` 广东省, ``area`` 440000
    (``""`` for 兵团 and samples), ``office`` the authority's own name."""

    code: str
    short: str
    full: str
    area: str
    office: str


class Regions:
    """The regions of a programme year; the rehearsal's samples are among them."""

    def __init__(self, regions: Iterable[Region]):
        self.all = {region.code: region for region in regions}
        own = {name: r.code for r in self.all.values() for name in (r.short, r.full) if name}
        nicknames = {
            name: code
            for code, names in NICKNAMES.items()
            if code in self.all
            for name in names
        }
        self.own = own
        self.known = {**nicknames, **own, **{r.office: r.code for r in self.all.values()}}
        self.known.pop("", None)
        # Longest first: 新疆兵团 before 新疆.
        self.beginnings = sorted({**nicknames, **own}, key=len, reverse=True)
        self.provinces = {r.area[:2]: r for r in self.all.values() if r.area.endswith("0000")}
        self.cities = {r.area[:4]: r for r in self.all.values() if _is_city(r)}

    @classmethod
    def of(cls, organizations) -> "Regions":
        """From authorities' rows (``code short_name region_name gbt2260 name``)."""
        return cls(
            Region(o.code, o.short_name, o.region_name, o.gbt2260, o.name)
            for o in organizations
        )

    def read(self, text: str) -> tuple[str, bool]:
        """``(code, whether the text is the region's own name)``; ``("", False)`` if unknown."""
        if text in self.own:
            return self.own[text], True
        return self.code_of(plain(text)), False

    def code_of(self, text: str) -> str:
        """The region that a plain text is or begins with; an office's name counts."""
        if text in self.known:
            return self.known[text]
        name = next((name for name in self.beginnings if text.startswith(name)), "")
        if not name:
            return ""
        # 辽宁大连, 广东省深圳市: a city of its own right after its province.
        rest = PROVINCE_ENDING.sub("", text[len(name) :])
        city = self.city_named(rest)
        return city.code if city else self.known[name]

    def city_of(self, credit_code: str) -> Region | None:
        """The city of its own that a credit code points to; a hint, never a decision."""
        return self.cities.get(credit_code[2:6])

    def province_elsewhere(self, credit_code: str, code: str) -> Region | None:
        """The province a credit code points to, where it is not the region's own.

        A hint, never a decision: enterprises move. 兵团's carry Xinjiang's codes, and
        those registered with the state (1000…) point nowhere.
        """
        own = XINJIANG if code == XPCC else self.all[code].area[:2] if code in self.all else ""
        pointed = self.provinces.get(credit_code[2:4])
        return pointed if own and pointed and pointed.area[:2] != own else None

    def is_inside(self, city: str, code: str) -> bool:
        """Whether a city of its own lies in the province of another region."""
        return self.all[city].area[:2] == self.all[code].area[:2] if code in self.all else False

    def city_named(self, text: str) -> Region | None:
        """The city of its own whose name a 地市 or an address begins with."""
        return next((r for r in self.cities.values() if text.startswith(r.short)), None)


def _is_city(region: Region) -> bool:
    """A city of its own under the plan (计划单列市): inside a province, not of it."""
    return bool(region.area) and not region.area.endswith("0000")
