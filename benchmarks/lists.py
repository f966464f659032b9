"""List pages of ten thousand and of a million people, and Django's own Paginator.

``BENCH_PEOPLE`` sets the larger number. A page is asked for as a signed-in person
does, through the whole middleware; ways take turns. What counts is CPU time, that of
the database's process included: everything is in memory, and other work on the
machine does not blur it. A page must ask the database as often at either size.
"""

import gc
import importlib
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from django.core.paginator import Paginator
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.ground import database, on
from benchmarks.population import fill
from benchmarks.rows import Row
from institutions.models import Organization
from institutions.states import Kind
from portal.ui.pages import KeysetPage, capped_count
from tests.factories import actor
from trainees.models import Roster

SMALL, LARGE = 10_000, int(os.environ.get("BENCH_PEOPLE", "1000000"))
ROUNDS, SELDOM = 100, 5
MOST_GROWTH, LEAST_GAIN = 1.2, 10


@dataclass(frozen=True)
class Place:
    """A list: its address, the room whose ``KeysetPage`` it uses, and who looks at it.

    Attributes:
        body: Code of the viewer's body; empty for the one of its kind.
        of_roster: The address takes a roster's key.
        query: Which filter shows the whole list.
        long: One row per person; else there is nothing to leap over.
    """

    name: str
    url_name: str
    room: str
    kind: str = Kind.CENTRE
    body: str = ""
    of_roster: bool = False
    query: str = ""
    long: bool = True

    def address(self) -> str:
        args = [Roster.objects.latest("pk").pk] if self.of_roster else []
        return reverse(self.url_name, args=args)

    def viewer(self):
        body = Organization.objects.get(code=self.body) if self.body else None
        return actor(self.kind, organization=body).user


PLACES = (
    Place("register", "certificates:register", "certificates.views.register"),
    Place("people", "people:search", "trainees.views.search"),
    Place("region", "nominations:region", "trainees.views.nomination", Kind.AUTHORITY, "R0"),
    Place(
        "candidates",
        "candidates:list",
        "trainees.views.candidate",
        Kind.INSTITUTION,
        "P9001",
        query="?show=listed",
    ),
    Place("rosters", "rosters:list", "trainees.views.review", query="?state=all", long=False),
    Place(
        "review",
        "rosters:review",
        "trainees.views.review",
        of_roster=True,
        query="?decision=all",
        long=False,
    ),
)


class Numbered(KeysetPage):
    """What one would write at first: ``Paginator``, here in the middle of all its pages."""

    def _load(self, mark):
        pages = Paginator(self._queryset.order_by(*self._order), self._size)
        self.rows = list(pages.page(max(1, pages.num_pages // 2)))
        self.has_next = self.has_previous = True


class Noted(KeysetPage):
    """The product's, remembering what it was given and its list's middle."""

    def __init__(self, queryset, request, **options):
        Noted.queryset, Noted.options = queryset, options
        super().__init__(queryset, request, **options)

    def _load(self, mark):
        rows = self._queryset.order_by(*self._order)
        self.rows = [rows[rows.count() // 2]]
        self.has_next = self.has_previous = True
        Noted.middle = self.next_url


class Visit:
    """Asks for the page in the middle of a list, or loads its rows alone."""

    def __init__(self, place: Place, made):
        self._room, self._made = importlib.import_module(place.room), made
        self._client = Client(SERVER_NAME="127.0.0.1")
        with on(made), mock.patch.object(self._room, "KeysetPage", Noted):
            self._client.force_login(place.viewer())
            self._first = place.address() + place.query
            self._get(self._first)
            self._middle = place.address() + Noted.middle
            self._clock = Clock(made)
        self._queryset, self._options = Noted.queryset, Noted.options

    def page(self) -> float:
        """CPU seconds of the product's page."""
        return self._timed(lambda: self._get(self._middle))

    def queries(self) -> int:
        """How often the page asks the database."""
        with on(self._made), CaptureQueriesContext(self._made) as asked:
            self._get(self._middle)
        return len(asked)

    def numbered_page(self) -> float:
        """CPU seconds of the same page with Django's Paginator in it."""
        with mock.patch.object(self._room, "KeysetPage", Numbered):
            return self._timed(lambda: self._get(self._first))

    def rows(self) -> float:
        """CPU seconds of its rows and its number, as the product gets them."""
        asked = RequestFactory().get(self._middle)

        def load():
            list(KeysetPage(self._queryset.all(), asked, **self._options))
            capped_count(self._queryset)

        return self._timed(load)

    def numbered_rows(self) -> float:
        """CPU seconds of the same by COUNT and OFFSET."""
        asked = RequestFactory().get(self._first)
        return self._timed(lambda: Numbered(self._queryset.all(), asked, **self._options))

    def _get(self, address):
        if (status := self._client.get(address).status_code) != 200:
            raise RuntimeError(f"{address}: {status}")

    def _timed(self, work) -> float:
        with on(self._made):
            return self._clock(work)


class Clock:
    """CPU seconds of this thread, and on PostgreSQL of the process that serves it."""

    def __init__(self, made):
        self._backend = _backend(made)

    def __call__(self, work) -> float:
        start = self._now()
        work()
        return self._now() - start

    def _now(self) -> float:
        return time.thread_time() + (self._backend and _on_cpu(self._backend))


def _backend(made) -> int:
    """The process that serves this connection; 0 where that is we ourselves."""
    if made.vendor == "sqlite":
        return 0
    with made.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _on_cpu(pid: int) -> float:
    """Seconds that process has run."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def rows() -> Iterator[Row]:
    small, large = (filled(size) for size in (SMALL, LARGE))
    for place in PLACES:
        yield from _place(place, Visit(place, small), Visit(place, large))


def _place(place: Place, small: Visit, large: Visit) -> Iterator[Row]:
    ways = {"small": small.page, "large": large.page}
    if place.long:
        ways |= {"numbered": large.numbered_page}
        ways |= {"rows": large.rows, "numbered_rows": large.numbered_rows}
    name = f"list-{place.name}-{connection.vendor}"
    more = large.queries() / small.queries()
    yield Row(f"{name}-queries-growth", more, 1, at_most=True)
    tails = measured(name, ways)
    growth = tails["large"] / tails["small"]
    yield Row(f"{name}-growth", growth, MOST_GROWTH, at_most=True)
    if place.long:
        gain = tails["numbered_rows"] / tails["rows"]
        yield Row(f"{name}-rows-to-paginator", gain, LEAST_GAIN)
        gain = tails["numbered"] / tails["large"]
        yield Row(f"{name}-page-to-paginator", gain, LEAST_GAIN)


@cache
def filled(size: int):
    """A connection to a database of its own with that many people."""
    made, start = database(f"people_{size}"), time.monotonic()
    with on(made):
        fill(size)
    spent = time.monotonic() - start
    print(f"# {made.vendor}: {size} people in {spent:.0f} s", file=sys.stderr)
    return made


def measured(name: str, ways: dict) -> dict[str, float]:
    """The 95th percentile of the seconds of each way; the ways take turns.

    Paginator's, far slower, is asked every fifth time only.
    """
    for way in ways.values():
        way()
    gc.freeze()  # what was loaded so far is not gone through again and again
    times = {way: [] for way in ways}
    for turn in range(ROUNDS):
        for way, ask in ways.items():
            if turn % SELDOM == 0 or not way.startswith("numbered"):
                times[way].append(ask())
    tails = {way: statistics.quantiles(spent, n=20)[-1] for way, spent in times.items()}
    for way, spent in times.items():
        middle, tail = statistics.median(spent) * 1000, tails[way] * 1000
        print(f"# {name} {way}: median {middle:.1f} ms, p95 {tail:.1f} ms", file=sys.stderr)
    return tails
