"""Many people pressing at the same moment."""

import threading

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection

from portal.workflow.engine import IllegalStep


def all_at_once(act, arguments) -> list[str]:
    """``act(argument)`` in one thread each; returns the faults, polite refusals left out."""
    return in_rounds(act, arguments, lambda faults: faults, 1)[0]


def in_rounds(act, arguments, after, rounds: int) -> list:
    """The same people press again and again, on connections they keep.

    Returns ``after(faults)`` of every round; it runs while nobody presses.
    """
    together, faults, outcomes = threading.Barrier(len(arguments) + 1), [], []

    def press(argument):
        for _ in range(rounds):
            together.wait()
            try:
                act(argument)
            except (IllegalStep, ValidationError):
                pass
            except DatabaseError as fault:
                faults.append(type(fault).__name__)
            together.wait()
        connection.close()

    crowd = [threading.Thread(target=press, args=(argument,)) for argument in arguments]
    for thread in crowd:
        thread.start()
    for _ in range(rounds):
        together.wait()
        together.wait()
        outcomes.append(after(list(faults)))
        faults.clear()
    for thread in crowd:
        thread.join()
    return outcomes
