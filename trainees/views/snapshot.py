"""Frozen lists: those of a class, one of them with its check, two beside each other."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from institutions.states import Kind
from portal.files.streaming import hand_out_workbook
from portal.ui.posted import whole
from programs.models import Cohort
from trainees.actions.snapshot import export_summary
from trainees.checking.snapshot import faults
from trainees.data.snapshot import differences
from trainees.models import RosterSnapshot
from trainees.queries import snapshot as queries
from trainees.queries.paper import papers_of_snapshot

ROWS = 50
PARTS = [("rows", gettext_lazy("这批名单")), ("members", gettext_lazy("全班学员"))]
# The two snapshots laid beside each other, as the form names them.
ENDS = ("before", "after")


@require_GET
def of_class(request, pk):
    return _of_class(request, _cohort(request, pk))


@require_GET
def detail(request, pk):
    """One frozen list; its digest is computed anew whenever it is looked at."""
    joined = _visible(request).select_related("roster__cohort__organization")
    snapshot = get_object_or_404(joined, pk=pk)
    shown = "members" if request.GET.get("show") == "members" else "rows"
    parts = {name: queries.rows_of(snapshot, request.actor, name) for name, _text in PARTS}
    rows = Paginator(parts[shown], ROWS)
    context = {
        "snapshot": snapshot,
        "faults": faults(snapshot),
        "rows": rows.get_page(request.GET.get("page")),
        "shown": shown,
        "parts": [
            {"url": f"?show={n}", "text": text, "count": len(parts[n]), "current": n == shown}
            for n, text in PARTS
        ],
        "earlier": _earlier(request, snapshot),
        "papers": _papers(request, snapshot),
    }
    return render(request, "trainees/snapshots/detail.html", context)


@require_GET
def summary(request, pk):
    """名单汇总表 as a workbook, of the rows this reader may see; the export is on record."""
    snapshot = get_object_or_404(_visible(request), pk=pk)
    content = export_summary(snapshot, actor=request.actor)
    name = _("%(number)s名单汇总表.xlsx") % {"number": snapshot.number}
    return hand_out_workbook(content, name)


@require_GET
def compare(request, pk):
    """Who joined, left or reads differently between two snapshots of one class."""
    cohort = _cohort(request, pk)
    found = _visible(request).filter(cohort=cohort)
    chosen = [found.filter(pk=whole(request.GET.get(name, ""))).first() for name in ENDS]
    if None in chosen:
        return _of_class(request, cohort, _("请选择本班的两号快照"), 422)
    before, after = sorted(chosen, key=lambda snapshot: snapshot.pk)
    changes = differences(before.held["members"], after.held["members"])
    context = {
        "cohort": cohort,
        "before": before,
        "after": after,
        "changes": queries.worded(changes),
        "faults": faults(before) + faults(after),
    }
    return render(request, "trainees/snapshots/compare.html", context)


def _visible(request):
    snapshots = RosterSnapshot.objects.visible_to(request.actor)
    return snapshots.select_related("cohort__organization", "cohort__program")


def _cohort(request, pk) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.actor).for_table(), pk=pk)


def _papers(request, snapshot):
    """An authority reads its own people only, so none of the papers of the whole list."""
    if request.actor.kind == Kind.AUTHORITY:
        return []
    return papers_of_snapshot(snapshot, request.actor)


def _earlier(request, snapshot):
    """The class's snapshot before this one, for those who may compare."""
    earlier = _visible(request).filter(cohort=snapshot.cohort_id, pk__lt=snapshot.pk)
    return earlier.defer("content").order_by("-pk").first()


def _of_class(request, cohort, problem="", status=200):
    snapshots = RosterSnapshot.objects.visible_to(request.actor).filter(cohort=cohort)
    context = {
        "cohort": cohort,
        "snapshots": snapshots.for_table().select_related("roster").order_by("-pk"),
        "problem": problem,
        "asked": {name: whole(request.GET.get(name, "")) for name in ENDS},
    }
    return render(request, "trainees/snapshots/of_class.html", context, status=status)
