"""Draft papers of frozen lists: having one made, and taking it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.files.streaming import stream
from trainees.actions import paper as actions
from trainees.data.paper import OFFERED
from trainees.models import RosterPaper, RosterSnapshot
from trainees.states import PaperState


@require_POST
def order(request, pk, snapshot_pk, kind, medium):
    """Have it made by a job, then back to the page that was left."""
    if (kind, medium) not in OFFERED:
        raise Http404
    snapshots = RosterSnapshot.objects.visible_to(request.actor).filter(roster=pk)
    joined = snapshots.select_related("roster__cohort__organization", "cohort")
    snapshot = get_object_or_404(joined, pk=snapshot_pk)
    paper = actions.order_paper(snapshot, kind, medium, actor=request.actor)
    if not paper.is_made:
        messages.success(request, _("正在生成，完成后在本页下载；可以离开本页"))
    return _back(request, snapshot)


@require_GET
def download(request, public_id):
    """The stored file as it was made; who took it is on record."""
    papers = RosterPaper.objects.visible_to(request.actor).for_making()
    paper = get_object_or_404(papers, public_id=public_id, state=PaperState.MADE)
    return stream(actions.take_out(paper, actor=request.actor))


def _back(request, snapshot):
    if request.POST.get("from") != "roster":
        return redirect("snapshots:detail", pk=snapshot.pk)
    own = snapshot.roster.cohort.organization.code == request.actor.organization_slug
    return redirect("rosters:detail" if own else "rosters:review", pk=snapshot.roster_id)
