"""Whom a letter names: typed one by one, pasted from a table, taken out, named again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.ui.posted import ticked, typed
from portal.workflow.engine import IllegalStep
from trainees.actions import recommendation as actions
from trainees.forms.recommendation import NamedPersonForm, PasteForm
from trainees.states import RowStatus

from .recommendation import closed, own_letter, show

TAKEN = (RowStatus.NEW, RowStatus.SAME)
MOST_SHOWN = 10


@require_http_methods(["GET", "POST"])
def add(request, pk):
    """One person by hand, judged as a row of a workbook would be."""
    row = own_letter(request, pk)
    if refusal := closed(request, row):
        return refusal
    form = NamedPersonForm(typed(request), authority=row.authority)
    if request.method == "GET" or not form.is_valid():
        return _page(request, row, form, "add")
    found = _name(request, row, form, [form.candidate])
    if found is None:
        return _page(request, row, form, "add")
    (outcome,) = found
    if outcome.status not in TAKEN:
        form.add_error(None, outcome.message)
        return _page(request, row, form, "add")
    name = form.candidate.facts["name"]
    messages.success(request, _("%(name)s已写入推荐") % {"name": name})
    for remark in form.fixed:
        messages.info(request, remark)
    return redirect(f"recommendations:{'add' if 'another' in request.POST else 'detail'}", pk)


@require_http_methods(["GET", "POST"])
def paste(request, pk):
    """Many at once; with an error in any row nothing is taken and the table stays."""
    row = own_letter(request, pk)
    if refusal := closed(request, row):
        return refusal
    form = PasteForm(typed(request), authority=row.authority)
    if request.method == "GET" or not form.is_valid():
        return _page(request, row, form, "paste")
    found = _name(request, row, form, form.candidates)
    if found is None:
        return _page(request, row, form, "paste")
    _report(request, [each.number for each in form.rows], found)
    return redirect("recommendations:detail", pk)


@require_POST
def remove(request, pk):
    row = own_letter(request, pk)
    if refusal := closed(request, row):
        return refusal
    chosen = ticked(request.POST, "row")
    if not chosen:
        messages.error(request, _("没有办理：请先勾选要移出的人选"))
        return show(request, row, status=422)
    try:
        count = actions.drop_people(row, chosen, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return show(request, own_letter(request, pk), status=409)
    messages.success(request, _("已将 %(count)d 人移出推荐") % {"count": count})
    return redirect("recommendations:detail", pk)


@require_POST
def again(request, pk):
    """Those declined elsewhere are named here, as they were."""
    row = own_letter(request, pk)
    if refusal := closed(request, row):
        return refusal
    chosen = ticked(request.POST, "declined")
    if not chosen:
        messages.error(request, _("没有办理：请先勾选要另行推荐的人选"))
        return show(request, row, status=422)
    try:
        found = actions.name_again(row, chosen, actor=request.actor)
    except (IllegalStep, ValidationError) as refusal:
        messages.warning(request, _said(refusal))
        return show(request, own_letter(request, pk), status=409)
    _report(request, range(1, len(found) + 1), found)
    return redirect("recommendations:detail", pk)


def _name(request, row, form, candidates):
    """The outcomes, or None with what stands in the way on the form."""
    attested = form.cleaned_data["attested"]
    try:
        return actions.name_people(row, candidates, attested=attested, actor=request.actor)
    except (IllegalStep, ValidationError) as refusal:
        form.add_error(None, _said(refusal))
        return None


def _said(refusal) -> str:
    return " ".join(getattr(refusal, "messages", [str(refusal)]))


def _report(request, numbers, found) -> None:
    taken = [each for each in found if each.status in TAKEN]
    if taken:
        messages.success(request, _("已写入 %(count)d 人") % {"count": len(taken)})
    pairs = zip(numbers, found, strict=True)
    refused = [(n, each) for n, each in pairs if each.status not in TAKEN]
    for number, each in refused[:MOST_SHOWN]:
        said = {"row": number, "message": each.message}
        messages.warning(request, _("第 %(row)d 行：%(message)s") % said)


def _page(request, row, form, name):
    context = {"letter": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, f"trainees/recommendations/{name}.html", context, status=status)
