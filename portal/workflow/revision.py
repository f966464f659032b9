"""Saving what several people may have open: whoever comes second is told, nothing is lost.

A row with a ``revision`` is written only by who has seen its newest one, in
one conditional update, and only while its state leaves it in their hands.
"""

from collections.abc import Collection

from portal.workflow.engine import IllegalStep


class Stale(Exception):
    """Somebody saved the row since the page was drawn; ``current`` is the row as it is."""

    def __init__(self, said, current):
        super().__init__(str(said))
        self.current = current


def write(row, revision: int, changes: dict, *, editable: Collection[str], stale, locked):
    """Write ``changes`` and the next revision; the row as it then is, ready for its page.

    Args:
        editable: States in which the row may be written.
        stale: What is said when somebody saved in between.
        locked: What is said in any other state, with ``%(state)s``.

    Raises:
        Stale: ``revision`` is not the newest.
        IllegalStep: the row is no longer in the writer's hands.
    """
    rows = type(row).objects.filter(pk=row.pk, revision=revision, state__in=editable)
    written = rows.update(**changes, revision=revision + 1)
    current = type(row).objects.for_table().get(pk=row.pk)
    if written:
        return current
    if current.state not in editable:
        raise IllegalStep(str(locked) % {"state": current.get_state_display()})
    raise Stale(stale, current)


def require_newest(row, revision: int, *, editable: Collection[str], stale) -> None:
    """Before a step: refuse what was checked on a page that is no longer true.

    In any other state the step itself says what has happened.

    Raises:
        Stale: ``revision`` is not the newest.
    """
    if row.revision != revision and row.state in editable:
        raise Stale(stale, row)
