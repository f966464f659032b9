"""Several people pressing at the same moment: threads that start together."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*verbs: Callable, expected: tuple[type[Exception], ...] = ()) -> list[str]:
    """Run the verbs side by side, each on its own connection.

    Returns:
        Names of the ``expected`` exceptions they raised; any other fails the test.
    """
    gate, raised = threading.Barrier(len(verbs)), []

    def run(verb):
        try:
            gate.wait(10)
            verb()
        except expected as refusal:
            raised.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised
