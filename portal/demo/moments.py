"""Where the rehearsal clock may jump to next. Each room names its own days.

``register`` is called in ``DemoConfig.ready()``; the rooms themselves know
nothing of a rehearsal.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from portal import clock
from programs.models import Milestone
from programs.states import MilestoneState


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
    return Moment(day, "、".join(labels))


def due_days(after: date) -> Iterable[Moment]:
    """The last days of the year's open milestones."""
    tomorrow = clock.start_of(after + timedelta(days=1))
    milestones = Milestone.objects.filter(state=MilestoneState.OPEN, due_at__gte=tomorrow)
    for milestone in milestones:
        label = _("%(what)s截止") % {"what": milestone.get_kind_display()}
        yield Moment(milestone.due_on, label)
