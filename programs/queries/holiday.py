"""The year's days off and make-up days, and which reminders a change of them moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from portal import clock
from portal.calendar.models import Holiday
from portal.calendar.published import published
from programs.models import Milestone
from programs.queries.ladder import ladder
from programs.states import MilestoneState, ProgramState


@dataclass(frozen=True)
class CalendarDay:
    """One day as it counts: by the edit where there is one, else as published."""

    day: date
    is_workday: bool
    name: str
    published: bool | None
    edit: Holiday | None


def year_days(year: int, edits: Iterable[Holiday]) -> list[CalendarDay]:
    """Every day of the year that is published or edited, in order."""
    known = published(year)
    edited = {row.day: row for row in edits if row.day.year == year}
    return [_counted(day, known.get(day), edited.get(day)) for day in sorted({*known, *edited})]


def _counted(day, known, edit) -> CalendarDay:
    before = known.is_workday if known else None
    if edit is None:
        return CalendarDay(day, known.is_workday, known.name, before, None)
    name = edit.name or (known.name if known else "")
    return CalendarDay(day, edit.is_workday, name, before, edit)


@dataclass(frozen=True)
class Move:
    """A rung that falls on another day, or (``after`` None) on none any more."""

    rung: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class Effect:
    """What happens to one milestone's reminders, for those who owe it by ``due_on``."""

    milestone: Milestone
    due_on: date
    moves: list[Move]
    is_silenced: bool


def effects(before: dict[date, bool], after: dict[date, bool]) -> list[Effect]:
    """Open milestones whose reminders from today on differ between two holiday tables."""
    running = Milestone.objects.filter(
        state=MilestoneState.OPEN, program__state__in=[ProgramState.OPEN, ProgramState.CLOSING]
    )
    found = [
        _effect(milestone, due_on, before, after)
        for milestone in running.select_related("program").prefetch_related("extensions")
        for due_on in sorted(
            {milestone.due_on, *(e.due_on for e in milestone.extensions.all())}
        )
    ]
    return [effect for effect in found if effect.moves or effect.is_silenced]


def _effect(milestone, due_on, before, after) -> Effect:
    old, new = _days(milestone, due_on, before), _days(milestone, due_on, after)
    moves = [
        Move(rung, old.get(rung), new.get(rung))
        for rung in {**old, **new}
        if old.get(rung) != new.get(rung) and _is_ahead(old.get(rung), new.get(rung))
    ]
    return Effect(milestone, due_on, moves, is_silenced=bool(old) and not new)


def _days(milestone, due_on, edited) -> dict[str, date]:
    """The listed rungs, without the weeks behind them."""
    return {rung.name: rung.day for rung in ladder(milestone, due_on, date.min, edited)}


def _is_ahead(*days) -> bool:
    return max(day for day in days if day) >= clock.today()


def fingerprint(found: list[Effect]) -> str:
    """Says that somebody has seen exactly these effects; ``""`` when there are none."""
    if not found:
        return ""
    facts = [(e.milestone.pk, e.due_on, e.moves, e.is_silenced) for e in found]
    return sha256(repr(facts).encode()).hexdigest()[:16]
