"""The one place that fills a rehearsal: what ``manage.py demo`` starts with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied

from portal.accounts.models import User
from portal.clock.actions import set_rehearsal_clock
from portal.clock.models import RehearsalClock
from portal.demo.script import YEAR, load_season
from programs.loading import load_program

# Three days after the notice, one working day before the contact sheets are due.
OPENING = datetime(2022, 10, 28, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def load() -> None:
    """Clock, programme, personas and season; a second call adds nothing.

    Raises:
        PermissionDenied: the database holds accounts that are no rehearsal's.
    """
    refuse_real_data()
    if not RehearsalClock.objects.exists():
        set_rehearsal_clock(OPENING, backwards=True)
    load_program(YEAR)
    load_season()


def refuse_real_data() -> None:
    """Personas next to real people would be a way in; a rehearsal has its own database."""
    if not RehearsalClock.objects.exists() and User.objects.exists():
        raise PermissionDenied(
            "这个数据库里已有正式账号，不能在其中演练；请另设 PORTAL_VAR_DIR 或 DATABASE_URL "
            "(this database holds real accounts)"
        )
