"""Telling two people apart who look like one. Nobody is ever merged."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record
from portal.policy import require
from trainees.checking.twins import twins_of
from trainees.models import DistinctPair, RosterEntry, Trainee
from trainees.policies.twins import may_tell_apart
from trainees.states import OPEN_ROSTER, Flag


@transaction.atomic
def tell_apart(one: Trainee, other: Trainee, *, actor) -> DistinctPair:
    """不是同一人: remembered for good, and no longer pointed out on open lists.

    The same pair told apart twice is told apart once.

    Raises:
        ValidationError: it is one and the same row.
    """
    require(may_tell_apart(actor, one))
    if one.pk == other.pk:
        raise ValidationError(_("请选择两个不同的人"))
    first, second = sorted((one, other), key=lambda person: person.pk)
    told = {"told_by": actor.user, "told_at": clock.now()}
    pair, made = DistinctPair.objects.get_or_create(first=first, second=second, defaults=told)
    if made:
        record(actor, "tell_apart", first, other=str(second.public_id))
        record(actor, "tell_apart", second, other=str(first.public_id))
        _take_down({first.pk, second.pk})
    return pair


def _take_down(people: set[int]) -> None:
    """The mark of those who now look like nobody else."""
    alone = people - twins_of(people)
    rows = RosterEntry.objects.select_for_update().filter(
        nomination__trainee__in=alone, roster__state__in=OPEN_ROSTER
    )
    for entry in rows.order_by("pk"):
        if Flag.TWIN in entry.flags:
            entry.flags = [code for code in entry.flags if code != Flag.TWIN]
            entry.flag_count = len(entry.flags)
            entry.save(update_fields=["flags", "flag_count"])
