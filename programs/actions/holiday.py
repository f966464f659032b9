"""Overruling the published calendar, day by day. Only days to come: what was reminded, was."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record
from portal.calendar.days import edited_days
from portal.calendar.models import Holiday
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.policies.holiday import may_edit_calendar
from programs.queries.holiday import Effect, effects, fingerprint


class MovesReminders(ValidationError):
    """Reminders fall on other days; to be done by somebody who has seen which."""

    def __init__(self, found: list[Effect]):
        super().__init__(_("有时点的提醒日会随之变动，请核对下列影响后再确认"))
        self.effects = found
        self.fingerprint = fingerprint(found)


@transaction.atomic
def add_holiday(
    *, day: date, is_workday: bool, name: str, reason: str, actor, confirmed: str = ""
) -> Holiday:
    """Let ``day`` count as a working day or a day off, whatever was published.

    Args:
        confirmed: The fingerprint of the effects that the actor has seen.

    Raises:
        ValidationError: the day is past, no reason, or the day was entered before.
        MovesReminders: reminders move and this was not confirmed.
    """
    require(may_edit_calendar(actor))
    _check(day, reason)
    values = {"is_workday": is_workday, "name": name.strip(), "reason": reason.strip()}
    before = _table()
    holiday, made = Holiday.objects.get_or_create(day=day, defaults=values)
    if not made:
        raise ValidationError({"day": _("这一天已经登记过，请打开那一行更改")})
    _confirm(before, _table(), confirmed)
    record(actor, "add", holiday, after=_facts(holiday), note=holiday.reason)
    return holiday


@transaction.atomic
def change_holiday(
    holiday: Holiday,
    *,
    is_workday: bool,
    name: str,
    reason: str,
    seen: int,
    actor,
    confirmed: str = "",
) -> Holiday:
    """Enter something else for the same day.

    Args:
        seen: The row's version as the actor knew it.

    Raises:
        ValidationError, MovesReminders: as :func:`add_holiday`.
        IllegalStep: somebody changed or removed it meanwhile.
    """
    require(may_edit_calendar(actor, holiday))
    found = _locked(holiday, seen)
    _check(found.day, reason)
    table, facts = _table(), _facts(found)
    found.is_workday, found.name, found.reason = is_workday, name.strip(), reason.strip()
    _confirm(table, {**table, found.day: is_workday}, confirmed)
    found.version += 1
    found.save(update_fields=["is_workday", "name", "reason", "version"])
    record(actor, "change", found, before=facts, after=_facts(found), note=found.reason)
    return found


@transaction.atomic
def remove_holiday(
    holiday: Holiday, *, reason: str, seen: int, actor, confirmed: str = ""
) -> None:
    """Let the day count as published again.

    Raises:
        ValidationError, MovesReminders, IllegalStep: as :func:`change_holiday`.
    """
    require(may_edit_calendar(actor, holiday))
    found = _locked(holiday, seen)
    _check(found.day, reason)
    table = _table()
    without = {day: works for day, works in table.items() if day != found.day}
    _confirm(table, without, confirmed)
    record(actor, "remove", found, before=_facts(found), note=reason.strip())
    found.delete()


def _locked(holiday, seen) -> Holiday:
    rows = Holiday.objects.select_for_update().filter(pk=holiday.pk, version=seen)
    found = rows.first()
    if found is None:
        raise IllegalStep(_("这一天已由他人更改或撤销，请核对最新情况后再办"))
    return found


def _check(day, reason) -> None:
    problems = {}
    if day < clock.today():
        problems["day"] = _("只能登记今天和以后的日期；过去的提醒已按当时的日历发出")
    if not reason.strip():
        problems["reason"] = _("请写明依据或理由，例如放假通知的文号")
    if problems:
        raise ValidationError(problems)


def _confirm(before, after, confirmed) -> None:
    found = effects(before, after)
    if fingerprint(found) not in {"", confirmed}:
        raise MovesReminders(found)


def _table() -> dict[date, bool]:
    return edited_days(date.min, date.max)


def _facts(holiday) -> dict:
    return {"is_workday": holiday.is_workday, "name": holiday.name}
