"""Withdrawing one person of a letter that is sent, with the reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.ui.posted import typed
from portal.workflow.engine import IllegalStep
from trainees.actions.retraction import retract_nomination
from trainees.forms.retraction import RetractForm
from trainees.models import Nomination
from trainees.queries import selection as queries
from trainees.workflow.roster import NOMINATION


@require_http_methods(["GET", "POST"])
def retract(request, pk, person):
    """A form with the reason; where it is not to be had, the page says why not."""
    nomination = _named(request, pk, person)
    form = RetractForm(typed(request))
    if request.method == "GET" or not form.is_valid():
        return _page(request, nomination, form, 422 if form.is_bound else 200)
    note = form.cleaned_data["note"]
    if form.cleaned_data["seen"] not in ("", nomination.state):
        return _overtaken(
            request, nomination, form, _("此人选刚被办理过，请看现在的情况再决定是否撤回")
        )
    try:
        retract_nomination(nomination, note=note, actor=request.actor)
    except (IllegalStep, PermissionDenied) as moved_on:
        return _overtaken(request, _named(request, pk, person), form, str(moved_on))
    messages.success(request, _("已撤回此人的推荐"))
    return redirect("recommendations:detail", pk=pk)


def _named(request, pk, person) -> Nomination:
    people = Nomination.objects.visible_to(request.actor).filter(
        recommendation=pk, recommendation__authority=request.actor.organization
    )
    return get_object_or_404(queries.with_place(people).for_table(), pk=person)


def _overtaken(request, nomination, form, said):
    messages.warning(request, said)
    return _page(request, nomination, form, 409, form.cleaned_data["note"])


def _page(request, nomination, form, status, kept=""):
    context = {
        "nomination": nomination,
        "letter": nomination.recommendation,
        "form": form,
        "outcome": queries.outcome(nomination),
        "verdict": NOMINATION.verdict(nomination, "retract", request.actor),
        "kept": kept,
    }
    return render(request, "trainees/recommendations/retract.html", context, status=status)
