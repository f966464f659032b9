"""A later day for single bodies, granted with a reason and withdrawn with one."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_by_body
from institutions.models import Organization
from portal import clock
from portal.audit.trail import record
from portal.language import house_language
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.models import Extension, Milestone
from programs.obligations import obligation
from programs.policies.milestone import may_run_milestone
from programs.queries.milestone import beyond
from programs.states import MilestoneState

NAMED = 6


@transaction.atomic
def grant_extension(
    milestone: Milestone,
    organizations: Sequence[Organization],
    *,
    due_on: date,
    reason: str,
    actor,
) -> list[Extension]:
    """Give these bodies a day of their own, all of them or none, and tell their people.

    Under the milestone's row lock, so that no extension ends up at or before
    the common day, and no body gets two.

    Args:
        due_on: Their last day, inclusive to 23:59:59 Asia/Shanghai.

    Raises:
        ValidationError: the day is not after the common one or is past, no
            reason, nobody named, or one of them owes nothing, has delivered,
            or has a day of its own already.
        IllegalStep: the milestone is closed.
    """
    require(may_run_milestone(actor, milestone))
    milestone = _locked_open(milestone)
    _check_day(milestone, due_on, reason)
    _check_bodies(milestone, organizations)
    granted = [_grant(milestone, body, due_on, reason.strip(), actor) for body in organizations]
    _tell(milestone, granted, "milestone.extended", actor)
    return granted


@transaction.atomic
def withdraw_extension(extension: Extension, *, reason: str, actor) -> Milestone:
    """The common day holds again for this body, which is told why.

    Raises:
        ValidationError: no reason is given.
        IllegalStep: the milestone is closed, or the extension has ended meanwhile.
    """
    require(may_run_milestone(actor, extension.milestone))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明撤销的理由，将随通知发给该单位")})
    milestone = _locked_open(extension.milestone)
    current = milestone.extensions.select_related("organization").filter(pk=extension.pk)
    found = current.first()
    if found is None:
        raise IllegalStep(_("这一单独期限已经撤销或失效"))
    record(
        actor,
        "withdraw_extension",
        milestone,
        organization_code=found.organization.code,
        before=found.due_at.isoformat(),
        after=milestone.due_at.isoformat(),
        note=f"{found.organization.short_name} · {reason}",
    )
    told = Extension(
        pk=found.pk,
        milestone=milestone,
        organization=found.organization,
        due_at=milestone.due_at,
        reason=reason.strip(),
    )
    found.delete()
    _tell(milestone, [told], "milestone.extension_withdrawn", actor)
    return milestone


def _locked_open(milestone) -> Milestone:
    rows = Milestone.objects.select_related("program").select_for_update(of=("self",))
    milestone = rows.get(pk=milestone.pk)
    if milestone.state != MilestoneState.OPEN:
        raise IllegalStep(_("时点已关闭，请先重新开放再办理单独期限"))
    return milestone


def _check_day(milestone, due_on, reason) -> None:
    problems = {}
    if due_on <= milestone.due_on:
        problems["due_on"] = _("单独期限须晚于共同的截止日期 %(day)s") % {
            "day": milestone.due_on
        }
    elif due_on < clock.today():
        problems["due_on"] = _("单独期限不能早于今天")
    elif fault := beyond(milestone, due_on):
        problems["due_on"] = fault
    if not reason.strip():
        problems["reason"] = _("请写明理由，将随通知发给该单位")
    if problems:
        raise ValidationError(problems)


def _check_bodies(milestone, organizations) -> None:
    chosen = {body.pk: body for body in organizations}
    if not chosen:
        raise ValidationError({"organizations": _("请选择至少一个单位")})
    duty = obligation(milestone.kind)
    owed = set(duty.owed_by(milestone.program).values_list("pk", flat=True)) if duty else set()
    waiting = (
        set(duty.outstanding(milestone.program).values_list("pk", flat=True)) if duty else set()
    )
    extended = set(milestone.extensions.values_list("organization_id", flat=True))
    faults = [
        (_("%(names)s不承担这项工作，无需单独期限"), chosen.keys() - owed),
        (_("%(names)s已经办理，无需单独期限"), (chosen.keys() & owed) - waiting),
        (_("%(names)s已有单独期限，如需更改请先撤销"), chosen.keys() & extended),
    ]
    problems = [
        text % {"names": _names([chosen[pk] for pk in chosen if pk in wrong])}
        for text, wrong in faults
        if wrong
    ]
    if problems:
        raise ValidationError({"organizations": problems})


def _names(bodies) -> str:
    names = _("、").join(body.short_name for body in bodies[:NAMED])
    return names if len(bodies) <= NAMED else _("%(names)s等") % {"names": names}


def _grant(milestone, body, due_on, reason, actor) -> Extension:
    extension = Extension.objects.create(
        milestone=milestone,
        organization=body,
        due_at=clock.end_of(due_on),
        reason=reason,
        granted_at=clock.now(),
        granted_by=actor.user,
    )
    record(
        actor,
        "grant_extension",
        milestone,
        organization_code=body.code,
        before=milestone.due_at.isoformat(),
        after=extension.due_at.isoformat(),
        note=f"{body.short_name} {extension.due_on} · {reason}",
    )
    return extension


@house_language()
def _tell(milestone, extensions, topic, actor) -> None:
    """Keyed by the extension's own row: granted anew, it is told anew."""
    duty = obligation(milestone.kind)
    people = people_by_body([row.organization for row in extensions], *duty.duties)
    for row in extensions:
        post(
            topic,
            key=f"{topic}:{row.pk}",
            recipients=people[row.organization_id],
            context={
                "milestone": milestone.get_kind_display(),
                "organization": row.organization.short_name,
                "due_on": row.due_on.isoformat(),
                "reason": row.reason,
            },
            link=reverse(duty.url_name),
            actor=actor,
        )
