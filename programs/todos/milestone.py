"""What is owed until when, and whom an officer must call."""

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.ui.todos import Todo
from programs import reminders
from programs.models import Milestone
from programs.obligations import obligation
from programs.policies.offices import is_bureau_officer
from programs.queries import chasing
from programs.states import (
    MilestoneState,
    ProgramState,
)

NAMED = 6
KEPT_SECONDS = 600
OPERATOR = "operator"


def bodies_to_phone() -> list[Todo]:
    """待发: nothing goes to a responsible official by itself; an officer calls or releases.

    Whoever was called or written to within the week does not stand here.
    """
    waiting = reminders.to_phone(clock.today())
    settled = chasing.settled([milestone for milestone, _bodies in waiting])
    left = [
        (milestone, [body for body in bodies if (milestone.pk, body.code) not in settled])
        for milestone, bodies in waiting
    ]
    return [
        Todo(
            _("待发：电话催报“%(milestone)s”，%(count)d 个单位")
            % {"milestone": milestone.get_kind_display(), "count": len(bodies)},
            _names(bodies),
            reverse("chasing:list", args=[milestone.pk]),
            _("催报"),
            milestone.due_on,
            "phone",
        )
        for milestone, bodies in left
        if bodies
    ]


def reminders_not_sent(actor) -> list[Todo]:
    """Due and not in the ledger: by the portal's fault, or because nobody can be reached.

    The operator hears of the first alone, and of no names.
    """
    if not _is_told(actor):
        return []
    missing = reminders.late_reminders(clock.now())
    late = [item.organization.short_name for item in missing if item.recipients]
    unreachable = [item.organization.short_name for item in missing if not item.recipients]
    named = actor.kind != OPERATOR
    found = [_late(late, named=named)] if late else []
    found += [_unreachable(unreachable)] if unreachable and named else []
    cache.set(_kept_under(actor), len(found), KEPT_SECONDS)
    return found


def count_not_sent(actor) -> int:
    """For the bell, which is on every page: as many as the workbench showed last."""
    return cache.get(_kept_under(actor), 0) if _is_told(actor) else 0


def _is_told(actor) -> bool:
    return actor.kind == OPERATOR or bool(is_bureau_officer(actor))


def _kept_under(actor) -> str:
    return f"programs.reminders_not_sent:{actor.kind}:{clock.today()}"


def _late(bodies, *, named) -> Todo:
    words = _("每分钟自动补发；一直在这里说明后台任务没有运行，请联系运维人员")
    return Todo(
        _("应发未发的提醒：%(count)d 项") % {"count": len(bodies)},
        _("%(names)s。%(words)s") % {"names": _joined(bodies), "words": words}
        if named
        else words,
        reverse("milestones:simulation") if named else reverse("jobs:list"),
        _("查看"),
        kind="reminder_late",
    )


def _unreachable(bodies) -> Todo:
    return Todo(
        _("无人可送达的提醒：%(count)d 项") % {"count": len(bodies)},
        _joined(bodies),
        f"{reverse('milestones:arrears')}?state=unreachable",
        _("查看电话"),
        kind="phone",
    )


def _names(bodies) -> str:
    return _joined([body.short_name for body in bodies])


def _joined(bodies: list[str]) -> str:
    bodies = list(dict.fromkeys(bodies))
    names = _("、").join(bodies[:NAMED])
    return names if len(bodies) <= NAMED else _("%(names)s等") % {"names": names}


def owed(actor, kind):
    """The day until which the actor's body owes this, or None if it owes nothing."""
    milestones = Milestone.objects.visible_to(actor).filter(
        kind=kind, state=MilestoneState.OPEN, program__state=ProgramState.OPEN
    )
    milestone = milestones.select_related("program").order_by("-program__year").first()
    if milestone is None:
        return None
    outstanding = obligation(kind).outstanding(milestone.program)
    if not outstanding.filter(pk=actor.organization.pk).exists():
        return None
    return clock.local_day(milestone.due_for(actor.organization))
