"""Chinese working days: an editable table first, the published calendar second, weekdays last.

``chinesecalendar`` raises beyond its last published year, so an unknown year
falls back to Monday–Friday instead of stopping every reminder on 1 January.
"""

from datetime import date, timedelta

import chinese_calendar

from .models import Holiday

ONE_DAY = timedelta(days=1)


def is_workday(day: date, edited: dict[date, bool] | None = None) -> bool:
    """Whether offices work on ``day``.

    Args:
        edited: The holiday table as ``{day: is_workday}``, when the caller
            asks for many days; read from the database when omitted.
    """
    if edited is None:
        edited = edited_days(day, day)
    if day in edited:
        return edited[day]
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def edited_days(first: date, last: date) -> dict[date, bool]:
    rows = Holiday.objects.filter(day__range=(first, last))
    return dict(rows.values_list("day", "is_workday"))


def add_workdays(day: date, count: int, edited: dict[date, bool] | None = None) -> date:
    """The working day ``count`` working days after (negative: before) ``day``.

    Args:
        edited: As for :func:`is_workday`.
    """
    step = ONE_DAY if count >= 0 else -ONE_DAY
    if edited is None:
        reach = timedelta(days=abs(count) * 3 + 30)
        edited = edited_days(min(day, day + (reach if count > 0 else -reach)), day + reach)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day, edited):
            day += step
    return day


def workdays_between(start: date, end: date, edited: dict[date, bool] | None = None) -> int:
    """Working days in ``(start, end]``; negative when ``end`` lies before ``start``.

    Args:
        edited: As for :func:`is_workday`.
    """
    if end < start:
        return -workdays_between(end, start, edited)
    if edited is None:
        edited = edited_days(start, end)
    days = ((start + ONE_DAY * n) for n in range(1, (end - start).days + 1))
    return sum(is_workday(day, edited) for day in days)


def last_workday_before(day: date) -> date:
    return add_workdays(day, -1)
