"""The one place that fills a rehearsal: what ``manage.py demo`` starts with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.core.management import call_command, get_commands

from portal.accounts.models import User
from portal.clock.actions import set_rehearsal_clock
from portal.clock.models import RehearsalClock

# Three days after the notice, one working day before the contact sheets are due.
OPENING = datetime(2022, 10, 28, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STEPS = (("load_program", "2022-2023"), ("load_season",))


def load() -> None:
    """Clock, programme, personas and season; a second call adds nothing.

    Raises:
        PermissionDenied: the database holds accounts that are no rehearsal's.
    """
    refuse_real_data()
    if not RehearsalClock.objects.exists():
        set_rehearsal_clock(OPENING, backwards=True)
    for name, *arguments in STEPS:
        if name in get_commands():
            call_command(name, *arguments, verbosity=0)


def refuse_real_data() -> None:
    """Personas next to real people would be a way in; a rehearsal has its own database."""
    if not RehearsalClock.objects.exists() and User.objects.exists():
        raise PermissionDenied(
            "这个数据库里已有正式账号，不能在其中演练；请另设 PORTAL_VAR_DIR 或 DATABASE_URL "
            "(this database holds real accounts)"
        )
