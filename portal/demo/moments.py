"""Where the rehearsal clock may jump to next. Each room names its own days.

``register`` is called in ``DemoConfig.ready()``; the rooms themselves know
nothing of a rehearsal.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from portal import clock
from portal.calendar.days import edited_days
from programs.models import Milestone
from programs.obligations import obligation
from programs.reminders import ladder
from programs.states import MilestoneState, ProgramState

HORIZON = timedelta(weeks=3)


class Moment(NamedTuple):
    """A day on which something happens, and what."""

    day: date
    label: str


_sources: dict[str, Callable[[date], Iterable[Moment]]] = {}


def register(name: str, source: Callable[[date], Iterable[Moment]]) -> None:
    """``source(after)`` yields moments later than the day ``after``, in any order."""
    if name in _sources:
        raise ValueError(f"moments {name!r} are registered twice")
    _sources[name] = source


def next_moment(after: date) -> Moment | None:
    """The earliest day after ``after`` on which anything happens.

    Several things on one day are named together.
    """
    found = [m for source in _sources.values() for m in source(after) if m.day > after]
    if not found:
        return None
    day = min(moment.day for moment in found)
    labels = dict.fromkeys(str(moment.label) for moment in found if moment.day == day)
    return Moment(day, _("、").join(labels))


def milestone_days(after: date) -> Iterable[Moment]:
    """The last days of the year's open milestones, and the rungs of their ladders."""
    open_ones = Milestone.objects.filter(
        state=MilestoneState.OPEN, program__state__in=[ProgramState.OPEN, ProgramState.CLOSING]
    )
    edited = edited_days(date.min, date.max)
    for milestone in open_ones.select_related("program").prefetch_related("extensions"):
        yield from _of(milestone, after, edited)


def _of(milestone, after: date, edited) -> Iterable[Moment]:
    facts = {"what": milestone.get_kind_display()}
    yield Moment(milestone.due_on, _("%(what)s截止") % facts)
    for extension in milestone.extensions.all():
        day = clock.local_day(extension.due_at)
        yield Moment(day, _("%(what)s（单独期限）截止") % facts)
    duty = obligation(milestone.kind)
    if duty is None or not duty.outstanding(milestone.program).exists():
        return
    for rung in ladder(milestone, milestone.due_on, after + HORIZON, edited):
        if rung.distance < 0:
            yield Moment(rung.day, _("%(what)s提醒") % facts)
        if rung.distance > 0:
            yield Moment(rung.day, _("%(what)s催报") % facts)
