"""Finding people among a million, beside the page that lists all.

As in ``lists``: a signed-in reviewer, the whole middleware, CPU time with the database's
process. What is looked for is drawn anew each time, so that nothing is answered from
memory: one character (a surname: one person in thirty), two, a whole name, pinyin,
an enterprise, the end of a number.
"""

import random
from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client

from benchmarks import lists
from benchmarks.ground import on
from benchmarks.population import GIVEN, SURNAMES, number_of
from benchmarks.rows import Row
from institutions.states import Kind
from portal.ui.sealed import seal
from tests.factories import actor
from trainees.views.search import USE

ADDRESS = "/search/"
MOST = 2
PINYIN = ("wang", "lijianguo", "zhangtao", "liu", "cmy", "haitao", "xujie", "zhouting")
TYPED: dict[str, Callable[[random.Random], str]] = {
    "1": lambda dice: dice.choice(SURNAMES),
    "2": lambda dice: dice.choice(SURNAMES) + dice.choice(GIVEN),
    "n": lambda dice: dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2)),
    "pinyin": lambda dice: dice.choice(PINYIN),
    "enterprise": lambda dice: f"示例企业{dice.randint(1, lists.SMALL)}有限",
    "tail": lambda dice: number_of(dice.randint(1, lists.SMALL))[-4:],
}


class Visitor:
    """A reviewer on the page, with and without words."""

    def __init__(self, made):
        self._made, self._client = made, Client(SERVER_NAME="127.0.0.1")
        self._dice = random.Random(1)  # noqa: S311 -- the same words in every run
        with on(made):
            self._user = actor(Kind.CENTRE).user
            self._client.force_login(self._user)
            self._timed = lists.Clock(made)

    def everybody(self) -> float:
        """CPU seconds of the page that lists all."""
        return self._spent("")

    def typed(self, kind: str) -> float:
        """CPU seconds of the page for words of that kind."""
        token = seal(TYPED[kind](self._dice), user=self._user, use=USE)
        return self._spent(f"?who={token}")

    def _spent(self, query: str) -> float:
        with on(self._made):
            return self._timed(lambda: self._get(ADDRESS + query))

    def _get(self, address):
        if (status := self._client.get(address).status_code) != 200:
            raise RuntimeError(f"{address}: {status}")


def rows() -> Iterator[Row]:
    large = Visitor(lists.filled(lists.LARGE))
    ways = {"everybody": large.everybody}
    ways |= {kind: (lambda kind=kind: large.typed(kind)) for kind in TYPED}
    name = f"search-{connection.vendor}"
    tails = lists.measured(name, ways)
    for kind in TYPED:
        ratio = tails[kind] / tails["everybody"]
        yield Row(f"{name}-{kind}-to-list", ratio, MOST, at_most=True)
