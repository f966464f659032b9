"""What is owed until when, and whom an officer must call."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.ui.todos import Todo
from programs import reminders
from programs.models import Milestone
from programs.obligations import obligation
from programs.queries import chasing
from programs.states import (
    MilestoneState,
    ProgramState,
)

NAMED = 6


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


def _names(bodies) -> str:
    names = _("、").join(body.short_name for body in bodies[:NAMED])
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
