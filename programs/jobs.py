"""What recurs by itself: reminders at nine, and the end of countersigning periods."""

from portal import clock
from portal.jobs import registry
from programs import reminders
from programs.actions.cohort import COUNTERSIGNING, settle_silence
from programs.models import Cohort
from programs.states import CohortState, Opinion

EVERY_SECONDS = 60
REMINDERS = "programs.reminders"


def register() -> None:
    registry.register_periodic(REMINDERS, EVERY_SECONDS, remind)
    registry.register_periodic("programs.countersigns", EVERY_SECONDS, settle_countersigns)


def remind() -> int:
    """Send what today's ladder owes, once it is nine o'clock; returns how many bodies."""
    today = clock.today()
    if clock.now() < reminders.morning(today):
        return 0
    return len(reminders.send_due(today))


def settle_countersigns() -> int:
    """Conclude every plan whose countersigning period is over; returns how many."""
    today = clock.today()
    due = Cohort.objects.filter(state=CohortState.SUBMITTED, countersign_due_on__lt=today)
    waiting = due.filter(countersigns__opinion=Opinion.PENDING).distinct()
    for cohort in waiting:
        settle_silence(cohort, today=today, actor=COUNTERSIGNING)
    return len(waiting)
