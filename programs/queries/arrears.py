"""谁还没办: every body in arrears over all open dates, in a number of queries that bodies do
not change."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from institutions.models import Membership, Organization
from portal import clock
from portal.notices.models import Notice
from portal.notices.states import STOPPED, WAITING, State
from programs.models import Milestone
from programs.obligations import Obligation, obligation
from programs.states import MilestoneKind, MilestoneState, ProgramState

REMINDERS = ("milestone.reminder", "milestone.overdue")
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
    """The newest reminder of one body about one date; ``fate`` is how far it got."""

    at: datetime
    fate: str

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
    seen_at: datetime | None
    phones: tuple[str, ...]
    is_unreachable: bool

    @property
    def due_on(self) -> date:
        return clock.local_day(self.due_at)

    @property
    def order(self) -> tuple:
        """Whom nobody reaches first, then the longest overdue, then the nearest day."""
        body = self.organization
        return (not self.is_unreachable, -self.days_over, self.due_on, body.kind, body.seq)


def arrears(actor) -> list[Arrear]:
    """What is open and undone, in the order in which it hurts; for the Centre its own kinds."""
    owing = [
        (milestone, duty, list(duty.outstanding(milestone.program)))
        for milestone in _running(actor)
        if (duty := obligation(milestone.kind))
    ]
    bodies = {body.pk for _milestone, _duty, listed in owing for body in listed}
    people = _people(bodies)
    reminded = _last_reminders([milestone for milestone, _duty, _listed in owing])
    today = clock.today()
    found = [
        _arrear(milestone, duty, body, people[body.pk], reminded, today)
        for milestone, duty, listed in owing
        for body in listed
    ]
    return sorted(found, key=lambda row: row.order)


def _running(actor):
    rows = Milestone.objects.visible_to(actor).filter(
        state=MilestoneState.OPEN,
        opens_at__lte=clock.now(),
        program__state__in=[ProgramState.OPEN, ProgramState.CLOSING],
    )
    if actor.kind == "centre":
        rows = rows.filter(kind__in=CENTRE_KINDS)
    return rows.select_related("program").prefetch_related("extensions")


def _people(bodies) -> dict[int, list[Membership]]:
    rows = Membership.objects.active().filter(organization__in=bodies).select_related("user")
    found = defaultdict(list)
    for row in rows.order_by("user_id"):
        found[row.organization_id].append(row)
    return found


def _arrear(milestone, duty: Obligation, body, members, reminded, today) -> Arrear:
    own = {row.organization_id: row.due_at for row in milestone.extensions.all()}
    due_at = own.get(body.pk, milestone.due_at)
    over = (today - clock.local_day(due_at)).days
    doers = [row for row in members if row.duty in duty.duties]
    reminder = reminded.get(_subject(milestone, body.code))
    bounced = not doers and reminder is not None and reminder.fate == "stopped"
    return Arrear(
        milestone,
        body,
        due_at,
        body.pk in own,
        max(over, 0),
        OVERDUE if over > 0 else TODAY if over == 0 else AHEAD,
        reminder,
        max((row.user.last_login for row in members if row.user.last_login), default=None),
        _phones(body, doers),
        not (doers or body.office_email) or bounced,
    )


def _phones(body, doers) -> tuple[str, ...]:
    people = {f"{row.user} {row.user.mobile}": None for row in doers if row.user.mobile}
    return ((body.office_phone,) if body.office_phone else ()) + tuple(people)


def _subject(milestone, code: str) -> str:
    return f"milestone:{milestone.program.code}:{milestone.kind}:{code}"


def _last_reminders(milestones) -> dict[str, LastReminder]:
    """By subject, one query; of one reminder's rows the best fate counts."""
    if not milestones:
        return {}
    known = Q()
    for milestone in milestones:
        known |= Q(key__startswith=_subject(milestone, ""))
    rows = (
        Notice.objects.filter(known, topic__in=REMINDERS)
        .order_by()
        .values("key")
        .annotate(
            at=Max("posted_at"),
            delivered=Count("pk", filter=Q(state__in=[State.SENT, State.READ])),
            held=Count("pk", filter=Q(state=State.HELD)),
            stopped=Count("pk", filter=Q(state__in=STOPPED)),
            waiting=Count("pk", filter=Q(state__in=WAITING)),
        )
    )
    newest: dict[str, LastReminder] = {}
    for row in sorted(rows, key=lambda each: each["at"]):
        subject = ":".join(row["key"].split(":")[:4])
        newest[subject] = LastReminder(row["at"], _fate(row))
    return newest


def _fate(row) -> str:
    fates = ("delivered", "held", "stopped", "waiting")
    return next((fate for fate in fates if row[fate]), "unread")
