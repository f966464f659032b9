"""Taking jobs and doing them: claim → work → effect, and the sweep that forgets nothing."""

import logging
import os
import socket
import traceback
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal import clock
from portal.language import house_language

from . import bell, registry
from .models import Job, Periodic
from .run import GiveUp, Later, LeaseLost, Run, lease_end
from .states import State

log = logging.getLogger(__name__)
FIRST_PAUSE = 5
LONGEST_PAUSE = 600
UNKNOWN_PAUSE = 60
SWEEP = "sweep"
# A due time further off than a period and this was written before the clock
# was set back. Sweeps that start together, or on machines whose clocks
# differ a little, must not take each other's mark for that.
CLOCK_SKEW = timedelta(minutes=5)
# Set by the embedded worker, so that after a restart it knows its own leases.
instance = ""


def run_job(job_id) -> str | None:
    """Claim the job with this ``public_id`` and do it in this thread.

    Returns:
        The state it was left in; None if there was nothing to claim, or the
        lease was lost on the way.
    """
    job = claim(job_id)
    if job is None:
        return None
    run = Run(job)
    with clock.reading(), house_language(), run.renewing():
        try:
            return _do(run)
        except LeaseLost:
            log.warning("job %s: lease lost, left to its new owner", job.public_id)
            return None


def claim(job_id) -> Job | None:
    """Take the lease by one conditional UPDATE; of any number of claimants one gets it.

    Returns:
        The job as its owner holds it; None when it is not to be had, or was cancelled
        before the owner could look at it.
    """
    moment = clock.wall()
    jobs = Job.objects.filter(public_id=job_id)
    if settings.JOB_CLAIMS:
        jobs = jobs.due(moment).within_attempts()
    owner = f"{instance or f'{socket.gethostname()}:{os.getpid()}'}:{uuid.uuid4().hex}"
    taken = jobs.update(
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        lease_owner=owner,
        lease_until=lease_end(),
        started_at=Coalesce("started_at", Value(moment)),
        finished_at=None,
    )
    if not taken:
        return None
    job = Job.objects.get(public_id=job_id)
    if settings.JOB_CLAIMS and job.lease_owner != owner:
        return None
    job.lease_owner = owner
    return job


def drain(kinds=None) -> int:
    """Do what is due in this thread until nothing is; for commands and tests.

    Args:
        kinds: Only these kinds of job; all when None.

    Returns:
        How many tries were made. What failed and waits for its next try is left.
    """
    tries, passed_over = 0, []
    while True:
        due = Job.objects.due(clock.wall()).within_attempts().exclude(pk__in=passed_over)
        if kinds is not None:
            due = due.filter(kind__in=kinds)
        job = due.order_by("pk").first()
        if job is None:
            return tries
        if run_job(job.public_id) is None:
            passed_over.append(job.pk)  # somebody else was quicker
        else:
            tries += 1


@house_language()
def sweep() -> dict:
    """Ring for every job that waits or was left behind, and run what recurs.

    Safe at any time, any number of times, from any number of processes.

    Returns:
        ``{"failed": int, "rung": int, "recurring": [names]}``
    """
    with clock.reading():
        moment = clock.wall()
        Periodic.objects.update_or_create(
            name=SWEEP, defaults={"due_at": moment, "last_run_at": moment}
        )
        return {
            "failed": _fail_exhausted(moment),
            "rung": bell.ring_due(),
            "recurring": _run_recurring(moment),
        }


def _do(run: Run) -> str:
    try:
        handler = registry.known(run.job.kind).handler
    except registry.UnknownKind:
        return _put_back(run, UNKNOWN_PAUSE, _("本版本程序不认识这种任务，等待新版本处理"))
    try:
        run.finish(handler(run))
    except LeaseLost:
        raise
    except Later as pause:
        return _put_back(run, pause.seconds, str(pause))
    except GiveUp as reason:
        return _fail(run, str(reason))
    except Exception as problem:
        return _after_error(run, problem)
    return State.DONE


def _after_error(run: Run, problem: Exception) -> str:
    # Neither the row nor the log gets the exception's text: it may quote a person's data.
    frames = traceback.extract_tb(problem.__traceback__)[-3:]
    places = " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames))
    name = type(problem).__name__
    log.error("job %s (%s): %s at %s", run.job.public_id, run.job.kind, name, places)
    _drop_broken_connection()
    sentence = _("处理时出现程序问题（%(name)s），已记入日志，请联系运维人员") % {"name": name}
    if run.attempts >= settings.JOB_ATTEMPTS:
        return _fail(run, sentence)
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(run.attempts - 1, 0))
    not_before = clock.wall() + timedelta(seconds=pause)
    run.settle(state=State.QUEUED, not_before=not_before, rung_at=None, last_error=sentence)
    return State.QUEUED


def _put_back(run: Run, seconds: float, sentence: str) -> str:
    run.settle(
        state=State.QUEUED,
        attempts=0,
        # At least a second: ``drain`` would never end with a job that is due at once again.
        not_before=clock.wall() + timedelta(seconds=max(1.0, seconds)),
        rung_at=None,
        last_error=sentence[:300],
    )
    return State.QUEUED


def _fail(run: Run, sentence: str) -> str:
    log.error("job %s (%s) failed for good", run.job.public_id, run.job.kind)
    run.settle(state=State.FAILED, finished_at=clock.now(), last_error=sentence[:300])
    return State.FAILED


def _fail_exhausted(moment) -> int:
    """A job whose worker died at every try would kill the next one as well."""
    lost = Job.objects.due(moment).exhausted()
    failed = lost.update(
        state=State.FAILED,
        lease_until=None,
        lease_owner="",
        finished_at=clock.now(),
        last_error=_("处理进程连续中断，已停止自动重试，请联系运维人员"),
    )
    if failed:
        log.error("%d jobs failed: their workers died at every try", failed)
    return failed


def _run_recurring(moment) -> list[str]:
    known = registry.recurring()
    due = dict(Periodic.objects.filter(name__in=known).values_list("name", "due_at"))
    missing = [Periodic(name=n, due_at=moment) for n in known if n not in due]
    Periodic.objects.bulk_create(missing, ignore_conflicts=True)
    ran = []
    for name, work in known.items():
        every = timedelta(seconds=work.every_seconds)
        if moment < due.get(name, moment) <= moment + every + CLOCK_SKEW:
            continue
        if _claim_period(name, moment, every):
            _run_once(name, work.function)
            ran.append(name)
    return ran


def _claim_period(name: str, moment, every: timedelta) -> bool:
    """Of any number of sweeps exactly one gets the period."""
    rows = Periodic.objects.filter(name=name)
    if settings.JOB_CLAIMS:
        rows = rows.filter(Q(due_at__lte=moment) | Q(due_at__gt=moment + every + CLOCK_SKEW))
    return bool(rows.update(due_at=moment + every, last_run_at=moment))


def _run_once(name: str, function) -> None:
    """One failing piece of recurring work must not hold up the others."""
    sentence = ""
    try:
        function()
    except Exception as problem:
        sentence = type(problem).__name__
        log.error("recurring work %s: %s", name, sentence)
        _drop_broken_connection()
    Periodic.objects.filter(name=name).exclude(last_error=sentence).update(last_error=sentence)


def _drop_broken_connection() -> None:
    """After a database restart the state can still be written, on a new connection."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
