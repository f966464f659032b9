"""Setting how many of a kind may or should have a place; nobody loses one by it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import record
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.models import Cohort, Program
from trainees.models import QuotaRule
from trainees.policies.quota import may_change_quota, may_set_quota
from trainees.queries.quota_targets import targets

LIMITS = ("unit", "cap", "floor", "severity", "is_active")


@transaction.atomic
def set_quota(
    program: Program,
    cohort: Cohort | None = None,
    *,
    by: str,
    value: str,
    reason: str,
    actor,
    per_class: bool = True,
    **limits,
) -> QuotaRule:
    """A new rule of the year, or of one class; who already has a place keeps it.

    Args:
        value: As :func:`~trainees.queries.quota_targets.targets` offers it.
        per_class: Each class for itself, or all of the year together.
        limits: ``unit``, ``cap``, ``floor``, ``severity``, ``is_active``.

    Raises:
        ValidationError: no such subject, no sensible limits, no reason, or the
            subject has a rule already.
    """
    require(may_set_quota(actor, program, cohort))
    # Two new rules of one year queue here; nothing else waits for this row.
    Program.objects.select_for_update().get(pk=program.pk)
    rule = QuotaRule(program=program, cohort=cohort, by=by, value=value, **limits)
    rule.per_class = per_class or cohort is not None
    known = dict(targets(program, of_class=cohort is not None).get(by, []))
    if value not in known:
        raise ValidationError(_("请选择配额的对象"))
    _check(rule, reason)
    rule.save(force_insert=True)
    record(actor, "set", _named(rule), after=_facts(rule), note=reason.strip())
    return _named(rule)


@transaction.atomic
def change_quota(rule: QuotaRule, *, seen: int, reason: str, actor, **limits) -> QuotaRule:
    """Other limits for the same subject, or none for the time being.

    Approvals that count by this rule over the year wait for it, and it for
    them. Who has a place keeps it, also above a lower cap.

    Args:
        seen: The version that was on the screen.

    Raises:
        ValidationError: no sensible limits, or no reason.
        IllegalStep: somebody changed it meanwhile.
    """
    require(may_change_quota(actor, rule))
    rows = QuotaRule.objects.select_for_update().filter(pk=rule.pk, version=seen)
    found = rows.first()
    if found is None:
        raise IllegalStep(_("这条配额已由他人更改，请核对最新情况后再办"))
    before = _facts(found)
    for name, limit in limits.items():
        setattr(found, name, limit)
    _check(found, reason)
    found.version += 1
    found.save(update_fields=[*limits, "version"])
    record(
        actor,
        "change",
        _named(found),
        before=before,
        after=_facts(found),
        note=reason.strip(),
    )
    return _named(found)


def _check(rule: QuotaRule, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("请写明理由或依据")})
    try:
        rule.full_clean()
    except ValidationError as problems:
        raise ValidationError(problems.messages) from problems


def _named(rule: QuotaRule) -> QuotaRule:
    return QuotaRule.objects.for_table().get(pk=rule.pk)


def _facts(rule: QuotaRule) -> dict:
    return {name: getattr(rule, name) for name in LIMITS}
