"""Ringing Celery for a job. A bell that cannot be rung costs time, never work."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from kombu.exceptions import OperationalError

from portal import clock
from portal.celery import app

from .models import Job

log = logging.getLogger(__name__)
RING_AGAIN = timedelta(seconds=30)
AT_ONCE = 500
# The ``memory://`` broker reaches only this process; set while a worker listens here.
listening_here = False


def can_ring() -> bool:
    return listening_here or not settings.EMBEDDED


def ring(jobs: Iterable[Job]) -> int:
    """Publish one message per job; stops at the first refusal of the broker.

    Returns:
        How many were rung. The others are left to the next sweep.
    """
    jobs, rung = list(jobs), 0
    for job in jobs if can_ring() else ():
        try:
            app.send_task("portal.jobs.run", args=[str(job.public_id)], queue=job.queue)
        except (OperationalError, OSError) as problem:
            log.warning("broker unreachable (%s), jobs wait", type(problem).__name__)
            break
        rung += 1
    missed = [job.pk for job in jobs[rung:] if job.rung_at]
    if missed:
        Job.objects.filter(pk__in=missed).update(rung_at=None)
    return rung


def ring_due() -> int:
    """Ring for everything due that was not rung lately; oldest first, ``AT_ONCE`` at most."""
    if not can_ring():
        return 0
    moment = clock.wall()
    unheard = Q(rung_at=None) | Q(rung_at__lt=moment - RING_AGAIN)
    due = Job.objects.due(moment).within_attempts().filter(unheard)
    waiting = list(due.order_by("pk")[:AT_ONCE])
    if waiting:
        Job.objects.filter(pk__in=[job.pk for job in waiting]).update(rung_at=moment)
        for job in waiting:
            job.rung_at = moment
    return ring(waiting)
