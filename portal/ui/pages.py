"""Lists that stay quick and steady on page 10,000: keyset pages and capped counts.

A page begins behind the last row of the one before, wherever that row now
stands, so rows added or decided meanwhile neither repeat nor hide others.
The mark in the address is encrypted: a sort value may be a person's name.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db.models import Q

MARK = "page"
UNIQUE = frozenset({"pk", "id", "public_id"})
_WRITE = {datetime: "t", date: "d", Decimal: "n", UUID: "u"}
_READ = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal, "u": UUID}


class KeysetPage:
    """One page of ``queryset``, iterable, with the addresses of its neighbours.

    Args:
        request: Its query string is kept in every address (filters, sorts).
        order: Fields as for ``order_by``, none of them nullable; ``pk`` is
            added unless the order ends with a unique column. Give every
            order an index.
        size: Rows per page.

    A mark that was tampered with, or made for another order, opens the first page.
    """

    def __init__(self, queryset, request, order=("-id",), size=50):
        self._query = request.GET
        self._order = _made_total(order)
        self._size = size
        self._queryset = queryset
        self._load(_read_mark(request.GET.get(MARK, ""), self._order))

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def first_url(self) -> str:
        return with_query(self._query, **{MARK: None})

    @property
    def next_url(self) -> str:
        return self._url(self.rows[-1], back=False)

    @property
    def previous_url(self) -> str:
        return self._url(self.rows[0], back=True)

    def _load(self, mark) -> None:
        values, back = mark or (None, False)
        found = self._queryset.order_by(*_turned(self._order, back))
        if values:
            found = found.filter(_beyond(self._order, values, back))
        rows = list(found[: self._size + 1])
        more, self.rows = len(rows) > self._size, rows[: self._size]
        if mark and (not rows or (back and not more and len(rows) < self._size)):
            self._load(None)
            return
        if back:
            self.rows.reverse()
        self.has_next = more or back
        self.has_previous = more if back else mark is not None

    def _url(self, row, *, back: bool) -> str:
        values = [_value(row, name.lstrip("-")) for name in self._order]
        return with_query(self._query, **{MARK: _write_mark(self._order, values, back)})


@dataclass(frozen=True)
class Capped:
    """A count that stops counting: ``str()`` is ``1000+`` beyond the limit."""

    number: int
    limit: int

    @property
    def is_capped(self) -> bool:
        return self.number > self.limit

    def __str__(self) -> str:
        return f"{self.limit}+" if self.is_capped else str(self.number)


def capped_count(queryset, limit: int = 1000) -> Capped:
    """How many rows, looking at no more than ``limit`` + 1 of them."""
    return Capped(queryset.order_by()[: limit + 1].count(), limit)


def with_query(query, **changes) -> str:
    """``?…`` with some parameters set, or dropped by None; always a usable address."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{changed.urlencode()}"


def pill_links(request, name: str, choices, counts) -> list[dict]:
    """Entries for ``{% pills %}``: one per ``(value, label)``, other filters kept.

    Args:
        choices: Pairs; the value ``""`` stands for all.
        counts: ``{value: number}``; a missing one shows 0.
    """
    chosen = request.GET.get(name, "")
    return [
        {
            "text": label,
            "count": counts.get(value, 0),
            "url": with_query(request.GET, **{name: value or None, MARK: None}),
            "current": value == chosen,
        }
        for value, label in choices
    ]


def _made_total(order) -> list[str]:
    order = list(order)
    last = order[-1]
    if last.lstrip("-") not in UNIQUE:
        order.append("-pk" if last.startswith("-") else "pk")
    return order


def _turned(order, back: bool) -> list[str]:
    if not back:
        return order
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _beyond(order, values, back: bool) -> Q:
    """Rows behind ``values``; the plain bound on the first column is what an index uses."""
    condition, equal_so_far = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field, falling = name.lstrip("-"), name.startswith("-") != back
        condition |= equal_so_far & Q(**{f"{field}__{'lt' if falling else 'gt'}": value})
        equal_so_far &= Q(**{field: value})
    first, falling = order[0].lstrip("-"), order[0].startswith("-") != back
    return Q(**{f"{first}__{'lte' if falling else 'gte'}": values[0]}) & condition


def _value(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    if row is None:
        raise ValueError(f"keyset order by {path}: the column must not be null")
    return row


def _box() -> Fernet:
    digest = hashlib.sha256(f"portal.ui.pages:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def _write_mark(order, values, back: bool) -> str:
    packed = [
        {_WRITE[type(value)]: str(value)} if type(value) in _WRITE else value
        for value in values
    ]
    text = json.dumps([order, packed, back], separators=(",", ":"))
    return _box().encrypt(text.encode()).decode()


def _read_mark(token: str, order):
    """``(values, back)``, or None for no mark or a useless one."""
    if not token:
        return None
    try:
        made_for, packed, back = json.loads(_box().decrypt(token.encode()))
    except (InvalidToken, ValueError):
        return None
    if made_for != order:
        return None
    return [_unpacked(value) for value in packed], back


def _unpacked(value):
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return _READ[kind](text)
