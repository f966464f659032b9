"""Moving the rehearsal clock. Only forward: what has happened cannot un-happen."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import now, wall
from .models import RehearsalClock


@transaction.atomic
def set_rehearsal_clock(moment: datetime, *, backwards: bool = False) -> None:
    """Make ``moment`` (aware) the present business time; it runs on from there.

    Args:
        backwards: Only the first loading of rehearsal data may go back.

    Raises:
        PermissionDenied: outside rehearsal.
        ValidationError: the moment lies before the present business time.
    """
    if not settings.REHEARSAL:
        raise PermissionDenied(_("只有演练环境可以改动日期"))
    if not backwards and moment < now() - timedelta(minutes=1):
        raise ValidationError(
            _("演练日期只能向后调，不能往回调；要重来请清空演练数据后重新启动")
        )
    seconds = round((moment - wall()).total_seconds())
    RehearsalClock.objects.update_or_create(id=1, defaults={"shift_seconds": seconds})
