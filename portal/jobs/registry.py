"""Which function does which kind of work, and what recurs. Filled in ``AppConfig.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass

from .states import Queue


class UnknownKind(LookupError):
    """No handler here: the job was made by another version of the program."""


@dataclass(frozen=True, slots=True)
class Kind:
    handler: Callable
    queue: str
    label: str


@dataclass(frozen=True, slots=True)
class Recurring:
    every_seconds: float
    function: Callable[[], object]


_kinds: dict[str, Kind] = {}
_recurring: dict[str, Recurring] = {}


def register(kind: str, handler: Callable, *, queue: str = Queue.DEFAULT, label="") -> None:
    """Let ``handler(run)`` do jobs of ``kind``.

    The handler works outside any transaction and writes only inside
    ``run.effect()``; see :class:`portal.jobs.run.Run`. It must bear being
    started again after a crash: what an effect has written is not done twice.

    Args:
        label: What people read in the list of tasks (translatable).
    """
    if kind in _kinds:
        raise ValueError(f"job kind {kind!r} is registered twice")
    _kinds[kind] = Kind(handler, Queue(queue), label or kind)


def register_periodic(name: str, every_seconds: float, function: Callable[[], object]) -> None:
    """Run ``function()`` once per period, by whichever sweep comes first.

    It must be short (long work is enqueued as a job) and must catch up by
    itself: a period in which nothing ran is not made up for.
    """
    if name in _recurring:
        raise ValueError(f"periodic {name!r} is registered twice")
    _recurring[name] = Recurring(every_seconds, function)


def known(kind: str) -> Kind:
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def label(kind: str) -> str:
    return _kinds[kind].label if kind in _kinds else kind


def recurring() -> dict[str, Recurring]:
    return dict(_recurring)
