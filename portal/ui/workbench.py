"""The other panels of the workbench: figures, coming dates, what happened lately.

Apps register providers by kind of actor, as with to-dos. A figure is a link
wherever a list stands behind it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal import clock


@dataclass(frozen=True)
class Figure:
    """One tile: ``value`` with its unit; ``cls`` is ``hot``, ``warm``, ``good`` or empty."""

    label: str
    value: str
    hint: str = ""
    url: str = ""
    cls: str = ""


@dataclass(frozen=True)
class Event:
    """One line of a timeline; ``kind`` is ``done``, ``back``, ``late``, ``next`` or empty."""

    at: date | datetime
    text: str
    kind: str = ""
    url: str = ""


PANELS = ("figures", "milestones", "recent")
_providers: dict[str, list[tuple[frozenset[str], Callable]]] = {panel: [] for panel in PANELS}


def register(panel: str, kind: str | Iterable[str], provider: Callable) -> None:
    """``figures``: ``(actor) -> list[Figure]``; ``milestones``, ``recent``: ``list[Event]``.

    Raises:
        ValueError: unknown panel.
    """
    if panel not in PANELS:
        raise ValueError(f"workbench: unknown panel {panel!r}; there are {', '.join(PANELS)}")
    _providers[panel].append((frozenset([kind] if isinstance(kind, str) else kind), provider))


def figures(actor) -> list[Figure]:
    return _collect("figures", actor)


def milestones(actor) -> list[Event]:
    """Oldest first: a road ahead is read in the order it is walked."""
    return sorted(_collect("milestones", actor), key=_when)


def recent(actor, limit: int = 8) -> list[Event]:
    """Newest first."""
    return sorted(_collect("recent", actor), key=_when, reverse=True)[:limit]


def _collect(panel: str, actor) -> list:
    return [
        item
        for kinds, provider in _providers[panel]
        if actor.kind in kinds
        for item in provider(actor)
    ]


def _when(event: Event) -> datetime:
    return event.at if isinstance(event.at, datetime) else clock.start_of(event.at)
