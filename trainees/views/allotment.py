"""分办: the lead gives lists, or parts of a large one, to reviewers; who has how much."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.policy import require
from portal.ui.pages import with_query
from portal.ui.posted import ticked
from portal.workflow.engine import IllegalStep
from trainees.actions import allotment as actions
from trainees.forms.allotment import WHOLE, AllotmentForm, HandOverForm, ListsForm
from trainees.models import Roster, RosterEntry
from trainees.policies.roster import is_allotting_lead, may_allot_roster
from trainees.queries import allotment as queries
from trainees.queries.review import regions_of
from trainees.states import RosterState

from .review import visible_roster


@require_http_methods(["GET", "POST"])
def allot(request, pk):
    """The parts of one list, and a part given to somebody."""
    roster = visible_roster(request, pk)
    options = {"regions": regions_of(roster), "loads": queries.loads()}
    if request.method == "GET":
        part = request.GET.get("part", WHOLE)
        return _allot(request, roster, AllotmentForm(**options, part=part))
    form = AllotmentForm(request.POST, **options)
    if not form.is_valid():
        return _allot(request, roster, form, 422)
    rows = RosterEntry.objects.visible_to(request.actor).filter(roster=roster)
    keys = list(form.applied(rows).values_list("pk", flat=True))
    if not keys:
        form.add_error("part", _("这一部分没有人"))
        return _allot(request, roster, form, 422)
    try:
        reviewer = form.cleaned_data["reviewer"]
        given = actions.allot_rows(roster, keys, reviewer, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _allot(request, roster, form, 422)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _allot(request, visible_roster(request, pk), form, 409)
    _report(request, given, reviewer)
    return redirect("rosters:allot", pk=pk)


@require_POST
def allot_lists(request):
    """The ticked lists, whole."""
    require(is_allotting_lead(request.actor))
    form = ListsForm(request.POST, loads=queries.loads())
    rosters = Roster.objects.visible_to(request.actor).exclude(state=RosterState.DRAFT)
    chosen = list(rosters.for_table().filter(pk__in=ticked(request.POST, "row")))
    if form.is_valid() and chosen:
        reviewer = form.cleaned_data["reviewer"]
        given = actions.allot_lists(chosen, reviewer, actor=request.actor)
        _report(request, given, reviewer)
    else:
        messages.warning(request, _("没有分办：请先勾选名单，再选审核人"))
    return redirect(reverse("rosters:list") + with_query(request.GET))


@require_http_methods(["GET", "POST"])
def workload(request):
    """Every reviewer's share, and the way to pass one on."""
    loads = queries.loads()
    if request.method == "GET":
        return _workload(request, loads, HandOverForm(loads=loads))
    require(is_allotting_lead(request.actor))
    form = HandOverForm(request.POST, loads=loads)
    if not form.is_valid():
        return _workload(request, loads, form, 422)
    giver, receiver = form.cleaned_data["giver"], form.cleaned_data["receiver"]
    given = actions.hand_over(giver, receiver, actor=request.actor)
    _report(request, given, receiver)
    return redirect("rosters:workload")


def _report(request, given, reviewer) -> None:
    said = {"people": given.people, "lists": given.lists, "name": reviewer}
    if given.people and reviewer:
        text = _("已分给%(name)s：%(lists)d 份名单，%(people)d 人")
        messages.success(request, text % said)
    elif given.people:
        text = _("已收回 %(lists)d 份名单，%(people)d 人，各位审核员都可以审")
        messages.success(request, text % said)
    for text in given.refused:
        messages.warning(request, text)


def _allot(request, roster, form, status=200):
    context = {
        "roster": roster,
        "form": form,
        "shares": queries.shares_of([roster]).get(roster.pk, []),
        "verdict": may_allot_roster(request.actor, roster),
    }
    return render(request, "trainees/rosters/allot.html", context, status=status)


def _workload(request, loads, form, status=200):
    context = {
        "form": form,
        "loads": loads,
        "free": queries.unallotted(),
        "verdict": is_allotting_lead(request.actor),
    }
    return render(request, "trainees/rosters/workload.html", context, status=status)
