"""The State Council's yearly arrangement, as ``chinesecalendar`` carries it."""

from datetime import date
from typing import NamedTuple

from chinese_calendar import constants
from django.utils.translation import gettext_lazy as _

NAMES = {
    "New Year's Day": _("元旦"),
    "Spring Festival": _("春节"),
    "Tomb-sweeping Day": _("清明节"),
    "Labour Day": _("劳动节"),
    "Dragon Boat Festival": _("端午节"),
    "National Day": _("国庆节"),
    "Mid-autumn Festival": _("中秋节"),
    "Anti-Fascist 70th Day": _("抗战胜利七十周年纪念日"),
}


class Published(NamedTuple):
    is_workday: bool
    name: str


def published(year: int) -> dict[date, Published]:
    """Days off and make-up working days; empty when the year is not published (yet)."""
    found = {}
    for days, is_workday in ((constants.holidays, False), (constants.workdays, True)):
        for day, name in days.items():
            if day.year == year:
                found[day] = Published(is_workday, str(NAMES.get(name, name)))
    return found


def last_published_year() -> int:
    return max(constants.holidays).year
