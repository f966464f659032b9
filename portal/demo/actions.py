"""Moving the rehearsal clock, and letting happen what is due by then."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record
from portal.clock.actions import set_rehearsal_clock
from portal.clock.models import RehearsalClock
from portal.jobs import worker
from portal.jobs.models import Periodic
from portal.jobs.queue import enqueue
from portal.policy import require

from .policies import may_move_clock

CATCH_UP = "demo.catch_up"
OFFICE_HOURS_BEGIN = timedelta(hours=9)
LONGEST_JUMP = timedelta(days=800)


@transaction.atomic
def move_clock(day: date, *, actor) -> None:
    """Make it 09:00 of ``day`` (Asia/Shanghai); what has fallen due runs as a job at once.

    Raises:
        PermissionDenied: outside rehearsal, or ``actor`` is no persona.
        ValidationError: ``day`` is not later than today, or beyond the rehearsal.
    """
    require(may_move_clock(actor))
    # Two people moving it at once: the second is measured against the first one's day.
    RehearsalClock.objects.select_for_update().first()
    with clock.reading():
        _check(day)
        moment = clock.start_of(day) + OFFICE_HOURS_BEGIN
        set_rehearsal_clock(moment)
        record(actor, "move", RehearsalClock.objects.get(), to=day.isoformat())
    Periodic.objects.exclude(name=worker.SWEEP).update(due_at=clock.wall())
    key = f"{CATCH_UP}:{day}:{clock.wall().isoformat()}"
    enqueue(CATCH_UP, key, {"day": day.isoformat()}, actor=actor)


def _check(day: date) -> None:
    today = clock.today()
    if day <= today:
        raise ValidationError(
            _("演练日期只能向后调，请选 %(today)s 之后的日期；要重来请清空演练数据后重新启动")
            % {"today": today.isoformat()}
        )
    if day - today > LONGEST_JUMP:
        raise ValidationError(
            _("一次最多向后调 %(days)d 天，请分几次调整") % {"days": LONGEST_JUMP.days}
        )
