"""Dates, deadlines and figures as people read them; every sentence in both languages.

Days left are counted in working days, because that is what an office has.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal import clock
from portal.calendar.days import workdays_between

WEEKDAYS = [
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
]
MONTHS = [
    gettext_lazy("1月"),
    gettext_lazy("2月"),
    gettext_lazy("3月"),
    gettext_lazy("4月"),
    gettext_lazy("5月"),
    gettext_lazy("6月"),
    gettext_lazy("7月"),
    gettext_lazy("8月"),
    gettext_lazy("9月"),
    gettext_lazy("10月"),
    gettext_lazy("11月"),
    gettext_lazy("12月"),
]
EMPTY = "–"


def local(value: date | datetime) -> date | datetime:
    """Aware datetimes in Asia/Shanghai; dates and naive datetimes as they are."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day_of(value: date | datetime) -> date:
    value = local(value)
    return value.date() if isinstance(value, datetime) else value


def weekday(value: date | datetime) -> str:
    return str(WEEKDAYS[day_of(value).weekday()])


def moment(value: date | datetime | None) -> str:
    """``10-28 15:02``, a bare date ``10-28``; another year than the business year in full."""
    if value is None:
        return EMPTY
    value = local(value)
    pattern = "%m-%d" if value.year == clock.today().year else "%Y-%m-%d"
    if isinstance(value, datetime):
        pattern += " %H:%M"
    return value.strftime(pattern)


def long_day(value: date | datetime, today: date | None = None) -> str:
    """``10月31日（周一）``; with the year when it is not that of ``today`` (business)."""
    day = day_of(value)
    parts = {
        "year": day.year,
        "month": MONTHS[day.month - 1],
        "day": day.day,
        "weekday": weekday(day),
    }
    if day.year == (today or clock.today()).year:
        return _("%(month)s%(day)d日（%(weekday)s）") % parts
    return _("%(year)d年%(month)s%(day)d日（%(weekday)s）") % parts


@dataclass(frozen=True)
class Due:
    """A deadline as seen from a business day; the whole due day still counts.

    ``edited`` is the holiday table, for who writes many at once.
    """

    day: date
    today: date
    edited: dict[date, bool] | None = None

    @property
    def workdays(self) -> int:
        return workdays_between(self.today, self.day, self.edited)

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def distance(self) -> str:
        """``还有 1 个工作日`` / ``今天到期`` / ``逾期 1 个工作日``; plain days over a rest."""
        if self.day == self.today:
            return _("今天到期")
        days, workdays = abs((self.day - self.today).days), abs(self.workdays)
        if self.is_past:
            return _overdue(days, workdays)
        return _remaining(days, workdays)

    def __str__(self) -> str:
        parts = {"day": long_day(self.day, self.today), "distance": self.distance}
        if self.is_past:
            return _("%(day)s24:00 截止，%(distance)s") % parts
        return _("%(day)s24:00 前，%(distance)s") % parts


def due(value: date | datetime) -> Due:
    return Due(day_of(value), clock.today())


def _overdue(days: int, workdays: int) -> str:
    if workdays:
        return ngettext("逾期 %(count)d 个工作日", "逾期 %(count)d 个工作日", workdays) % {
            "count": workdays
        }
    return ngettext("逾期 %(count)d 天", "逾期 %(count)d 天", days) % {"count": days}


def _remaining(days: int, workdays: int) -> str:
    if workdays:
        return ngettext("还有 %(count)d 个工作日", "还有 %(count)d 个工作日", workdays) % {
            "count": workdays
        }
    return ngettext("还有 %(count)d 天，均非工作日", "还有 %(count)d 天，均非工作日", days) % {
        "count": days
    }


def number(value) -> str:
    """Figures without thousands marks or idle zeros; ``–`` for nothing, ``0`` for 0."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, float | Decimal):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def percent(part, whole) -> str:
    """``63.2%`` of ``whole``; ``–`` when there is no whole."""
    return f"{number(round(100 * part / whole, 1))}%" if whole else EMPTY


def minutes_left(job) -> int | None:
    """Whole minutes until a running job is done at its pace so far; None before it has one."""
    if not (job.started_at and job.total_count and job.done_count):
        return None
    elapsed = (clock.wall() - job.started_at).total_seconds()
    left = elapsed / job.done_count * (job.total_count - job.done_count)
    return max(1, math.ceil(left / 60))
