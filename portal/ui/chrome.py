"""What every page shows but only an upper app knows: slots that app fills when it is ready.

A slot nobody filled is simply not drawn, so each app runs without the others.
"""

from collections.abc import Callable

SLOTS = {
    "programme_line": "(actor) -> str: the programme year in the head, e.g. 2022-2023 年度",
    "personas": "() -> list of dicts code, title, note, icon: the rehearsal's ways in",
    "published": "() -> list of dicts title, number, url, at: circulars open to everyone",
    "first_steps": "() -> list of dicts text, url: how to get an account, for the sign-in page",
    "hat_url": "(actor) -> str: where to change hats, empty with one hat only",
    "standing_in": "(actor) -> list of dicts text, url, action: who acts for whom today",
    "consult": "() -> str: the line of the office that answers questions",
}

# Several apps bring their own; the others have one answer for all.
LISTS = frozenset({"first_steps"})
_providers: dict[str, list[Callable]] = {}


def fill(slot: str, provider: Callable) -> None:
    """Fill a slot; the signature is given in ``SLOTS``.

    Raises:
        ValueError: no such slot, or it is already filled and no list.
    """
    if slot not in SLOTS:
        raise ValueError(f"chrome: unknown slot {slot!r}; there are {', '.join(SLOTS)}")
    if slot in _providers and slot not in LISTS:
        raise ValueError(f"chrome: slot {slot!r} is already filled")
    _providers.setdefault(slot, []).append(provider)


def ask(slot: str, *args):
    """What the slot's provider answers, or ``""``; a list slot joins all answers."""
    answers = [provider(*args) for provider in _providers.get(slot, [])]
    if slot in LISTS:
        return [item for answer in answers for item in answer]
    return answers[0] if answers else ""
