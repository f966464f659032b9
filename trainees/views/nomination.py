"""An authority's pages: recommendations to confirm, and the region's people."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.files.streaming import stream
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import ticked, typed
from portal.ui.sealed import opened, sealed_words
from portal.workflow.engine import IllegalStep
from trainees.actions import nomination as actions
from trainees.forms.nomination import ConfirmForm, DisownForm, RegionFilter
from trainees.models import Nomination
from trainees.policies.nomination import may_confirm_nomination
from trainees.queries.import_history import letter_of, letters_of
from trainees.queries.snapshot import newest_for
from trainees.workflow.roster import NOMINATION


@require_GET
def pending(request):
    return _pending(request)


@require_POST
def confirm(request):
    named = ticked(request.POST, "row")
    chosen = list(_waiting(request).filter(pk__in=named).values_list("pk", flat=True))
    if not chosen:
        form = ConfirmForm(request.POST)
        form.add_error(None, _("没有办理：请先勾选要确认的学员"))
        return _pending(request, form, 422)
    count = actions.confirm_nominations(chosen, actor=request.actor)
    messages.success(request, _("已确认推荐 %(count)d 人") % {"count": count})
    return redirect("nominations:pending")


@require_GET
def letter(request, pk):
    """推荐函 as the class brought it, to be held against what the authority issued."""
    stored = letter_of(_named(request, pk))
    if stored is None:
        raise Http404
    return stream(stored, as_attachment=False)


@require_http_methods(["GET", "POST"])
def disown(request, pk):
    """非我省推荐, with what the institution has to know."""
    nomination = _named(request, pk)
    form = DisownForm(typed(request))
    if request.method == "POST" and form.is_valid():
        return _disown(request, nomination, form)
    return _answer(request, nomination, form, 422 if form.is_bound else 200)


def _answer(request, nomination, form, status, kept=""):
    context = {
        "nomination": nomination,
        "form": form,
        "verdict": NOMINATION.verdict(nomination, "disown", request.actor),
        "kept": kept,
    }
    return render(request, "trainees/nominations/disown.html", context, status=status)


@sealed_words
def region(request):
    """Who comes from this region, whichever way they were selected (R31); read only."""
    people = Nomination.objects.visible_to(request.actor).live()
    people = people.filter(home=request.actor.organization)
    filters = RegionFilter(opened(request))
    found = filters.applied(people)
    page = KeysetPage(found.for_table(), request)
    frozen = newest_for(request.actor, [row.pk for row in page])
    context = {
        "page": page,
        "rows": [(row, frozen.get(row.pk)) for row in page],
        "total": capped_count(found),
        "filter": filters,
        "clear_url": request.path,
    }
    return render(request, "trainees/nominations/region.html", context)


def _named(request, pk) -> Nomination:
    """Whom this authority is said to have recommended."""
    named = Nomination.objects.visible_to(request.actor).for_table()
    return get_object_or_404(named.filter(authority=request.actor.organization), pk=pk)


def _waiting(request):
    named = Nomination.objects.visible_to(request.actor).awaiting_confirmation()
    return named.filter(authority=request.actor.organization)


def _pending(request, form=None, status=200):
    found = _waiting(request)
    page = KeysetPage(found.for_table(), request)
    verdict = may_confirm_nomination(request.actor, page.rows[0]) if page.rows else None
    context = {
        "page": page,
        "total": capped_count(found),
        "letters": letters_of([row.pk for row in page]),
        "verdict": verdict,
        "form": form,
    }
    return render(request, "trainees/nominations/pending.html", context, status=status)


def _disown(request, nomination, form):
    try:
        actions.disown_nomination(
            nomination, note=form.cleaned_data["note"], actor=request.actor
        )
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        nomination.refresh_from_db()
        return _answer(request, nomination, form, 409, form.cleaned_data["note"])
    messages.success(request, _("已答复，该行退回机构更正"))
    return redirect("nominations:pending")
