"""Postponing, closing and reopening what is due."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from portal import clock
from portal.audit.trail import record
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs import obligations
from programs.models import Milestone
from programs.policies.milestone import may_run_milestone
from programs.states import MilestoneState
from programs.workflow.milestone import MILESTONE


@transaction.atomic
def close_milestone(milestone: Milestone, *, actor, note: str = "") -> Milestone:
    """Stop the reminders; what comes in afterwards is judged by the late policy."""
    return MILESTONE.advance(milestone.pk, "close", actor=actor, note=note)


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, actor, note: str) -> Milestone:
    """Take the duty up again, with a reason."""
    return MILESTONE.advance(milestone.pk, "reopen", actor=actor, note=note)


@transaction.atomic
def postpone_milestone(milestone: Milestone, *, due_on: date, reason: str, actor) -> Milestone:
    """Move the due day later for everybody, and tell all who have not yet delivered.

    Args:
        due_on: The new last day, inclusive to 23:59:59 Asia/Shanghai.

    Raises:
        ValidationError: the day is not later, lies in the past, or no reason is given.
        IllegalStep: the milestone is closed.
    """
    require(may_run_milestone(actor, milestone))
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.state != MilestoneState.OPEN:
        raise IllegalStep(_("时点已关闭，请先重新开放再延期"))
    _check_postponement(milestone, due_on, reason)
    before, milestone.due_at = milestone.due_at, clock.end_of(due_on)
    milestone.save(update_fields=["due_at"])
    record(
        actor,
        "postpone",
        milestone,
        before=before.isoformat(),
        after=milestone.due_at.isoformat(),
        note=reason,
    )
    _announce(milestone, reason, actor)
    return milestone


def _check_postponement(milestone, due_on, reason) -> None:
    problems = {}
    if due_on <= milestone.due_on:
        problems["due_on"] = _("新的截止日期须晚于原定的 %(day)s") % {"day": milestone.due_on}
    elif due_on < clock.today():
        problems["due_on"] = _("新的截止日期不能早于今天")
    if not reason.strip():
        problems["reason"] = _("请写明延期的理由，将随通知发给未办理的单位")
    if problems:
        raise ValidationError(problems)


def _announce(milestone, reason, actor) -> None:
    duty = obligations.obligation(milestone.kind)
    if duty is None:
        return
    post(
        "milestone.postponed",
        key=f"milestone:{milestone.pk}:postponed:{milestone.due_on}",
        recipients=people_of(duty.outstanding(milestone.program), *duty.duties),
        context={
            "milestone": milestone.get_kind_display(),
            "due_on": milestone.due_on.isoformat(),
            "reason": reason,
        },
        link=reverse("home:workbench"),
        actor=actor,
    )
