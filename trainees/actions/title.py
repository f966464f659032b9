"""Titles entered and corrected by hand: what it is, from when to when, under which rule."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import record
from portal.policy import require
from portal.workflow.engine import IllegalStep
from trainees.checking.flags import flag
from trainees.data.title_rules import GRADED, RULES
from trainees.models import Enterprise, EnterpriseTitle, Roster
from trainees.policies.title import may_set_title
from trainees.states import RosterState

AT_THE_CENTRE = [RosterState.SUBMITTED, RosterState.IN_REVIEW]


@transaction.atomic
def set_title(enterprise: Enterprise, *, reason: str, actor, **facts) -> EnterpriseTitle:
    """Enter a title that no workbook brought (登记称号).

    Lists that are with the Centre are checked anew: a title that has run out
    when the class begins becomes a warning there, and one prolonged is none.

    Args:
        reason: What it goes by, a document or a register.
        facts: ``kind``, ``valid_from``, ``valid_to``, ``rule``.

    Raises:
        ValidationError: no reason, days out of order, a rule that does not fit
            the title, or a title entered already.
    """
    require(may_set_title(actor, enterprise))
    title = EnterpriseTitle(enterprise=enterprise, **facts)
    _check(title, reason)
    title.save(force_insert=True)
    record(actor, "set_title", enterprise, after=title.facts, note=_note(title, reason))
    _check_lists(enterprise)
    return title


@transaction.atomic
def change_title(
    title: EnterpriseTitle, *, seen: str, reason: str, actor, **facts
) -> EnterpriseTitle:
    """Correct a title (更正称号); lists with the Centre are checked anew.

    Args:
        seen: The title's ``mark`` when it was looked at.

    Raises:
        ValidationError: as when entering one.
        IllegalStep: somebody changed it meanwhile.
    """
    require(may_set_title(actor, title.enterprise))
    held = EnterpriseTitle.objects.select_for_update(of=("self",))
    found = held.select_related("enterprise").get(pk=title.pk)
    if found.mark != seen:
        raise IllegalStep(_("这一称号已由他人更改，请核对最新情况后再办"))
    before = found.facts
    for name, value in facts.items():
        setattr(found, name, value)
    _check(found, reason)
    found.save(update_fields=list(facts))
    enterprise, changes = found.enterprise, {"before": before, "after": found.facts}
    record(actor, "change_title", enterprise, **changes, note=_note(found, reason))
    _check_lists(enterprise)
    return found


def _check(title: EnterpriseTitle, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("请写明依据，如公告文号或查询结果")})
    if title.kind in GRADED and title.rule not in RULES:
        raise ValidationError({"rule": _("请选择认定依据的文件")})
    if title.kind not in GRADED and title.rule:
        raise ValidationError({"rule": _("这一称号不按梯度培育办法认定，认定依据请留空")})
    try:
        title.validate_constraints()
    except ValidationError as problems:
        raise ValidationError(problems.messages) from problems


def _note(title: EnterpriseTitle, reason: str) -> str:
    return f"{title.get_kind_display()}，{reason.strip()}"


def _check_lists(enterprise: Enterprise) -> None:
    lists = Roster.objects.filter(
        state__in=AT_THE_CENTRE, entries__nomination__enterprise=enterprise
    )
    for roster in lists.for_table().distinct().order_by("pk"):
        flag(roster)
