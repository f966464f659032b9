"""What waits for whom. Apps register providers by kind of actor; the workbench collects.

One provider answers with what *this* actor has to do now, in a fixed number
of queries. The bell in the head counts through ``counter`` where one is given.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from portal import clock

BANDS = {
    "": _("全部"),
    "overdue": _("已逾期"),
    "today": _("今天"),
    "week": _("本周"),
    "later": _("以后"),
}


@dataclass(frozen=True)
class Todo:
    """One row of the work list: what, how many and why now.

    ``due`` is the last day (inclusive) or None; ``action`` the button's verb;
    ``kind`` names the sort of work, for filtering and tests.
    """

    title: str
    sub: str
    url: str
    action: str
    due: date | None = None
    kind: str = ""

    def band(self, today: date) -> str:
        if self.due is None:
            return "later"
        if self.due < today:
            return "overdue"
        if self.due == today:
            return "today"
        sunday = today + timedelta(days=6 - today.weekday())
        return "week" if self.due <= sunday else "later"


_providers: list[tuple[frozenset[str], Callable, Callable | None]] = []


def register(
    kind: str | Iterable[str], provider: Callable, counter: Callable | None = None
) -> None:
    """``provider(actor) -> list[Todo]``; ``counter(actor) -> int`` counts the same cheaply."""
    kinds = frozenset([kind] if isinstance(kind, str) else kind)
    _providers.append((kinds, provider, counter))


def collect(actor) -> list[Todo]:
    """Everything that waits for the actor, the earliest due first, undated last."""
    found = [todo for provider, _counter in _for(actor) for todo in provider(actor)]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due or date.max, todo.title))


def count(actor) -> int:
    return sum(
        counter(actor) if counter else len(provider(actor)) for provider, counter in _for(actor)
    )


def by_band(found: list[Todo], today: date | None = None) -> dict[str, list[Todo]]:
    """The list under each band of ``BANDS``; ``""`` holds all."""
    today = today or clock.today()
    bands = {band: [] for band in BANDS}
    for todo in found:
        bands[""].append(todo)
        bands[todo.band(today)].append(todo)
    return bands


def _for(actor):
    return [(p, c) for kinds, p, c in _providers if actor.kind in kinds]
