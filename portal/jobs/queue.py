"""Putting work into the queue, and the verbs people have over it."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record
from portal.policy import require

from . import bell, registry
from .models import Job
from .policies import may_touch_job
from .states import LIVE, STOPPED, State


class MovedOn(Exception):
    """The job is no longer in the state its page showed; the sentence is for people."""


def enqueue(kind: str, key: str, payload: dict, *, actor) -> Job:
    """Insert a job in the caller's transaction; Celery is rung after commit.

    The same ``key`` is the same job for ever: a second call returns the first
    one as it stands, and nothing runs twice.

    Args:
        payload: Ids and plain values, as JSON; never personal data.

    Raises:
        UnknownKind: nobody registered ``kind``.
    """
    known, moment = registry.known(kind), clock.wall()
    draft = Job(
        kind=kind,
        key=key,
        queue=known.queue,
        payload=json.loads(json.dumps(payload)),
        not_before=moment,
        rung_at=moment if bell.can_ring() else None,
        organization=actor.organization_slug,
        created_by=actor.user,
        created_at=clock.now(),
    )
    # A conflicting insert waits for the other's commit and then does nothing,
    # where get_or_create would cost a savepoint.
    Job.objects.bulk_create([draft], ignore_conflicts=True)
    job = Job.objects.get(key=key)
    if job.public_id == draft.public_id:
        transaction.on_commit(lambda: bell.ring([job]), robust=True)
    return job


@transaction.atomic
def retry(job: Job, *, actor) -> Job:
    """Queue a failed or cancelled job again (重新执行), with fresh attempts.

    What its effects have already written stays; the handler goes on from there.

    Raises:
        MovedOn: it did not end badly, or somebody was quicker.
        PermissionDenied: it is not the actor's to touch.
    """
    require(may_touch_job(actor, job))
    moment = clock.wall()
    stopped = Job.objects.filter(pk=job.pk, state__in=STOPPED)
    if not stopped.update(
        state=State.QUEUED,
        attempts=0,
        not_before=moment,
        rung_at=moment if bell.can_ring() else None,
        finished_at=None,
        last_error="",
    ):
        raise MovedOn(_("任务的状态已经变化，请看最新情况"))
    record(actor, "retry", job, before=job.state, problem=job.last_error)
    job.refresh_from_db()
    transaction.on_commit(lambda: bell.ring([job]), robust=True)
    return job


@transaction.atomic
def cancel(job: Job, *, actor) -> Job:
    """Stop a job (取消); one that is running ends before its next effect.

    Raises:
        MovedOn: it has ended.
        PermissionDenied: it is not the actor's to touch.
    """
    require(may_touch_job(actor, job))
    live = Job.objects.filter(pk=job.pk, state__in=LIVE)
    if not live.update(
        state=State.CANCELLED, lease_until=None, lease_owner="", finished_at=clock.now()
    ):
        raise MovedOn(_("任务的状态已经变化，请看最新情况"))
    record(actor, "cancel", job, before=job.state)
    job.refresh_from_db()
    return job
