"""The ladder: on which days a milestone's reminders fall, in working days (design §5)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from portal import clock
from portal.calendar.days import add_workdays, is_workday
from programs.models import Milestone

# The topics under which a body is reminded of a milestone: by the ladder, and by an officer.
AHEAD, OVERDUE, URGED = "milestone.reminder", "milestone.overdue", "milestone.urged"
TOPICS = (AHEAD, OVERDUE, URGED)
MORNING = timedelta(hours=9)
ONE_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
LIAISON, LEADER = "liaison", "leader"
LEADER_FROM = 2
# Half a year of working days: beyond it a distance is a slip of the finger.
FARTHEST = 120


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: ``-3``, ``0``, ``+2``, then ``w1``, ``w2`` … every week.

    ``distance`` is in working days from the due day.
    """

    name: str
    day: date
    distance: int

    @property
    def level(self) -> str:
        """From two working days on the responsible official is to hear of it too."""
        return LEADER if self.distance >= LEADER_FROM else LIAISON


def ladder(milestone: Milestone, due_on: date, until: date, edited: dict) -> list[Rung]:
    """The rungs for ``due_on`` by day: those of the milestone, then weekly up to ``until``.

    Rungs before the year was opened never exist, nor before the milestone's
    own beginning. A weekly rung that falls on a rest moves behind it.

    Args:
        edited: The holiday table, as for :func:`is_workday`.
    """
    rungs = [_rung(step, due_on, edited) for step in sorted(milestone.ladder)]
    last, week = rungs[-1].day if rungs else due_on, 1
    while (day := _workday_from(last + week * A_WEEK, edited)) <= until:
        rungs.append(Rung(f"w{week}", day, _workdays(due_on, day, edited)))
        week += 1
    return _since(begin_of(milestone), rungs)


def subject_of(milestone: Milestone, code: str = "") -> str:
    """``milestone:<program>:<kind>:<organization>``: how a reminder's key begins."""
    return f"milestone:{milestone.program.code}:{milestone.kind}:{code}"


def is_grave(milestone: Milestone, due_on: date, today: date, edited: dict) -> bool:
    """Whether the responsible official is to hear of it (待发), as the ladder has it."""
    rungs = ladder(milestone, due_on, today, edited)
    return any(rung.level == LEADER and rung.day <= today for rung in rungs)


def reminders_of(milestones: Iterable[Milestone], topics=TOPICS) -> Q:
    """Notices that remind of any of these; of none when there are none."""
    known = Q(pk__in=[])
    for milestone in milestones:
        known |= Q(topic__in=topics, key__startswith=subject_of(milestone))
    return known


def subject_in(key: str) -> str:
    """The subject with which a reminder's key begins."""
    return ":".join(key.split(":")[:4])


def begin_of(milestone: Milestone) -> datetime:
    """Before this nobody is reminded: the year's opening or, if later, the milestone's own."""
    opened_at = milestone.program.opened_at
    return max(opened_at, milestone.opens_at) if opened_at else milestone.opens_at


def ladder_fault(steps: list[int], milestone: Milestone, edited: dict) -> str:
    """Why these distances are no ladder for the milestone; ``""`` when they are one."""
    if not steps:
        return _("请至少填写一个提醒日，例如 -3、0、+2")
    if far := [step for step in steps if abs(step) > FARTHEST]:
        return _("%(step)+d 太远：提醒日须在截止日前后 %(limit)d 个工作日以内") % {
            "step": far[0],
            "limit": FARTHEST,
        }
    if twice := [step for step, count in Counter(steps).items() if count > 1]:
        return _("%(step)s 写了不止一次，请删去重复的") % {"step": step_name(twice[0])}
    rungs = [_rung(step, milestone.due_on, edited) for step in sorted(steps)]
    if _since(begin_of(milestone), rungs):
        return ""
    return _(
        "这样一次也不会提醒：最晚的提醒日是 %(last)s，而 %(begin)s 起才开始提醒。"
        "请至少保留一个不早于这一天的提醒日"
    ) % {"last": rungs[-1].day, "begin": clock.local_day(begin_of(milestone))}


def step_name(step: int) -> str:
    """``-3``, ``0``, ``+2``."""
    return f"{step:+d}" if step else "0"


def _since(begin: datetime, rungs: list[Rung]) -> list[Rung]:
    return [rung for rung in rungs if morning(rung.day) >= begin]


def morning(day: date) -> datetime:
    """09:00 in Asia/Shanghai, when reminders go out."""
    return clock.start_of(day) + MORNING


def _rung(step: int, due_on: date, edited) -> Rung:
    return Rung(step_name(step), add_workdays(due_on, step, edited), step)


def _workday_from(day: date, edited) -> date:
    while not is_workday(day, edited):
        day += ONE_DAY
    return day


def _workdays(start: date, end: date, edited) -> int:
    days = (start + ONE_DAY * n for n in range(1, (end - start).days + 1))
    return sum(is_workday(day, edited) for day in days)
