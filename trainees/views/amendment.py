"""A class's 变更名单: begun, and filled with who leaves and what was written wrong."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import typed
from portal.workflow.engine import IllegalStep
from trainees.actions import amendment as actions
from trainees.checking.amendment import why_no_change
from trainees.forms.amendment import ChangeForm, PeopleFilter
from trainees.limits import amendment_limit
from trainees.models import Enrolment, Roster
from trainees.policies.roster import may_edit_roster
from trainees.queries.amendment import facts_of
from trainees.states import EDITABLE_ROSTER, RosterKind
from trainees.views.roster import begun


@require_POST
def begin(request, pk):
    return begun(request, pk, actions.open_amendment)


@require_GET
def people(request, pk):
    """Who is enrolled, to choose whom the change is about."""
    roster = _amendment(request, pk)
    found = Enrolment.objects.visible_to(request.actor).filter(cohort=roster.cohort).active()
    filters = PeopleFilter(request.GET)
    found = filters.applied(found)
    context = {
        "filter": filters,
        "clear_url": request.path,
        "roster": roster,
        "page": KeysetPage(found.for_table(), request, order=("number", "pk")),
        "total": capped_count(found),
        "listed": roster.entries.count(),
        "limit": amendment_limit(roster.cohort),
    }
    return render(request, "trainees/amendments/people.html", context)


@require_http_methods(["GET", "POST"])
def change(request, pk, enrolment_pk):
    roster = _amendment(request, pk)
    enrolments = Enrolment.objects.visible_to(request.actor).filter(cohort=roster.cohort)
    enrolment = get_object_or_404(enrolments.for_table(), pk=enrolment_pk)
    known = facts_of(enrolment)
    form = ChangeForm(typed(request), initial=known)
    if request.method == "GET":
        return _form(request, roster, enrolment, form)
    if not form.is_valid():
        return _form(request, roster, enrolment, form, 422)
    try:
        actions.ask_change(
            roster,
            enrolment,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            values=form.values,
            actor=request.actor,
        )
    except ValidationError as problems:
        form.add_error(None, problems)
        return _form(request, roster, enrolment, form, 422)
    except IllegalStep as moved_on:
        form.add_error(None, str(moved_on))
        return _form(request, roster, enrolment, form, 409)
    messages.success(request, _("%(name)s已列入变更名单") % {"name": enrolment.trainee.name})
    return redirect("rosters:detail", pk=pk)


def _amendment(request, pk) -> Roster:
    rosters = Roster.objects.visible_to(request.actor).for_table()
    own = rosters.filter(
        cohort__organization=request.actor.organization, kind=RosterKind.AMENDMENT
    )
    return get_object_or_404(own, pk=pk)


def _form(request, roster, enrolment, form, status=200):
    refusal = ""
    if not form.is_bound:
        refusal = _refusal(request, roster) or why_no_change(roster, enrolment)
    context = {"roster": roster, "enrolment": enrolment, "form": form, "refusal": refusal}
    return render(request, "trainees/amendments/change_form.html", context, status=status)


def _refusal(request, roster) -> str:
    """Why nothing can be asked on this list now, whoever it is about."""
    verdict = may_edit_roster(request.actor, roster)
    if verdict and roster.state not in EDITABLE_ROSTER:
        return _("名单“%(state)s”，不能填写变更") % {"state": roster.get_state_display()}
    return verdict.reason
