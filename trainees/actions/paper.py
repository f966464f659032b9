"""Ordering a draft paper of a frozen list, keeping it once made, and handing it out."""

from django.db import transaction

from portal import clock
from portal.audit.trail import record
from portal.files.keeping import Kept
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.jobs.queue import enqueue
from portal.policy import require
from trainees.limits import lock_class
from trainees.models import RosterPaper, RosterSnapshot
from trainees.policies.paper import may_order_paper
from trainees.states import PaperState
from trainees.workflow.paper import ROSTER_PAPER

MAKE_JOB = "trainees.paper.make"


@transaction.atomic
def order_paper(snapshot: RosterSnapshot, kind: str, medium: str, *, actor) -> RosterPaper:
    """Have a paper made by a job (生成拟稿); one that is made or on its way stays as it is.

    What was not made, or whose job was given up, is tried again.

    Raises:
        PermissionDenied: there is no such paper of this snapshot, or not for this actor.
    """
    lock_class(snapshot.cohort_id)
    known = RosterPaper.objects.filter(snapshot=snapshot, kind=kind, medium=medium).first()
    paper = known or RosterPaper(
        snapshot=snapshot,
        kind=kind,
        medium=medium,
        ordered_at=clock.now(),
        ordered_by=actor.user,
    )
    require(may_order_paper(actor, paper))
    if known is None:
        paper.full_clean(exclude=["public_id"])
        paper.save()
        record(actor, "order", paper, note=str(paper))
    elif _needs_another_try(paper):
        stamp = {"attempt": paper.attempt + 1, "problem": ""}
        paper = ROSTER_PAPER.advance(paper.pk, "again", actor=actor, stamp=stamp)
    else:
        return paper
    payload = {"paper": paper.pk, "attempt": paper.attempt}
    enqueue(MAKE_JOB, paper.job_key, payload, actor=actor)
    return paper


@transaction.atomic
def finish_paper(paper: RosterPaper, *, kept: Kept, actor) -> RosterPaper:
    """Tie the file to the paper for good."""
    stored = StoredFile.from_kept(kept, actor)
    stamp = {"file": stored, "made_at": clock.now()}
    return ROSTER_PAPER.advance(
        paper.pk, "make", actor=actor, stamp=stamp, sha256=stored.sha256, note=str(paper)
    )


@transaction.atomic
def fail_paper(paper: RosterPaper, *, problem: str, actor) -> RosterPaper:
    """Set a paper aside that cannot be made, with the reason in words."""
    stamp = {"problem": problem[:300]}
    return ROSTER_PAPER.advance(paper.pk, "fail", actor=actor, stamp=stamp, note=problem)


@transaction.atomic
def take_out(paper: RosterPaper, *, actor) -> StoredFile:
    """The file as it was made; that it left the portal is on record."""
    record(actor, "take_out", paper, sha256=paper.file.sha256, note=str(paper))
    return paper.file


def _needs_another_try(paper: RosterPaper) -> bool:
    if paper.state == PaperState.FAILED:
        return True
    job = Job.objects.filter(key=paper.job_key).first()
    return not paper.is_made and (job is None or job.is_stopped)
