"""The side navigation: apps announce their pages, each actor sees those of their kind.

``register`` is called in ``AppConfig.ready()``. A page may carry a counter;
it is asked only for the actor on whose page it stands, at most one query.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .icons import ICONS

GROUPS = {"": "", "do": _("办理"), "watch": _("掌握情况"), "manage": _("管理")}


class Count(NamedTuple):
    """What a page's badge shows; ``overdue`` turns it red."""

    number: int
    overdue: bool = False


@dataclass(frozen=True)
class Page:
    kinds: frozenset[str]
    group: str
    label: str
    url_name: str
    icon: str
    order: int
    count: Callable | None
    when: Callable | None

    def is_for(self, actor) -> bool:
        return actor.kind in self.kinds and (self.when is None or self.when(actor))


class Item(NamedTuple):
    label: str
    url: str
    icon: str
    count: Count


_pages: list[Page] = []


def register(
    kind: str | Iterable[str],
    group: str,
    label,
    url_name: str,
    icon: str,
    order: int = 50,
    count: Callable | None = None,
    *,
    when: Callable | None = None,
) -> None:
    """Put a page into the navigation of one or several kinds of actor.

    Args:
        group: ``""`` (top), ``do`` 办理, ``watch`` 掌握情况 or ``manage`` 管理.
        label: Lazily translated.
        url_name: Takes no arguments.
        count: ``(actor) -> int | Count``, at most one query.
        when: ``(actor) -> bool`` for pages of certain duties only; no query.

    Raises:
        ValueError: unknown group or icon, or the page is already there.
    """
    kinds = frozenset([kind] if isinstance(kind, str) else kind)
    if group not in GROUPS:
        raise ValueError(f"navigation: unknown group {group!r}")
    if icon not in ICONS:
        raise ValueError(f"navigation: unknown icon {icon!r}")
    if any(page.url_name == url_name and page.kinds & kinds for page in _pages):
        raise ValueError(f"navigation: {url_name} is already registered for this kind")
    _pages.append(Page(kinds, group, label, url_name, icon, order, count, when))


def items(actor) -> list[tuple[str, list[Item]]]:
    """The actor's pages as ``(group label, items)``, empty groups left out."""
    mine = sorted((page for page in _pages if page.is_for(actor)), key=lambda page: page.order)
    groups = (
        (label, [page for page in mine if page.group == key]) for key, label in GROUPS.items()
    )
    return [(label, [_item(page, actor) for page in pages]) for label, pages in groups if pages]


def current(groups, path: str) -> str:
    """The address of the item under which ``path`` lies: the longest that begins it."""
    urls = [item.url for _label, listed in groups for item in listed]
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def _item(page: Page, actor) -> Item:
    found = page.count(actor) if page.count else 0
    count = found if isinstance(found, Count) else Count(found)
    return Item(page.label, reverse(page.url_name), page.icon, count)
