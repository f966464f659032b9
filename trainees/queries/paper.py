"""The draft papers of a frozen list or of all a list's snapshots, as the shelf shows them."""

from dataclasses import dataclass

from portal.jobs.models import Job
from portal.policy import Verdict
from trainees.data.paper import OFFERED
from trainees.models import Roster, RosterPaper, RosterSnapshot
from trainees.policies.paper import is_answered, may_order_paper
from trainees.states import PaperKind, SnapshotAct


@dataclass(frozen=True)
class Place:
    """One paper that there is or might be; ``verdict`` says whether it may be ordered.

    ``job`` is the one at work on it, or the one that was given up.
    """

    paper: RosterPaper
    job: Job | None
    verdict: Verdict

    @property
    def is_known(self) -> bool:
        return self.paper.pk is not None

    @property
    def is_at_work(self) -> bool:
        return self.job is not None and self.job.is_live

    @property
    def problem(self) -> str:
        """Why it was not made; the paper knows, or only its job."""
        return self.paper.problem or (self.job.last_error if self.job else "")


def papers_of_snapshot(snapshot: RosterSnapshot, actor) -> list[Place]:
    """Every paper there is of one snapshot, also those it cannot have, with the reason."""
    return _places([(snapshot, kind, medium) for kind, medium in OFFERED], actor)


def papers_of_roster(roster: Roster, actor) -> list[Place]:
    """Of a list's snapshots the newest summary, return slip and reply."""
    found = RosterSnapshot.objects.visible_to(actor).filter(roster=roster).defer("content")
    newest = list(found.order_by("-pk"))
    wanted = {
        PaperKind.SUMMARY: newest[:1],
        PaperKind.RETURN_SLIP: [s for s in newest if s.act == SnapshotAct.RETURN][:1],
        PaperKind.REPLY: [s for s in newest if s.act == SnapshotAct.DECIDE][:1],
    }
    for snapshot in newest:
        snapshot.roster = roster
    return _places([(s, kind, m) for kind, m in OFFERED for s in wanted[kind]], actor)


def _places(wanted, actor) -> list[Place]:
    readable = RosterPaper.objects.visible_to(actor)
    found = readable.filter(snapshot__in={s.pk for s, _kind, _medium in wanted})
    known = {(p.snapshot_id, p.kind, p.medium): p for p in found}
    keys = [paper.job_key for paper in known.values() if not paper.is_made]
    jobs = {job.key: job for job in Job.objects.filter(key__in=keys)}
    places = []
    for snapshot, kind, medium in wanted:
        blank = RosterPaper(snapshot=snapshot, kind=kind, medium=medium)
        paper = known.get((snapshot.pk, kind, medium), blank)
        paper.snapshot = snapshot
        if is_answered(actor, paper):
            continue
        job = jobs.get(paper.job_key) if paper.pk and not paper.is_made else None
        places.append(Place(paper, job, may_order_paper(actor, paper)))
    return places
