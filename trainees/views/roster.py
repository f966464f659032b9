"""A class's own list: who is on it, who joins and leaves, and sending it to the Centre."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.ui.pages import KeysetPage, capped_count, pill_links
from portal.ui.posted import ticked, typed
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.models import Cohort
from programs.states import CohortState
from trainees.actions import people
from trainees.actions import roster as actions
from trainees.checking.amendment import why_no_amendment
from trainees.checking.obstacles import obstacles
from trainees.forms.person import PersonForm
from trainees.forms.roster import SubmissionForm
from trainees.limits import free_places, mandate_of
from trainees.models import Roster, RosterEntry, RosterImport
from trainees.policies.roster import may_edit_roster, may_submit_roster
from trainees.queries import amendment as changes
from trainees.queries import entry as entries
from trainees.queries import roster as queries
from trainees.queries.paper import papers_of_roster
from trainees.queries.quota_gauges import gauges_for_class
from trainees.states import EDITABLE_ROSTER, RosterKind
from trainees.workflow.roster import ROSTER

LISTED = [CohortState.ENROLLING, CohortState.TEACHING, CohortState.CLOSING, CohortState.CLOSED]
PILLS = [
    ("", gettext_lazy("全部")),
    ("returned", gettext_lazy("待修改")),
    ("unconfirmed", gettext_lazy("推荐待确认")),
    ("admitted", gettext_lazy("已录取")),
]
CHANGED = ("changed", gettext_lazy("变更已生效"))


@require_GET
def mine(request):
    """The body's classes, each with its newest list."""
    cohorts = Cohort.objects.visible_to(request.actor).for_table()
    own = cohorts.filter(organization=request.actor.organization, state__in=LISTED)
    page = KeysetPage(own, request, order=("-pk",))
    context = {"page": page, "rows": queries.lists_of(page)}
    return render(request, "trainees/rosters/mine.html", context)


@require_POST
def begin(request, pk):
    return begun(request, pk, actions.open_roster)


def begun(request, pk, verb):
    """To the list that ``verb`` opens for the class, or back with why it does not."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.actor).for_table(), pk=pk)
    try:
        roster = verb(cohort, actor=request.actor)
    except IllegalStep as refusal:
        messages.warning(request, str(refusal))
        return redirect("rosters:mine")
    return redirect("rosters:detail", pk=roster.pk)


@require_GET
def detail(request, pk):
    return _detail(request, _roster(request, pk))


@require_http_methods(["GET", "POST"])
def add(request, pk):
    """One person by hand, judged as a row of a workbook would be."""
    roster = _roster(request, pk)
    if refusal := _closed(request, roster):
        return refusal
    form = PersonForm(typed(request))
    if request.method == "GET" or not form.is_valid():
        return _person_page(request, roster, form)
    try:
        (outcome,) = people.accept_rows(
            roster,
            [form.candidate],
            attested=form.cleaned_data["attested"],
            actor=request.actor,
        )
    except IllegalStep as moved_on:
        form.add_error(None, str(moved_on))
        return _person_page(request, roster, form, status=409)
    if outcome.entry is None:
        form.add_error(None, outcome.message)
        return _person_page(request, roster, form)
    name = form.candidate.facts["name"]
    messages.success(request, _("%(name)s已在名单中") % {"name": name})
    _remark(request, form)
    return redirect("rosters:add" if "another" in request.POST else "rosters:detail", pk=pk)


@require_http_methods(["GET", "POST"])
def amend(request, pk, entry_pk):
    """Correct one row; the document's number cannot be changed here."""
    roster = _roster(request, pk)
    entry = get_object_or_404(_entries(request, roster).for_table(), pk=entry_pk)
    if refusal := _closed(request, roster):
        return refusal
    form = PersonForm(typed(request), entry=entry)
    if request.method == "GET" or not form.is_valid():
        return _person_page(request, roster, form, entry)
    try:
        people.amend_row(entry, form.candidate.facts, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _person_page(request, roster, form, entry)
    except IllegalStep as moved_on:
        form.add_error(None, str(moved_on))
        return _person_page(request, roster, form, entry, status=409)
    messages.success(request, _("已保存更正"))
    _remark(request, form)
    return redirect("rosters:detail", pk=pk)


@require_POST
def remove(request, pk):
    roster = _roster(request, pk)
    named = _entries(request, roster).filter(pk__in=ticked(request.POST, "row"))
    chosen = list(named.values_list("pk", flat=True))
    if not chosen:
        messages.error(request, _("没有办理：请先勾选要移出的学员"))
        return _detail(request, roster, 422)
    try:
        count = people.remove_entries(roster, chosen, actor=request.actor)
    except IllegalStep as refusal:
        messages.warning(request, str(refusal))
        return _detail(request, _roster(request, pk), 409)
    messages.success(request, _("已将 %(count)d 人移出名单") % {"count": count})
    return redirect("rosters:detail", pk=pk)


@require_http_methods(["GET", "POST"])
def check(request, pk):
    """What is about to be sent, what stands in the way, and sending it."""
    roster = _roster(request, pk)
    if refusal := _closed(request, roster):
        return refusal
    form = SubmissionForm(typed(request), initial={"revision": roster.revision})
    if request.method == "GET" or not form.is_valid():
        return _check(request, roster, form, 200 if request.method == "GET" else 422)
    try:
        actions.submit_roster(
            roster, revision=form.cleaned_data["revision"], actor=request.actor
        )
    except ValidationError:
        return _check(request, roster, form, 422)
    except Stale as stale:
        messages.warning(request, str(stale))
        fresh = SubmissionForm(initial={"revision": stale.current.revision})
        return _check(request, stale.current, fresh, 409)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return redirect("rosters:detail", pk=pk)
    messages.success(request, _("名单已提交人才交流中心审核"))
    return redirect("rosters:detail", pk=pk)


@require_POST
def withdraw(request, pk):
    roster = _roster(request, pk)
    try:
        actions.withdraw_roster(roster, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _detail(request, _roster(request, pk), 409)
    messages.success(request, _("名单已撤回，改好后请重新提交"))
    return redirect("rosters:detail", pk=pk)


def _roster(request, pk) -> Roster:
    """A list of the actor's own body; the offices read others at the review desk."""
    rosters = Roster.objects.visible_to(request.actor).for_table()
    own = rosters.filter(cohort__organization=request.actor.organization)
    return get_object_or_404(own, pk=pk)


def _entries(request, roster):
    return RosterEntry.objects.visible_to(request.actor).filter(roster=roster)


def _closed(request, roster):
    """Away from a page for editing when there is nothing to edit, with the reason."""
    verdict = may_edit_roster(request.actor, roster)
    if verdict and roster.state in EDITABLE_ROSTER:
        return None
    reason = verdict.reason or _("名单“%(state)s”，不能再改；已提交的可先撤回") % {
        "state": roster.get_state_display()
    }
    messages.warning(request, reason)
    return redirect("rosters:detail", pk=roster.pk)


def _detail(request, roster, status=200):
    counts = queries.class_counts(roster)
    found = queries.shown(roster, _entries(request, roster), request.GET.get("show", ""))
    page = KeysetPage(found.for_table().select_related("roster"), request, order=("no",))
    may_edit = bool(may_edit_roster(request.actor, roster)) and roster.state in EDITABLE_ROSTER
    context = {
        "roster": roster,
        "counts": counts,
        "pills": _pill_links(request, roster, counts),
        "page": page,
        "rows": [_row(entry, may_edit) for entry in page],
        "total": capped_count(found),
        "gauges": queries.gauges(roster, counts) + gauges_for_class(roster.cohort),
        "due_at": queries.due_at(roster),
        "may_edit": may_edit,
        "may_submit": may_submit_roster(request.actor, roster),
        "steps": ROSTER.available(roster, request.actor),
        "imports": RosterImport.objects.visible_to(request.actor).filter(roster=roster)[:5],
        "timeline": queries.history_for_class(roster),
        "papers": papers_of_roster(roster, request.actor),
        "may_begin_change": bool(may_edit_roster(request.actor, roster))
        and not why_no_amendment(roster.cohort),
    }
    return render(request, "trainees/rosters/detail.html", context, status=status)


def _pill_links(request, roster, counts):
    pills = [*PILLS, CHANGED] if roster.kind == RosterKind.AMENDMENT else PILLS
    return pill_links(request, "show", pills, {**counts, "": counts["total"]})


def _row(entry, may_edit: bool) -> dict:
    return {
        "entry": entry,
        "outcome": entries.outcome_for_class(entry),
        "remark": entries.remark_for_class(entry),
        "is_unconfirmed": entries.is_unconfirmed(entry),
        "change": changes.worded(entry),
        "may_edit": may_edit and entry.is_editable,
    }


def _person_page(request, roster, form, entry=None, status=None):
    context = {"roster": roster, "form": form, "entry": entry}
    status = status or (422 if form.is_bound else 200)
    return render(request, "trainees/rosters/person_form.html", context, status=status)


def _remark(request, form) -> None:
    """What was put right and what somebody should look at once more."""
    for remark in form.fixed:
        messages.info(request, remark)


def _check(request, roster, form, status):
    context = {
        "roster": roster,
        "form": form,
        "counts": queries.class_counts(roster),
        "obstacles": obstacles(roster, roster.cohort, mandate_of(roster.cohort)),
        "may_submit": may_submit_roster(request.actor, roster),
        "due_at": queries.due_at(roster),
        "free": free_places(roster.cohort),
    }
    return render(request, "trainees/rosters/check.html", context, status=status)
