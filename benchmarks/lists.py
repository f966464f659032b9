"""List pages of ten thousand and of a hundred thousand people, and Django's own Paginator.

``BENCH_PEOPLE`` sets the larger number. A page is asked for as a signed-in person
does, through the whole middleware; times are of the wall, ways take turns.
"""

import importlib
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from unittest import mock

from django.core.paginator import Paginator
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from benchmarks.ground import database, on
from benchmarks.population import fill
from benchmarks.rows import Row
from institutions.models import Organization
from institutions.states import Kind
from portal.ui.pages import KeysetPage
from tests.factories import actor

SMALL, LARGE = 10_000, int(os.environ.get("BENCH_PEOPLE", "100000"))
ROUNDS = 60
MOST_GROWTH, LEAST_GAIN = 1.2, 10


@dataclass(frozen=True)
class Place:
    """A list: its address, the room whose ``KeysetPage`` it uses, and who looks at it."""

    name: str
    url_name: str
    room: str
    kind: str
    body: str = ""


PLACES = (Place("register", "certificates:list", "certificates.views.issuing", Kind.CENTRE),)


class Numbered(KeysetPage):
    """What one would write at first: ``Paginator``, here in the middle of all its pages."""

    def _load(self, mark):
        pages = Paginator(self._queryset.order_by(*self._order), self._size)
        self.rows = list(pages.page(max(1, pages.num_pages // 2)))
        self.has_next = self.has_previous = True


class Noted(KeysetPage):
    """The product's, remembering the address behind its list's middle row."""

    middle = ""

    def _load(self, mark):
        rows = self._queryset.order_by(*self._order)
        half = rows[rows.count() // 2]
        self.rows, self.has_next, self.has_previous = [half], True, True
        Noted.middle = self.next_url


def rows() -> Iterator[Row]:
    sizes = {size: _database(size) for size in (SMALL, LARGE)}
    for place in PLACES:
        ways = {
            "small": _visit(place, sizes[SMALL]),
            "large": _visit(place, sizes[LARGE]),
            "plain": _visit(place, sizes[LARGE], numbered=True),
        }
        times = _measured(ways)
        name = f"list-{place.name}-{connection.vendor}"
        _tell(name, times)
        large = _p95(times["large"])
        yield Row(f"{name}-growth", large / _p95(times["small"]), MOST_GROWTH, at_most=True)
        yield Row(f"{name}-over-paginator", _p95(times["plain"]) / large, LEAST_GAIN)


def _database(size: int):
    """A connection to a database of its own with that many people."""
    made, start = database(f"people_{size}"), time.monotonic()
    with on(made):
        with transaction.atomic():
            fill(size)
        with made.cursor() as cursor:
            cursor.execute("ANALYZE")
    spent = time.monotonic() - start
    print(f"# {made.vendor}: {size} people in {spent:.0f} s", file=sys.stderr)
    return made


def _visit(place: Place, made, *, numbered=False):
    """What asks once for the page in the middle of the list; answers its seconds."""
    address, room = reverse(place.url_name), importlib.import_module(place.room)
    with on(made):
        body = Organization.objects.get(code=place.body) if place.body else None
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(actor(place.kind, organization=body).user)
        with mock.patch.object(room, "KeysetPage", Noted):
            client.get(address)
    kind = Numbered if numbered else KeysetPage
    address += "" if numbered else Noted.middle

    def visit() -> float:
        with on(made), mock.patch.object(room, "KeysetPage", kind):
            start = time.perf_counter()
            answer = client.get(address)
            spent = time.perf_counter() - start
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return spent

    return visit


def _measured(ways: dict) -> dict[str, list[float]]:
    for visit in ways.values():
        visit()
    times = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, visit in ways.items():
            times[name].append(visit())
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _tell(name: str, times: dict) -> None:
    for way, spent in times.items():
        middle, tail = statistics.median(spent) * 1000, _p95(spent) * 1000
        print(f"# {name} {way}: median {middle:.1f} ms, p95 {tail:.1f} ms", file=sys.stderr)
