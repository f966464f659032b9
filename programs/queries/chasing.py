"""What is known of chasing one date: who owes, the last call, the last letter, the words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_by_body
from institutions.models import Organization
from institutions.states import Duty
from portal import clock
from portal.calendar.days import edited_days
from portal.language import house_language
from portal.notices.models import Notice
from portal.notices.post import Recipient
from portal.ui import wording
from portal.ui.links import absolute
from programs.models import Milestone, PhoneCall
from programs.obligations import obligation
from programs.queries.arrears import Arrear, arrears
from programs.queries.ladder import (
    A_WEEK,
    ONE_DAY,
    is_grave,
    reminders_of,
    subject_in,
    subject_of,
)

LETTER = "milestone.letter"


@dataclass(frozen=True)
class Chased:
    """One body in arrears and what was done about it.

    ``is_waiting``: grave, and for a week neither phoned nor written to (待发).
    ``distance`` is how far the day lies off, in words.
    """

    row: Arrear
    distance: str
    heard_today: bool
    letter_at: datetime | None
    is_grave: bool
    is_waiting: bool


def chased(actor, milestone: Milestone) -> list[Chased]:
    """Everybody who owes this date, the worst first; queries do not grow with bodies."""
    today, edited = clock.today(), edited_days(date.min, date.max)
    letters, found = last_letters([milestone]), []
    owing = arrears(actor, milestone=milestone)
    # Each day once: its distance asks the holiday table.
    distances = {day: wording.Due(day, today).distance for day in {r.due_on for r in owing}}
    for row in owing:
        letter_at = letters.get(subject_of(milestone, row.organization.code))
        grave = is_grave(milestone, row.due_on, today, edited)
        reminder = row.reminder
        found.append(
            Chased(
                row,
                distances[row.due_on],
                heard_today=bool(reminder) and clock.local_day(reminder.at) >= today,
                letter_at=letter_at,
                is_grave=grave,
                is_waiting=grave and not is_settled(row.call, letter_at, today),
            )
        )
    return found


def is_settled(call: PhoneCall | None, letter_at: datetime | None, today: date) -> bool:
    """Whether a call or a letter of the last seven days stands for the leader's rung."""
    moments = [call.called_at if call else None, letter_at]
    return any(when and clock.local_day(when) > today - A_WEEK for when in moments)


def settled(milestones) -> set[tuple[int, str]]:
    """Milestone and body's code of every call or letter of the last seven days."""
    since = clock.start_of(clock.today() - A_WEEK + ONE_DAY)
    calls = PhoneCall.objects.filter(milestone__in=milestones, called_at__gte=since)
    found = set(calls.values_list("milestone_id", "organization__code"))
    letters = last_letters(milestones)
    return found | {
        (milestone.pk, subject.rpartition(":")[2])
        for milestone in milestones
        for subject, at in letters.items()
        if at >= since and subject.startswith(subject_of(milestone))
    }


def last_letters(milestones) -> dict[str, datetime]:
    """When the responsible official was last written to, by the reminder's subject."""
    rows = Notice.objects.filter(reminders_of(milestones, [LETTER])).order_by()
    found: dict[str, datetime] = {}
    for key, at in rows.values_list("key").annotate(Max("posted_at")):
        subject = subject_in(key)
        found[subject] = max(at, found.get(subject, at))
    return found


def owes(milestone: Milestone, organizations) -> list[Organization]:
    """Those of ``organizations`` that have still not delivered."""
    waiting = obligation(milestone.kind).outstanding(milestone.program)
    pending = set(waiting.values_list("pk", flat=True))
    return [body for body in organizations if body.pk in pending]


def heard_since(milestone: Milestone, moment: datetime) -> set[str]:
    """Subjects of those reminded since then, by the ladder or by hand."""
    keys = Notice.objects.filter(reminders_of([milestone]), posted_at__gte=moment)
    return {subject_in(key) for key in keys.values_list("key", flat=True)}


def letter_readers(organization: Organization) -> list[Recipient]:
    """The responsible officials; without one the office address; nobody: an empty list."""
    return people_by_body([organization], Duty.LEAD)[organization.pk]


@house_language()
def chasing_text(milestone: Milestone, owing: list[Chased]) -> str:
    """催报文字, ready for a group chat: what, until when, who and where, in Chinese."""
    common = [each.row for each in owing if not each.row.has_extension]
    own = [each for each in owing if each.row.has_extension]
    lines = [
        _("【催报】%(what)s") % {"what": milestone.get_kind_display()},
        _("截止：%(due)s") % {"due": wording.Due(milestone.due_on, clock.today())},
    ]
    if common:
        facts = {"count": len(common), "names": _names(common)}
        lines.append(_("尚未办理（%(count)d 个）：%(names)s") % facts)
    for each in own:
        facts = {"name": _name(each.row), "day": wording.long_day(each.row.due_on)}
        facts["distance"] = wording.Due(each.row.due_on, clock.today()).distance
        lines.append(_("%(name)s（单独期限 %(day)s）：%(distance)s") % facts)
    url = absolute(reverse(obligation(milestone.kind).url_name))
    lines += [_("办理：%(url)s") % {"url": url}, _("已办理的请忽略。")]
    return "\n".join(lines)


@house_language()
def letter_words(row: Arrear) -> dict[str, str]:
    """A first version of the letter to the responsible official, for an officer to edit."""
    facts = {
        "what": row.milestone.get_kind_display(),
        "body": row.organization.name,
        "notice": row.milestone.program.title,
        "due": wording.long_day(row.due_on),
        "today": wording.long_day(clock.today()),
    }
    subject = _("请督促办理“%(what)s”") % facts
    text = _(
        "%(body)s分管负责同志：\n"
        "按照%(notice)s的要求，“%(what)s”应于 %(due)s前办理。截至 %(today)s，"
        "贵单位尚未办理。请督促经办人员尽快登录平台办理；确有困难的，请与中小企业局联系。"
    )
    return {"subject": subject, "text": text % facts}


def _names(rows) -> str:
    return "、".join(_name(row) for row in rows)


def _name(row) -> str:
    body = row.organization
    return (
        _("%(name)s（演练样例）") % {"name": body.short_name}
        if body.is_sample
        else body.short_name
    )
