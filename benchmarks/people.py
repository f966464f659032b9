"""Lists and search over one and the same population, which takes long to make."""

from collections.abc import Iterator

from benchmarks import lists, search
from benchmarks.rows import Row


def rows() -> Iterator[Row]:
    yield from lists.rows()
    yield from search.rows()
