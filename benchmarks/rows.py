"""One line per target, ``name ratio target ok|short``; ratios only, since machines differ."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """``ratio`` is to reach ``target``; with ``at_most`` it is to stay below."""

    name: str
    ratio: float
    target: float
    at_most: bool = False

    @property
    def reached(self) -> bool:
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def __str__(self) -> str:
        sign = "<=" if self.at_most else ">="
        verdict = "ok" if self.reached else "short"
        return f"{self.name} {self.ratio:.2f} {sign}{self.target:g} {verdict}"


def interleaved(ways: Iterable[tuple[str, int, Callable[[int], object]]], rounds: int = 3):
    """CPU seconds an item takes, by way; ways take turns, so that a busy machine slows all.

    Args:
        ways: Name, items per round, and what makes that many items. The first call of
            each is not counted.
    """
    ways, spent = list(ways), {}
    for name, _items, make in ways:
        make(1)
        spent[name] = 0.0
    for _ in range(rounds):
        for name, items, make in ways:
            start = time.process_time()
            make(items)
            spent[name] += (time.process_time() - start) / items / rounds
    return spent
