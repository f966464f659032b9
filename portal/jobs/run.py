"""One try at one job: the lease it holds, and the only way it may write."""

import threading
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from portal import clock

from .models import Job
from .states import State

# A handler without an effect for so many leases is taken for hung: its lease
# is no longer renewed, and another worker tries.
SILENT_LEASES = 20


class LeaseLost(Exception):
    """Another worker has the job, or it was cancelled; nothing more may be written."""


class Later(Exception):
    """Put the job back for ``seconds``: an outside service is away. Not counted as a try."""

    def __init__(self, seconds: float, sentence: str):
        super().__init__(sentence)
        self.seconds = seconds


class GiveUp(Exception):
    """Trying again is of no use. ``sentence`` is for people: no personal data in it."""


def lease_end():
    return clock.wall() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


class Run:
    """What a handler gets: ``job``, ``payload``, :meth:`expect`, :meth:`effect`."""

    def __init__(self, job: Job):
        self.job = job
        self.payload = job.payload
        self.attempts = job.attempts
        self._owner = job.lease_owner
        self._stop = threading.Event()
        self._silent = 0

    def expect(self, total: int) -> None:
        """Say how many items the whole job has, those done in earlier tries included."""
        self._write(total_count=total)
        self.job.total_count = total

    @contextmanager
    def effect(self, done: int = 1):
        """A short transaction for what has been worked out; the only place to write.

        Checks and renews the lease first, which also locks the row: until this
        commits nobody can take the job over, and after a takeover this raises.

        Args:
            done: Items this effect finishes; 0 for a step that is no progress.

        Raises:
            LeaseLost: stop; another worker goes on.
        """
        with transaction.atomic(durable=True):
            changes = {"lease_until": lease_end()}
            if done:
                changes |= {"done_count": F("done_count") + done, "attempts": 0}
            self._write(**changes)
            yield
        self._silent = 0
        if done:
            self.job.done_count += done
            self.attempts = 0

    def finish(self, outcome) -> None:
        """Set ``done`` together with the handler's last effect, in one transaction."""
        with transaction.atomic(durable=True):
            self.settle(state=State.DONE, finished_at=clock.now(), last_error="")
            result = outcome() if callable(outcome) else outcome
            if result:
                Job.objects.filter(pk=self.job.pk).update(result=result)

    def settle(self, **changes) -> None:
        """Give the lease back with these changes of state."""
        self._write(lease_until=None, lease_owner="", **changes)

    @contextmanager
    def renewing(self):
        """Renew the lease at a third of its length, in a thread, while the handler works."""
        thread = threading.Thread(target=self._renew, name=f"lease-{self.job.pk}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _renew(self) -> None:
        third = settings.JOB_LEASE_SECONDS / 3
        try:
            while not self._stop.wait(third) and self._silent < 3 * SILENT_LEASES:
                self._silent += 1
                self._try_to_renew()
        except LeaseLost:
            return  # the handler learns it at its next effect
        finally:
            connection.close()

    def _try_to_renew(self) -> None:
        try:
            self._write(lease_until=lease_end())
        except DatabaseError:
            connection.close()  # busy or away; two thirds of the lease are left to try again

    def _write(self, **changes) -> None:
        rows = Job.objects.filter(pk=self.job.pk)
        if settings.JOB_CLAIMS:
            rows = rows.filter(state=State.RUNNING, lease_owner=self._owner)
        if not rows.update(**changes):
            raise LeaseLost
