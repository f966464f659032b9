"""What follows when the rehearsal clock has moved."""

from portal.jobs import worker


def catch_up(run) -> None:
    """Everything that recurs runs once under the new day; what it leaves in the queue rings."""
    worker.sweep()
