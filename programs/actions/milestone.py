"""Changing the rules of what is due; postponing, closing and reopening it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from portal import clock
from portal.audit.trail import record
from portal.calendar.days import edited_days
from portal.language import house_language
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs import obligations
from programs.models import Extension, Milestone, Postponement
from programs.policies.milestone import may_run_milestone
from programs.queries.ladder import ladder_fault
from programs.queries.milestone import beyond
from programs.states import LatePolicy, MilestoneState
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
def change_rules(milestone: Milestone, *, ladder, late_policy: str, actor) -> Milestone:
    """Say anew on which days is reminded and what happens to what comes late.

    Args:
        ladder: Working days from the due day, in any order; −3 is three before it.

    Raises:
        ValidationError: no distance, one twice, one out of bounds, or a ladder of
            which no rung falls on or after the milestone's beginning.
        IllegalStep: the milestone is closed.
    """
    require(may_run_milestone(actor, milestone))
    milestone = _locked(milestone)
    if milestone.state != MilestoneState.OPEN:
        raise IllegalStep(_("时点已关闭，请先重新开放再改提醒规则"))
    _check_rules(milestone, ladder, late_policy)
    before = _rules(milestone)
    milestone.ladder, milestone.late_policy = sorted(ladder), late_policy
    milestone.save(update_fields=["ladder", "late_policy"])
    record(actor, "change_rules", milestone, before=before, after=_rules(milestone))
    return milestone


@transaction.atomic
def postpone_milestone(milestone: Milestone, *, due_on: date, reason: str, actor) -> Milestone:
    """Move the due day later for everybody; tell who has not delivered or is still drafting.

    The change stands from then on beside the year's notice, open to everyone.
    An extension that the new day reaches is taken up by it and ends.

    Args:
        due_on: The new last day, inclusive to 23:59:59 Asia/Shanghai.

    Raises:
        ValidationError: the day is not later, lies in the past, or no reason is given.
        IllegalStep: the milestone is closed.
    """
    require(may_run_milestone(actor, milestone))
    milestone = _locked(milestone)
    if milestone.state != MilestoneState.OPEN:
        raise IllegalStep(_("时点已关闭，请先重新开放再延期"))
    _check_postponement(milestone, due_on, reason)
    before, milestone.due_at = milestone.due_at, clock.end_of(due_on)
    milestone.save(update_fields=["due_at"])
    Postponement.objects.create(
        milestone=milestone,
        due_before=before,
        due_after=milestone.due_at,
        reason=reason.strip(),
        moved_at=clock.now(),
    )
    overtaken = Extension.objects.filter(milestone=milestone, due_at__lte=milestone.due_at)
    record(
        actor,
        "postpone",
        milestone,
        before=before.isoformat(),
        after=milestone.due_at.isoformat(),
        note=reason,
        extensions_ended=list(overtaken.values_list("organization__code", flat=True)),
    )
    overtaken.delete()
    _announce(milestone, reason, actor)
    return milestone


def _locked(milestone) -> Milestone:
    rows = Milestone.objects.select_related("program").select_for_update(of=("self",))
    return rows.get(pk=milestone.pk)


def _rules(milestone) -> dict:
    return {"ladder": milestone.ladder, "late_policy": milestone.late_policy}


def _check_rules(milestone, ladder, late_policy) -> None:
    problems = {}
    if fault := ladder_fault(ladder, milestone, edited_days(date.min, date.max)):
        problems["ladder"] = fault
    if late_policy not in LatePolicy.values:
        problems["late_policy"] = _("请选择逾期处理办法")
    if problems:
        raise ValidationError(problems)


def _check_postponement(milestone, due_on, reason) -> None:
    problems = {}
    if due_on <= milestone.due_on:
        problems["due_on"] = _("新的截止日期须晚于原定的 %(day)s") % {"day": milestone.due_on}
    elif due_on < clock.today():
        problems["due_on"] = _("新的截止日期不能早于今天")
    elif fault := beyond(milestone, due_on):
        problems["due_on"] = fault
    if not reason.strip():
        problems["reason"] = _("请写明延期的理由，将随通知发给未办理的单位")
    if problems:
        raise ValidationError(problems)


@house_language()
def _announce(milestone, reason, actor) -> None:
    duty = obligations.obligation(milestone.kind)
    if duty is None:
        return
    post(
        "milestone.postponed",
        key=f"milestone:{milestone.pk}:postponed:{milestone.due_on}",
        recipients=people_of(duty.concerned(milestone.program), *duty.duties),
        context={
            "milestone": milestone.get_kind_display(),
            "due_on": milestone.due_on.isoformat(),
            "reason": reason,
        },
        link=reverse("home:workbench"),
        actor=actor,
    )
