"""回避: declared by a reviewer, listed for the lead and the Bureau, lifted by the lead."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.policy import require
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import whole
from portal.workflow.engine import IllegalStep
from trainees.actions import recusal as actions
from trainees.forms.recusal import LiftForm, RecusalForm, RowRecusalForm
from trainees.models import Recusal, RosterEntry
from trainees.policies.recusal import may_declare_recusal, may_lift_recusal

ROW = "row"


@require_GET
def recusals(request):
    rows = Recusal.objects.visible_to(request.actor)
    page = KeysetPage(rows.for_table(), request, order=("-pk",))
    context = {
        "page": page,
        "rows": [
            (row, row.lifted_at is None and may_lift_recusal(request.actor, row))
            for row in page
        ],
        "total": capped_count(rows),
        "may_declare": bool(may_declare_recusal(request.actor)),
    }
    return render(request, "trainees/recusals/list.html", context)


@require_http_methods(["GET", "POST"])
def declare(request):
    """From the list a body, region or firm; from a row of the desk what it is about."""
    entry = _entry(request)
    if request.method == "GET":
        return _declare(request, entry, _form(request, entry))
    require(may_declare_recusal(request.actor))
    form = _form(request, entry, request.POST)
    if not form.is_valid():
        return _declare(request, entry, form, 422)
    chosen = form.cleaned_data
    try:
        declared = actions.declare_recusal(
            chosen["kind"], chosen["subject"], reason=chosen["reason"], actor=request.actor
        )
    except ValidationError as problems:
        form.add_error(None, problems)
        return _declare(request, entry, form, 422)
    text = _(
        "已申报对%(subject)s回避；退回未分办 %(released)d 人，收回您的审核意见 %(reopened)d 条"
    )
    said = {"released": declared.released, "reopened": declared.reopened}
    messages.success(request, text % {"subject": declared.recusal.subject, **said})
    return (
        redirect("rosters:review", pk=entry.roster_id)
        if entry
        else redirect("rosters:recusals")
    )


@require_http_methods(["GET", "POST"])
def lift(request, pk):
    recusal = get_object_or_404(Recusal.objects.visible_to(request.actor).for_table(), pk=pk)
    if request.method == "GET":
        return _lift(request, recusal, LiftForm())
    require(may_lift_recusal(request.actor, recusal))
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _lift(request, recusal, form, 422)
    try:
        actions.lift_recusal(recusal, **form.cleaned_data, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        recusal.refresh_from_db()
        return _lift(request, recusal, form, 409)
    messages.success(request, _("已解除回避：%(recusal)s") % {"recusal": recusal})
    return redirect("rosters:recusals")


def _entry(request) -> RosterEntry | None:
    """The row of the desk the declaration starts from, if any; a foreign one is 404."""
    key = request.GET.get(ROW)
    if key is None:
        return None
    rows = RosterEntry.objects.visible_to(request.actor).for_table()
    return get_object_or_404(
        rows.select_related("roster__cohort__organization"), pk=whole(key) or 0
    )


def _form(request, entry, data=None):
    if entry is None:
        return RecusalForm(data, actor=request.actor)
    return RowRecusalForm(data, entry=entry)


def _declare(request, entry, form, status=200):
    verdict = may_declare_recusal(request.actor)
    context = {"form": form, "entry": entry, "verdict": verdict}
    return render(request, "trainees/recusals/declare.html", context, status=status)


def _lift(request, recusal, form, status=200):
    verdict = may_lift_recusal(request.actor, recusal)
    context = {"form": form, "recusal": recusal, "verdict": verdict}
    return render(request, "trainees/recusals/lift.html", context, status=status)
