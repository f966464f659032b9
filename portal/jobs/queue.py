"""Putting work into the queue, and the verbs people have over it."""

import json
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record
from portal.policy import require

from . import bell, registry
from .models import Job
from .policies import may_cancel_job, may_retry_job
from .states import State


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
        created_at=moment,
    )
    # A conflicting insert waits for the other's commit and then does nothing,
    # where get_or_create would cost a savepoint.
    Job.objects.bulk_create([draft], ignore_conflicts=True)
    job = Job.objects.get(key=key)
    if job.public_id == draft.public_id:
        transaction.on_commit(partial(bell.ring, [job]))
    return job


@transaction.atomic
def retry(job: Job, *, actor) -> Job:
    """Queue a failed or cancelled job again (重新执行), with fresh attempts.

    What its effects have already written stays; the handler goes on from there.

    Raises:
        PermissionDenied: it is not ended badly, or not the actor's to touch.
    """
    require(may_retry_job(actor, job))
    moment = clock.wall()
    stopped = Job.objects.filter(pk=job.pk, state__in=[State.FAILED, State.CANCELLED])
    if not stopped.update(
        state=State.QUEUED,
        attempts=0,
        not_before=moment,
        rung_at=moment if bell.can_ring() else None,
        finished_at=None,
        last_error="",
    ):
        raise PermissionDenied(_("任务已被他人处理，请刷新后再看"))
    record(actor, "retry", job, before=job.state, problem=job.last_error)
    job.refresh_from_db()
    transaction.on_commit(partial(bell.ring, [job]))
    return job


@transaction.atomic
def cancel(job: Job, *, actor) -> Job:
    """Stop a job (取消); one that is running ends before its next effect.

    Raises:
        PermissionDenied: it has ended, or is not the actor's to touch.
    """
    require(may_cancel_job(actor, job))
    live = Job.objects.filter(pk=job.pk, state__in=[State.QUEUED, State.RUNNING])
    if not live.update(
        state=State.CANCELLED, lease_until=None, lease_owner="", finished_at=clock.wall()
    ):
        raise PermissionDenied(_("任务已被他人处理，请刷新后再看"))
    record(actor, "cancel", job, before=job.state)
    job.refresh_from_db()
    return job
