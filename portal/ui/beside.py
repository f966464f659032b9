"""Panels that an upper app sets beside a lower app's page about one row."""

from collections.abc import Callable
from dataclasses import dataclass, field

PLACES = {"cohort": "(actor, cohort) -> Panel | None: beside a class's page"}

_providers: dict[str, list[Callable]] = {place: [] for place in PLACES}


@dataclass(frozen=True)
class Panel:
    """What is drawn: a template that sees itself as ``panel``, with what it needs."""

    template: str
    context: dict = field(default_factory=dict)


def register(place: str, provider: Callable) -> None:
    """The signature is given in ``PLACES``.

    Raises:
        ValueError: no such place.
    """
    if place not in PLACES:
        raise ValueError(f"beside: unknown place {place!r}; there are {', '.join(PLACES)}")
    _providers[place].append(provider)


def panels(place: str, actor, row) -> list[Panel]:
    """What all apps have to say beside ``row`` to this actor."""
    found = [provider(actor, row) for provider in _providers[place]]
    return [panel for panel in found if panel is not None]
