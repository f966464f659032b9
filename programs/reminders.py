"""Who is reminded of what on a given day (design §5); the rungs are queries/ladder.py's.

Everything follows from the day that is handed in, never from the clock, so
that the simulation and the real run cannot differ.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_by_day
from institutions.models import Organization
from institutions.states import Duty
from portal import clock
from portal.calendar.days import edited_days
from portal.language import house_language
from portal.notices import routes
from portal.notices.models import Notice
from portal.notices.post import Recipient, post
from portal.policy import SystemActor
from portal.ui import wording
from programs.models import Milestone
from programs.obligations import Obligation, obligation
from programs.queries.ladder import (
    A_WEEK,
    AHEAD,
    LEADER,
    LIAISON,
    MORNING,
    OVERDUE,
    Rung,
    ladder,
    morning,
    reminders_of,
    subject_in,
    subject_of,
)
from programs.states import MilestoneState, ProgramState

REMINDING = SystemActor(gettext_lazy("提醒"))
# What one forecast looks at: the longest stretch of the ladder, and the weeks behind it.
LONGEST_FORECAST = 120
# The due query runs every minute: what is still missing after so long does not come by itself.
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Reminder:
    """What one body that has not delivered is owed; an unreachable one has no recipients."""

    milestone: Milestone
    duty: Obligation
    organization: Organization
    rung: Rung
    due_at: datetime
    sent_on: date
    level: str = LIAISON
    recipients: list[Recipient] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """``milestone:<program>:<kind>:<organization>``, under which it is on record."""
        return subject_of(self.milestone, self.organization.code)

    @property
    def key(self) -> str:
        """The due day belongs to it: after a postponement the ladder is climbed anew."""
        return f"{self.subject}:{self.rung.name}:{clock.local_day(self.due_at)}"


def due_reminders(today: date, *, people: bool = True) -> list[Reminder]:
    """The latest rung that each body in arrears has reached by 09:00 of ``today``.

    Whether it was sent already is not asked here: see :func:`unsent`. The
    number of queries grows with the milestones, not with bodies or people.

    Args:
        people: False leaves the recipients out, and their queries.
    """
    edited = _holidays()
    return [
        reminder
        for milestone in _running()
        if (duty := obligation(milestone.kind))
        for reminder in _reached(milestone, duty, today, edited, people=people)
    ]


def simulated(day: date, today: date) -> list[Reminder]:
    """Who gets what on ``day``, as things stand: the rungs of that very day.

    For ``today`` also what an outage has left unsent. Beside the liaison's
    reminder stands what waits for an officer's release to the leader.
    """
    owed = due_reminders(day)
    late = {item.key for item in unsent(owed)} if day == today else set()
    return _beside_leaders([item for item in owed if item.rung.day == day or item.key in late])


def season(first: date, last: date) -> list[Reminder]:
    """Every rung of every day from ``first`` to ``last``, by day, if nobody acts any more.

    As many queries as for one day.
    """

    def falling(rungs):
        return [(rung, rung.day) for rung in rungs if first <= rung.day <= last]

    edited = _holidays()
    found = [
        reminder
        for milestone in _running()
        if (duty := obligation(milestone.kind))
        for reminder in _owed(milestone, duty, last, edited, falling)
    ]
    return _beside_leaders(sorted(found, key=lambda item: item.rung.day))


def season_begin(today: date) -> date:
    """When the earliest of the running years was opened; today when none runs."""
    opened = [row.program.opened_at for row in _running() if row.program.opened_at]
    return clock.local_day(min(opened)) if opened else today


def letters(items: Iterable[Reminder]) -> list[tuple[str, str]]:
    """Subject and text of each (one query)."""
    edited = _holidays()
    written = [_words(item, edited) for item in items]
    return [routes.known(topic).words(context) for topic, context in written]


def send_due(today: date, *, actor=REMINDING) -> list[Reminder]:
    """Post what is owed and unsent; missed rungs have collapsed into the latest.

    Any number of times and from any number of processes: the notice's key is
    unique, so whoever comes second adds nothing. Each body is its own
    transaction.

    Returns:
        The reminders of which this very call told somebody, and those of
        bodies that nobody can be reached for.
    """
    owed, edited = unsent(due_reminders(today)), _holidays()
    return [item for item in owed if not item.recipients or _post(item, edited, actor)]


def unsent(reminders: Iterable[Reminder]) -> list[Reminder]:
    """Those whose body has heard nothing since the day of the rung (one query).

    Not the rung but the day decides: after a postponement a body reminded
    this morning is not reminded at once of a rung that the new day puts in the past.
    """
    reminders = list(reminders)
    heard = _last_heard({item.milestone for item in reminders})
    return [item for item in reminders if _is_new(item, heard.get(item.subject))]


def late_reminders(moment: datetime) -> list[Reminder]:
    """What should stand in the ledger by now and does not, as things are.

    Some minutes are left to the beat; a body that nobody can be reached for
    stays here, without recipients, until it delivers or somebody can.
    """
    due_by = clock.local_day(moment - MORNING - LATE_AFTER)
    missing = unsent(due_reminders(due_by, people=False))
    duties = {item.duty.duties for item in missing}
    return [
        item
        for same in duties
        for item in _addressed([one for one in missing if one.duty.duties == same], *same)
    ]


def to_phone(today: date) -> list[tuple[Milestone, list[Organization]]]:
    """待发: bodies two working days and more in arrears, for an officer to call."""
    past = list(_running().filter(due_at__lt=clock.start_of(today)))
    edited = _holidays() if past else {}
    waiting = []
    for milestone in past:
        if duty := obligation(milestone.kind):
            reached = _reached(milestone, duty, today, edited, people=False)
            grave = [item.organization for item in reached if item.rung.level == LEADER]
            waiting += [(milestone, grave)] if grave else []
    return waiting


def ladder_view(milestone: Milestone, moment: datetime) -> list[dict]:
    """提醒阶梯 for ``{% timeline %}``: past rungs with how many were told, then the next.

    Samples are counted like the others here: the line says what went out.
    Drawn by ``programs/milestones/ladder.html``.
    """
    if milestone.program.opened_at is None:
        return []
    horizon = clock.local_day(moment) + 4 * A_WEEK
    rungs = ladder(milestone, milestone.due_on, horizon, _holidays())
    past = [rung for rung in rungs if morning(rung.day) <= moment]
    ahead = [rung for rung in rungs if morning(rung.day) > moment]
    weekly = [rung for rung in ahead if rung.name.startswith("w")]
    if milestone.state == MilestoneState.CLOSED:
        ahead = weekly = []
    told = _told(milestone)
    return [
        *(_past_entry(rung, told[rung.name]) for rung in past),
        *(_coming_entry(rung) for rung in ahead if rung not in weekly[1:]),
    ]


def _running():
    return (
        Milestone.objects.filter(
            state=MilestoneState.OPEN,
            program__state__in=[ProgramState.OPEN, ProgramState.CLOSING],
        )
        .select_related("program")
        .prefetch_related("extensions")
    )


def _holidays() -> dict[date, bool]:
    return edited_days(date.min, date.max)


def _reached(milestone, duty, today, edited, *, people=True) -> list[Reminder]:
    def latest(rungs):
        return [(rung, today) for rung in rungs if rung.day <= today][-1:]

    return _owed(milestone, duty, today, edited, latest, people=people)


def _owed(milestone, duty, until, edited, choose, *, people=True) -> list[Reminder]:
    """One reminder for each body in arrears and rung that ``choose`` takes from its ladder.

    Args:
        choose: The rungs of a ladder that are told, each with the day on which it is.
    """
    own = {row.organization_id: row.due_at for row in milestone.extensions.all()}
    bodies = list(duty.outstanding(milestone.program))
    taken: dict[date, list[tuple[Rung, date]]] = {}
    for due_on in {clock.local_day(own.get(body.pk, milestone.due_at)) for body in bodies}:
        taken[due_on] = choose(ladder(milestone, due_on, until, edited))
    found = []
    for body in bodies:
        due_at = own.get(body.pk, milestone.due_at)
        found += [
            Reminder(milestone, duty, body, rung, due_at, sent_on)
            for rung, sent_on in taken[clock.local_day(due_at)]
        ]
    return _addressed(found, *duty.duties) if people else found


def _addressed(items: list[Reminder], *duties) -> list[Reminder]:
    """Each with whom it would reach on its day."""
    bodies, days = {item.organization for item in items}, {item.sent_on for item in items}
    reach = people_by_day(bodies, *duties, days=days)
    return [
        replace(item, recipients=reach[item.sent_on][item.organization.pk]) for item in items
    ]


def _beside_leaders(falling: list[Reminder]) -> list[Reminder]:
    """Each with what would wait for release to the responsible official."""
    grave = [replace(item, level=LEADER) for item in falling if item.rung.level == LEADER]
    held = {item.key: item for item in _addressed(grave, Duty.LEAD)}
    return [entry for item in falling for entry in (item, *_for_release(held.get(item.key)))]


def _for_release(item: Reminder | None) -> list[Reminder]:
    """What an officer may release, of this very duty; the office address is no leader."""
    if item is None:
        return []
    people = [recipient for recipient in item.recipients if recipient.user is not None]
    return [replace(item, recipients=people)]


def _post(item: Reminder, edited, actor) -> int:
    topic, context = _words(item, edited)
    return post(
        topic,
        key=item.key,
        recipients=item.recipients,
        context=context,
        link=reverse(item.duty.url_name),
        actor=actor,
    )


@house_language()
def _words(item: Reminder, edited) -> tuple[str, dict]:
    due = wording.Due(clock.local_day(item.due_at), item.sent_on, edited)
    context = {
        "milestone": item.milestone.get_kind_display(),
        "organization": item.organization.short_name,
        "due": str(due),
    }
    return OVERDUE if due.is_past else AHEAD, context


def _last_heard(milestones) -> dict[str, datetime]:
    """When each body was last reminded, by :attr:`Reminder.subject`."""
    keys = Notice.objects.filter(reminders_of(milestones)).order_by()
    heard: dict[str, datetime] = {}
    for key, posted_at in keys.values_list("key").annotate(Max("posted_at")):
        subject = subject_in(key)
        heard[subject] = max(posted_at, heard.get(subject, posted_at))
    return heard


def _is_new(item: Reminder, heard_at: datetime | None) -> bool:
    return heard_at is None or clock.local_day(heard_at) < item.rung.day


def _told(milestone) -> Counter:
    """Bodies reminded, by the rung's name, for the milestone's present due day."""
    keys = Notice.objects.filter(
        reminders_of([milestone]),
        key__endswith=f":{milestone.due_on.isoformat()}",
    )
    return Counter(key.split(":")[4] for key in keys.values_list("key", flat=True).distinct())


def _past_entry(rung: Rung, told: int) -> dict:
    parts = {"rung": when(rung), "count": told}
    text = _("%(rung)s：已提醒 %(count)d 个单位") if told else _("%(rung)s：没有发出提醒")
    return {"at": morning(rung.day), "text": text % parts, "kind": "done", "url": ""}


def _coming_entry(rung: Rung) -> dict:
    if rung.level == LEADER:
        text = _("%(rung)s：催报届时仍未办理的单位，并列入“待发”，由经办人电话催报")
    else:
        text = _("%(rung)s：提醒届时仍未办理的单位")
    entry = {"at": morning(rung.day), "kind": "next", "url": ""}
    return {**entry, "text": text % {"rung": when(rung)}}


def when(rung: Rung) -> str:
    """A rung in words: 前 3 个工作日, 截止当天, 逾期第 2 个工作日, 逾期后每周."""
    if rung.name.startswith("w"):
        return _("逾期后每周")
    if rung.distance == 0:
        return _("截止当天")
    if rung.distance < 0:
        return _("前 %(count)d 个工作日") % {"count": -rung.distance}
    return _("逾期第 %(count)d 个工作日") % {"count": rung.distance}
