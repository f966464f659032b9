"""The season's own players: real bodies act in time, fictional ones in every other way.

Events are listed with their moment; whatever lies before the business time
and was not played yet is played, in order, each exactly once and under its
own moment. What a visitor has already done is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from portal import clock
from portal.demo.models import SeasonEvent
from portal.files.keeping import Kept
from portal.workflow.engine import IllegalStep


@dataclass(frozen=True)
class Event:
    """``play()`` acts through the ordinary verbs; ``name`` is unique in the season.

    ``bring()`` puts a file into the storage, before any transaction, for ``play(kept)``.
    """

    at: datetime
    name: str
    play: Callable[..., object]
    bring: Callable[[], Kept] | None = None


def on(day: date, hour: int, minute: int = 0) -> datetime:
    """That time of day in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def play_until(events: list[Event], moment: datetime) -> int:
    """Play what is due and not yet played; returns how many.

    An event that no longer applies, because a visitor was faster, counts as played.
    """
    done = set(SeasonEvent.objects.values_list("name", flat=True))
    due = sorted(
        (event for event in events if event.at <= moment and event.name not in done),
        key=lambda event: (event.at, event.name),
    )
    for event in due:
        _play(event)
    return len(due)


def _play(event: Event) -> None:
    brought = [event.bring()] if event.bring else []
    with clock.acting_at(event.at), transaction.atomic():
        if not _claim(event):
            return
        try:
            with transaction.atomic():
                event.play(*brought)
        except (IllegalStep, PermissionDenied, ValidationError):
            return  # a visitor has moved the matter on; the event is over all the same


def _claim(event: Event) -> bool:
    """Two processes playing at once: the second waits for the first and then does nothing."""
    _row, made = SeasonEvent.objects.get_or_create(
        name=event.name, defaults={"played_at": event.at}
    )
    return made
