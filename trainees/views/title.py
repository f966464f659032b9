"""Titles of enterprises: which lack their dates, and one enterprise's to enter and correct."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.audit.timeline import timeline
from portal.policy import require
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import whole
from portal.workflow.engine import IllegalStep
from trainees.actions import title as actions
from trainees.forms.title import TitleForm
from trainees.models import Enterprise, EnterpriseTitle
from trainees.policies.title import may_set_title
from trainees.queries import title as queries


@require_GET
def undated(request):
    """Titles without an end: nobody can tell whether they hold when a class begins."""
    found = queries.undated(request.actor)
    page = KeysetPage(found, request, order=("pk",))
    context = {"page": page, "total": capped_count(found)}
    return render(request, "trainees/titles/undated.html", context)


@require_http_methods(["GET", "POST"])
def enterprise(request, pk):
    """One enterprise's titles; ``?title=`` puts one of them into the form."""
    firm = get_object_or_404(queries.enterprises(request.actor), pk=pk)
    if request.method == "GET":
        chosen = _chosen(firm, request.GET.get("title", ""))
        return _page(request, firm, TitleForm.of(chosen) if chosen else TitleForm())
    require(may_set_title(request.actor, firm))
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _page(request, firm, form, 422)
    try:
        _act(request, firm, form)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _page(request, firm, form, 422)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _page(request, firm, form, 409)
    messages.success(request, _("已登记，送审中的名单已重新检查"))
    return redirect("titles:enterprise", pk=pk)


def _act(request, firm: Enterprise, form: TitleForm) -> None:
    """A new title, or another word on the one that was on the screen."""
    chosen = _chosen(firm, str(form.cleaned_data["title"] or ""))
    if chosen is None:
        actions.set_title(firm, **form.facts, actor=request.actor)
        return
    seen = form.cleaned_data["seen"]
    actions.change_title(chosen, seen=seen, **form.facts, actor=request.actor)


def _chosen(firm: Enterprise, key: str) -> EnterpriseTitle | None:
    """The title of this enterprise with that key; none where none is named."""
    if not key:
        return None
    chosen = firm.titles.select_related("enterprise__authority").filter(pk=whole(key)).first()
    if chosen is None:
        raise Http404
    return chosen


def _page(request, firm, form, status=200):
    context = {
        "firm": firm,
        "lines": queries.lines(firm),
        "form": form,
        "verdict": may_set_title(request.actor, firm),
        "is_change": bool(form["title"].value()),
        "timeline": timeline(firm),
    }
    return render(request, "trainees/titles/enterprise.html", context, status=status)
