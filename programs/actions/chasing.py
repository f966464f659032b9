"""Chasing what is owed: a reminder by hand, a call on record, a letter released, the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_by_body
from institutions.models import Organization
from portal import clock
from portal.audit.trail import record
from portal.calendar.days import edited_days
from portal.language import house_language
from portal.notices.post import post
from portal.policy import require
from portal.ui import wording
from programs.models import Milestone, PhoneCall
from programs.obligations import obligation
from programs.policies.chasing import may_chase
from programs.queries import chasing as queries
from programs.queries.ladder import URGED, is_grave, subject_of
from programs.sheets.chasing import chasing_picture, chasing_sheet


@dataclass(frozen=True)
class Urged:
    """What became of a reminder by hand, body by body."""

    told: list[Organization]
    done: list[Organization]
    heard: list[Organization]
    unreachable: list[Organization]


@transaction.atomic
def urge(
    milestone: Milestone, organizations: Sequence[Organization], *, note: str = "", actor
) -> Urged:
    """Remind these bodies now (催报); who has acted, or heard today already, is left in peace.

    Under the milestone's row lock, so that two officers pressing at once
    remind nobody twice.

    Args:
        note: A remark of the officer's that the reminder ends with.

    Raises:
        ValidationError: nobody is named.
        PermissionDenied: not an officer of the Bureau, or the milestone is closed.
    """
    if not organizations:
        raise ValidationError({"bodies": _("请至少勾选一个单位")})
    milestone = _locked(milestone)
    require(may_chase(actor, milestone))
    pending = queries.owes(milestone, organizations)
    heard = queries.heard_since(milestone, clock.start_of(clock.today()))
    fresh = [body for body in pending if subject_of(milestone, body.code) not in heard]
    reach = people_by_body(fresh, *obligation(milestone.kind).duties)
    outcome = Urged(
        told=[body for body in fresh if reach[body.pk]],
        done=[body for body in organizations if body not in pending],
        heard=[body for body in pending if body not in fresh],
        unreachable=[body for body in fresh if not reach[body.pk]],
    )
    for body in outcome.told:
        _remind(milestone, body, reach[body.pk], note, actor)
    if outcome.told:
        names = "、".join(body.short_name for body in outcome.told)
        record(actor, "urge", milestone, count=len(outcome.told), note=names)
    return outcome


@transaction.atomic
def log_call(
    milestone: Milestone,
    organization: Organization,
    *,
    number: str,
    spoke_with: str,
    answer: str,
    called_at: datetime,
    actor,
) -> PhoneCall:
    """Put a telephone call on record (登记电话催报); it can be followed, not changed.

    Args:
        called_at: When they spoke, business time, not in the future.

    Raises:
        ValidationError: incomplete, in the future, on record already, or the
            body does not owe this.
        PermissionDenied: not an officer of the Bureau, or the milestone is closed.
    """
    require(may_chase(actor, milestone))
    if called_at > clock.now():
        raise ValidationError({"called_at": _("通话时间不能晚于现在")})
    _require_owed(milestone, organization)
    call = PhoneCall(
        milestone=milestone,
        organization=organization,
        number=number.strip(),
        spoke_with=spoke_with.strip(),
        answer=answer.strip(),
        called_at=called_at.replace(second=0, microsecond=0),
        recorded_by=actor.user,
    )
    call.full_clean()
    call.save()
    note = f"{organization.short_name}：{call.answer}"
    record(actor, "log_call", milestone, organization_code=organization.code, note=note)
    return call


@transaction.atomic
def release_letter(
    milestone: Milestone, organization: Organization, *, subject: str, text: str, actor
) -> int:
    """Send the responsible official the letter that stood on the desk (待发, design §5).

    Nothing goes to a responsible official by itself: this press is the only way.

    Returns:
        How many notices went out.

    Raises:
        ValidationError: the body has acted, it is not yet two working days
            over, nobody can be reached, or it was written to today already.
        PermissionDenied: not an officer of the Bureau, or the milestone is closed.
    """
    milestone = _locked(milestone)
    require(may_chase(actor, milestone))
    _require_owed(milestone, organization)
    if not queries.owes(milestone, [organization]):
        raise ValidationError(_("该单位已经办理，不需要再催办"))
    today = clock.today()
    due_on = clock.local_day(milestone.due_for(organization))
    if not is_grave(milestone, due_on, today, edited_days(due_on, today)):
        raise ValidationError(_("逾期满两个工作日、仍未办理的，才发给负责同志"))
    recipients = queries.letter_readers(organization)
    if not recipients:
        raise ValidationError(_("该单位没有负责同志的账号，也没有办公邮箱，请电话催报并登记"))
    sent = post(
        queries.LETTER,
        key=f"{subject_of(milestone, organization.code)}:letter:{today}",
        recipients=recipients,
        context={"subject": subject.strip(), "text": text.strip()},
        link=reverse(obligation(milestone.kind).url_name),
        actor=actor,
    )
    if not sent:
        raise ValidationError(_("今天已经发给该单位负责同志，不再重复发送"))
    code = organization.code
    record(
        actor, "release_letter", milestone, organization_code=code, note=organization.short_name
    )
    return sent


@transaction.atomic
def take_list(milestone: Milestone, rows, *, as_picture: bool, actor) -> bytes:
    """The list as .xlsx with telephones, or as a picture (PNG) without; either is on record."""
    record(actor, "take_list", milestone, count=len(rows))
    return (chasing_picture if as_picture else chasing_sheet)(milestone, rows)


def _locked(milestone) -> Milestone:
    rows = Milestone.objects.select_related("program").select_for_update(of=("self",))
    return rows.get(pk=milestone.pk)


def _require_owed(milestone, organization) -> None:
    duty = obligation(milestone.kind)
    if duty is None or not duty.owed_by(milestone.program).filter(pk=organization.pk).exists():
        raise ValidationError(_("该单位不承担这项工作"))


@house_language()
def _remind(milestone, body, recipients, note, actor) -> None:
    today = clock.today()
    due = wording.Due(clock.local_day(milestone.due_for(body)), today)
    post(
        URGED,
        key=f"{subject_of(milestone, body.code)}:urged:{today}",
        recipients=recipients,
        context={
            "milestone": milestone.get_kind_display(),
            "organization": body.short_name,
            "due": str(due),
            "note": note.strip(),
        },
        link=reverse(obligation(milestone.kind).url_name),
        actor=actor,
    )
