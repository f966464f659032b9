"""A worker process for the crash tests, on the test's own database.

``python -m tests.support.crash_child MODE`` with ``CRASH_DATABASE`` (its
name), ``CRASH_LEASE`` (seconds) and ``CRASH_CLAIMS`` (0: the negative control).
``fill`` enqueues ``CRASH_JOBS`` of ``CRASH_ITEMS``, ``drain`` works in this
process until everything has ended, ``deliver`` gets every message once and meets
another such process in ``CRASH_MEETING``, ``celery`` is the product's prefork
worker with its beat on the test's Redis.
"""

import os
import signal
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.conf import settings
from django.db import DatabaseError

settings.DATABASES["default"]["NAME"] = os.environ["CRASH_DATABASE"]
settings.JOB_LEASE_SECONDS = int(os.environ.get("CRASH_LEASE", "1"))
settings.JOB_CLAIMS = os.environ.get("CRASH_CLAIMS", "1") == "1"
settings.CELERY_BEAT_SCHEDULE["sweep"]["schedule"] = 0.5
django.setup()

from portal.audit.trail import record  # noqa: E402 -- models need the set-up above
from portal.celery import app  # noqa: E402 -- as above
from portal.jobs import bell, queue, registry, worker  # noqa: E402 -- as above
from portal.jobs.models import Job  # noqa: E402 -- as above
from portal.jobs.states import FINAL  # noqa: E402 -- as above
from portal.policy import SystemActor  # noqa: E402 -- as above
from tests.support.meeting import Meeting  # noqa: E402 -- as above

ACTOR = SystemActor("进程")


def batch(run):
    """Item by item, from where the last effect left off; an entry per item."""
    total = run.payload["items"]
    run.expect(total)
    while run.job.done_count < total:
        number = run.job.done_count + 1
        time.sleep(run.payload.get("seconds", 0.01))
        with run.effect():
            record(ACTOR, f"item{number}", run.job, worker=os.getpid())


def poison(run):
    os.kill(os.getpid(), signal.SIGKILL)


def register():
    registry.register("crash.batch", batch)
    registry.register("crash.poison", poison)


def drain():
    while Job.objects.exclude(state__in=FINAL).exists():
        worker.sweep()
        worker.drain()
        time.sleep(0.02)


def fill():
    for number in range(int(os.environ["CRASH_JOBS"])):
        payload = {"items": int(os.environ["CRASH_ITEMS"]), "seconds": 0.02}
        queue.enqueue("crash.batch", f"batch{number}", payload, actor=ACTOR)


class Together(worker.Run):
    """Who holds the same job goes on together after the first effect of each."""

    meeting: Meeting
    _alone = True

    @contextmanager
    def effect(self, done=1):
        with super().effect(done):
            yield
        if self._alone:
            self._alone = False
            topic = str(self.job.public_id)
            self.meeting.reach(topic, "begun")
            self.meeting.wait(topic, "begun", self.meeting.at(topic, "claimed"))


def deliver():
    """Every message reaches this worker, as if the broker delivered each one twice.

    Of each job both workers have tried to get the claim before either works on it.
    """
    meeting = Together.meeting = Meeting(os.environ["CRASH_MEETING"])
    worker.Run, claim = Together, worker.claim

    def claim_together(job_id):
        job = claim(job_id)
        meeting.reach(str(job_id), "claimed" if job else "refused")
        meeting.wait(str(job_id), "*ed", 2)
        return job

    worker.claim = claim_together
    for job_id in list(Job.objects.order_by("pk").values_list("public_id", flat=True)):
        try:
            worker.run_job(job_id)
        except DatabaseError:
            # Without claims the row's own constraints stop one of the two here and there.
            if settings.JOB_CLAIMS:
                raise


def celery():
    bell.RING_AGAIN = timedelta(seconds=1)
    beat_file = f"{settings.VAR_DIR}/beat{os.getpid()}"
    options = f"-B -c 2 -Q default,pdf,mail --without-mingle --schedule {beat_file} -l WARNING"
    app.worker_main(["worker", *options.split()])


if __name__ == "__main__":
    register()
    {"fill": fill, "drain": drain, "deliver": deliver, "celery": celery}[sys.argv[1]]()
