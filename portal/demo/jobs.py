"""What follows when the rehearsal clock has moved."""

from portal.demo import script
from portal.jobs import worker


def catch_up(run) -> None:
    """The season's players act, then all that recurs runs once under the new day."""
    script.play_if_rehearsing()
    worker.sweep()
