"""The step bar over a page: what is done, what is in hand, what is to come."""

from collections.abc import Sequence


def stages(labels: Sequence[str], at: int, notes: Sequence[str] = ()) -> list[dict]:
    """``text note state`` of each step, for ``{% stepbar %}``.

    Args:
        at: The one in hand; ``len(labels)`` when all is done, -1 when none is.
    """
    notes = [*notes, *[""] * (len(labels) - len(notes))]
    return [
        {"text": text, "note": note, "state": _state(place, at)}
        for place, (text, note) in enumerate(zip(labels, notes, strict=True))
    ]


def stage_of(state: str, groups: Sequence[set[str]], over: str) -> int:
    """Which of the groups of states a row has reached; behind all of them when it is over."""
    if state == over:
        return len(groups)
    return next((place for place, group in enumerate(groups) if state in group), -1)


def _state(place: int, at: int) -> str:
    if place == at:
        return "current"
    return "done" if place < at else ""
