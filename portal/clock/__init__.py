"""The one reader of the clock, and there are two clocks.

``now()`` and ``today()`` are *business time*: what deadlines, reminders and
papers go by. In rehearsal it can be moved forward; it is read once per
request and per job, so that one piece of work sees one time.
``wall()`` is *machine time*: leases, sessions, one-time codes, signatures,
audit. Both are aware datetimes; days are those of Asia/Shanghai.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

_shift: ContextVar[timedelta | None] = ContextVar("business_shift", default=None)


def wall() -> datetime:
    """Machine time, aware."""
    return timezone.now()


def now() -> datetime:
    """Business time, aware: machine time, shifted in rehearsal."""
    return wall() + shift()


def today() -> date:
    """The business day in Asia/Shanghai."""
    return local_day(now())


def shift() -> timedelta:
    """How far business time is ahead of (negative: behind) machine time."""
    if not settings.REHEARSAL:
        return timedelta()
    known = _shift.get()
    return _stored_shift() if known is None else known


@contextmanager
def reading():
    """Read the shift once; everything inside sees the same offset."""
    token = _shift.set(_stored_shift() if settings.REHEARSAL else timedelta())
    try:
        yield
    finally:
        _shift.reset(token)


@contextmanager
def acting_at(moment: datetime):
    """In rehearsal, let business time inside be ``moment``: a player acts on their own day.

    Raises:
        PermissionDenied: outside rehearsal.
    """
    if not settings.REHEARSAL:
        raise PermissionDenied(_("只有演练环境可以改动日期"))
    token = _shift.set(moment - wall())
    try:
        yield
    finally:
        _shift.reset(token)


def local_day(moment: datetime) -> date:
    return timezone.localdate(moment)


def start_of(day: date) -> datetime:
    """00:00:00 of that day in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """23:59:59 of that day in Asia/Shanghai: "X 日前" includes the day (domain §1)."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _stored_shift() -> timedelta:
    from .models import RehearsalClock  # noqa: PLC0415 -- models need the app registry

    seconds = RehearsalClock.objects.values_list("shift_seconds", flat=True).first()
    return timedelta(seconds=seconds or 0)
