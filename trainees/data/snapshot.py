"""A frozen list: its number, its bytes, whom a region may read in it, how two differ."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# What is compared of a person; the rest follows from it or never changes.
COMPARED = [
    *("name", "post", "enterprise", "uscc", "size", "titles", "region"),
    *("route", "authority", "student_no"),
]
JOINED, LEFT, CHANGED = "joined", "left", "changed"


@dataclass(frozen=True)
class Difference:
    """One person who came, went, or reads differently: ``fields`` are (name, before, after)."""

    kind: str
    person: Mapping
    fields: tuple[tuple[str, object, object], ...] = ()


def number_of(class_code: str, number: int, version: int) -> str:
    """``MD2022-REG-10003-02-R1-V2``: second snapshot of the class's first list."""
    return f"MD{class_code}-R{number}-V{version}"


def canonical(content: Mapping) -> str:
    """One text for one content: keys in order, no white space, characters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rows_for_region(rows: Iterable[Mapping], code: str) -> list[Mapping]:
    """Who comes from this region or is recommended by its authority."""
    return [row for row in rows if code in (row["region_code"], row["authority_code"])]


def differences(before: Iterable[Mapping], after: Iterable[Mapping]) -> list[Difference]:
    """Who joined, who left, who reads differently; in the order of the lists."""
    old = {row["key"]: row for row in before}
    new = {row["key"]: row for row in after}
    found = [Difference(JOINED, row) for key, row in new.items() if key not in old]
    found += [Difference(LEFT, row) for key, row in old.items() if key not in new]
    for key, row in new.items():
        if fields := _changes(old.get(key, row), row):
            found.append(Difference(CHANGED, row, fields))
    return found


def _changes(before: Mapping, after: Mapping) -> tuple:
    return tuple(
        (name, before.get(name), after.get(name))
        for name in COMPARED
        if before.get(name) != after.get(name)
    )
