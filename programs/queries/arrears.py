"""谁还没办: every body in arrears over all open dates, in a number of queries that bodies do
not change."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _

from institutions.models import Membership, Organization
from portal import clock
from portal.notices.models import Notice
from portal.notices.states import STOPPED, WAITING, Channel, State
from programs.models import Milestone, PhoneCall
from programs.obligations import Obligation, obligation
from programs.queries.ladder import TOPICS, reminders_of, subject_in, subject_of
from programs.states import MilestoneKind, MilestoneState, ProgramState

OVERDUE, TODAY, AHEAD = "overdue", "today", "ahead"
UNREACHABLE = "unreachable"
CENTRE_KINDS = [
    MilestoneKind.PLAN,
    MilestoneKind.SELECTION,
    MilestoneKind.ROSTER,
    MilestoneKind.COMPLETION,
    MilestoneKind.CERTIFICATES,
]


@dataclass(frozen=True)
class LastReminder:
    """The newest reminder of one body about one date; ``fate`` is how far it got.

    ``mail`` is a letter of it that came to a stop, an office's before a person's.
    """

    at: datetime
    fate: str
    mail: Notice | None = None

    @property
    def label(self) -> str:
        return {
            "delivered": _("已送达"),
            "stopped": _("未送达或退信"),
            "held": _("邮件未外发"),
            "waiting": _("邮件待发送"),
            "unread": _("站内未读"),
        }[self.fate]


@dataclass(frozen=True)
class Arrear:
    """One body that has not done one thing.

    ``phones`` are the office's and those of who is to do it, never a responsible
    official's. ``seen_at`` is when one of its people was last signed in.
    """

    milestone: Milestone
    organization: Organization
    due_at: datetime
    has_extension: bool
    days_over: int
    state: str
    reminder: LastReminder | None
    seen_at: datetime | None = None
    phones: tuple[str, ...] = ()
    is_unreachable: bool = False
    call: PhoneCall | None = None

    @property
    def due_on(self) -> date:
        return clock.local_day(self.due_at)

    @property
    def order(self) -> tuple:
        """Whom nobody reaches first, then the longest overdue, then the nearest day."""
        body = self.organization
        return (not self.is_unreachable, -self.days_over, self.due_on, body.kind, body.seq)


def arrears(actor, *, milestone: Milestone | None = None) -> list[Arrear]:
    """What is open and undone, in the order in which it hurts; for the Centre its own kinds.

    With ``milestone`` only what is owed to that date.
    """
    owing = [
        (milestone, duty, list(duty.outstanding(milestone.program)))
        for milestone in _running(actor, milestone)
        if (duty := obligation(milestone.kind))
    ]
    bodies = {body.pk for _milestone, _duty, listed in owing for body in listed}
    people = _people(bodies)
    running = [milestone for milestone, _duty, _listed in owing]
    reminded, calls = _last_reminders(running), last_calls(running)
    today = clock.today()
    found = []
    for milestone, duty, listed in owing:
        own = {row.organization_id: row.due_at for row in milestone.extensions.all()}
        for body in listed:
            reminder = reminded.get(subject_of(milestone, body.code))
            row = _arrear(milestone, body, own.get(body.pk), reminder, today)
            row = replace(row, call=calls.get((milestone.pk, body.pk)))
            found.append(_reached(row, duty, people[body.pk]))
    return sorted(found, key=lambda row: row.order)


def last_calls(milestones) -> dict[tuple[int, int], PhoneCall]:
    """The newest call by milestone and body; one query."""
    rows = PhoneCall.objects.filter(milestone__in=milestones).order_by("called_at", "pk")
    return {(row.milestone_id, row.organization_id): row for row in rows}


def _running(actor, only):
    rows = Milestone.objects.visible_to(actor).filter(
        state=MilestoneState.OPEN,
        opens_at__lte=clock.now(),
        program__state__in=[ProgramState.OPEN, ProgramState.CLOSING],
    )
    if actor.kind == "centre":
        rows = rows.filter(kind__in=CENTRE_KINDS)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    return rows.select_related("program").prefetch_related("extensions")


def _people(bodies) -> dict[int, list[Membership]]:
    rows = Membership.objects.active().filter(organization__in=bodies).select_related("user")
    found = defaultdict(list)
    for row in rows.order_by("user_id"):
        found[row.organization_id].append(row)
    return found


def _arrear(milestone, body, own_due, reminder, today) -> Arrear:
    due_at = own_due or milestone.due_at
    over = (today - clock.local_day(due_at)).days
    return Arrear(
        milestone,
        body,
        due_at,
        has_extension=own_due is not None,
        days_over=max(over, 0),
        state=OVERDUE if over > 0 else TODAY if over == 0 else AHEAD,
        reminder=reminder,
    )


def _reached(row: Arrear, duty: Obligation, members: list[Membership]) -> Arrear:
    """How its people can be reached, and when one of them was last there."""
    body, reminder = row.organization, row.reminder
    doers = [member for member in members if member.duty in duty.duties]
    bounced = not doers and reminder is not None and reminder.fate == "stopped"
    seen = (member.user.last_login for member in members if member.user.last_login)
    return replace(
        row,
        seen_at=max(seen, default=None),
        phones=_phones(body, doers),
        is_unreachable=not (doers or body.office_email) or bounced,
    )


def _phones(body, doers) -> tuple[str, ...]:
    people = {f"{row.user} {row.user.mobile}": None for row in doers if row.user.mobile}
    return ((body.office_phone,) if body.office_phone else ()) + tuple(people)


def _last_reminders(milestones) -> dict[str, LastReminder]:
    """By subject, one query; of one reminder's rows the best fate counts."""
    reminders = Notice.objects.filter(reminders_of(milestones)).order_by()
    rows = reminders.values("key").annotate(
        at=Max("posted_at"),
        delivered=Count("pk", filter=Q(state__in=[State.SENT, State.READ])),
        held=Count("pk", filter=Q(state=State.HELD)),
        stopped=Count("pk", filter=Q(state__in=STOPPED)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
    )
    mails = _stopped_mails(reminders)
    newest: dict[str, LastReminder] = {}
    for row in sorted(rows, key=lambda each: each["at"]):
        mail = mails.get(row["key"])
        newest[subject_in(row["key"])] = LastReminder(row["at"], _fate(row), mail)
    return newest


def _stopped_mails(reminders) -> dict[str, Notice]:
    """By key, one query; where several stopped the office's stands, else the first."""
    stopped = reminders.filter(channel=Channel.EMAIL, state__in=STOPPED)
    rows = stopped.order_by(F("user").desc(nulls_last=True), "-pk").defer("body")
    return {notice.key: notice for notice in rows}


def reminded_of(key: str) -> tuple[Milestone | None, Organization | None]:
    """Which date and which body a reminder's key is about."""
    _prefix, program, kind, code = subject_in(key).split(":")
    milestones = Milestone.objects.select_related("program")
    return (
        milestones.filter(program__code=program, kind=kind).first(),
        Organization.objects.filter(code=code).first(),
    )


def still_owes(milestone: Milestone | None, body: Organization | None) -> bool:
    """Whether a reminder of this date would still be right for the body."""
    if milestone is None or body is None or milestone.state != MilestoneState.OPEN:
        return False
    waiting = obligation(milestone.kind).outstanding(milestone.program)
    return waiting.filter(pk=body.pk).exists()


def correctable(actor):
    """Reminders' letters that this actor's outbox holds."""
    letters = Notice.objects.visible_to(actor).sent_for(actor)
    return letters.filter(topic__in=TOPICS, channel=Channel.EMAIL)


def _fate(row) -> str:
    fates = ("delivered", "held", "stopped", "waiting")
    return next((fate for fate in fates if row[fate]), "unread")
