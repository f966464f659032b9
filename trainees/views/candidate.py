"""An institution's pages of recommended people: whom to pick, list, keep waiting or decline."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from portal.audit.timeline import timeline
from portal.ui.pages import KeysetPage, capped_count, pill_links
from portal.ui.posted import ticked, unsent, words
from portal.ui.sealed import opened, sealed_words
from portal.workflow.engine import IllegalStep
from trainees.actions import selection as actions
from trainees.forms.selection import CandidateFilter, ClassForm, DeclineForm
from trainees.queries import entry as entries
from trainees.queries import selection as queries
from trainees.workflow.roster import NOMINATION
from trainees.workflow.selection import SELECTION

PILLS = [
    ("", gettext_lazy("待选")),
    ("pool", gettext_lazy("推荐库")),
    ("shortlisted", gettext_lazy("拟录取")),
    ("waitlisted", gettext_lazy("候补")),
    ("listed", gettext_lazy("已列入名单")),
    ("declined", gettext_lazy("未录取")),
    ("withdrawn", gettext_lazy("撤回或已退班")),
]
# What is done with many at once, for one class.
TOGETHER = {
    "shortlist": (actions.shortlist_candidates, gettext_lazy("已拟录取")),
    "enlist": (actions.enlist_candidates, gettext_lazy("已列入名单")),
    "waitlist": (actions.waitlist_candidates, gettext_lazy("已列为候补")),
}
ACTS = {
    "": ("shortlist", "enlist", "waitlist"),
    "pool": ("shortlist", "enlist", "waitlist"),
    "shortlisted": ("enlist", "waitlist"),
}
ALONE = {"promote": actions.promote_candidate, "release": actions.release_candidate}


@sealed_words
def candidates(request):
    return _list(request)


@require_POST
def select(request):
    """拟录取, 列入名单, 列为候补: the ticked people, for the class chosen."""
    if request.POST.get("act") not in TOGETHER:
        raise Http404
    verb, done = TOGETHER[request.POST["act"]]
    found = queries.candidates(request.actor).filter(pk__in=ticked(request.POST, "row"))
    chosen = list(found.values_list("pk", flat=True))
    form = ClassForm(request.POST, cohorts=queries.classes_to_fill(request.actor))
    if not chosen:
        form.add_error(None, _("没有办理：请先勾选人选；已由其他机构选走的不再列出"))
    if not form.is_valid():
        return _list(request, form, 422)
    cohort = form.cleaned_data["cohort"]
    try:
        verb(chosen, cohort, actor=request.actor)
    except (IllegalStep, PermissionDenied) as refusal:
        messages.warning(request, str(refusal))
        return _list(request, form, 409)
    kept = queries.candidates(request.actor).filter(pk__in=chosen, cohort=cohort).count()
    said = {"done": done, "cohort": cohort.name, "count": kept}
    messages.success(request, _("%(done)s：%(cohort)s，%(count)d 人") % said)
    if kept < len(chosen):
        missed = len(chosen) - kept
        messages.warning(
            request, _("%(count)d 人没有办理：不是推荐到该班次的") % {"count": missed}
        )
    return redirect("candidates:list")


@require_GET
def detail(request, pk):
    return _detail(request, _candidate(request, pk))


@require_POST
def step(request, pk, name):
    """候补递补 with its reason, or 放回推荐库."""
    nomination = _candidate(request, pk)
    if name not in ALONE:
        raise Http404
    note = unsent(request)
    try:
        ALONE[name](nomination, actor=request.actor, note=words(request, most=200))
    except IllegalStep as moved_on:
        return _overtaken(request, pk, moved_on, note)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _detail(request, nomination, status=422, kept=note)
    messages.success(request, _("已办理：%(step)s") % {"step": SELECTION[name].label})
    return redirect("candidates:detail", pk=pk)


@require_POST
def decline(request, pk):
    nomination = _candidate(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _detail(request, nomination, form=form, status=422)
    try:
        actions.decline_candidate(nomination, **form.cleaned_data, actor=request.actor)
    except IllegalStep as moved_on:
        return _overtaken(request, pk, moved_on, form.cleaned_data["note"])
    except ValidationError as problems:
        form.add_error(None, problems)
        return _detail(request, nomination, form=form, status=422)
    messages.success(request, _("已办理，推荐部门已收到消息"))
    return redirect("candidates:detail", pk=pk)


def _candidate(request, pk):
    found = queries.with_place(queries.candidates(request.actor)).for_table()
    return get_object_or_404(found, pk=pk)


def _overtaken(request, pk, moved_on, note):
    """409: what happened meanwhile, the person as now stands, and the words typed."""
    messages.warning(request, str(moved_on))
    return _detail(request, _candidate(request, pk), status=409, kept=note)


def _list(request, form=None, status=200):
    actor, show = request.actor, request.GET.get("show", "")
    show = show if show in queries.PILLS else ""
    found = queries.candidates(actor)
    classes = queries.classes_to_fill(actor)
    filters = CandidateFilter(
        opened(request), authorities=queries.authorities_of(found), cohorts=list(classes)
    )
    narrowed = filters.applied(found)
    shown = narrowed.filter(queries.PILLS[show])
    order = ("cohort_id", "rank") if show == "waitlisted" else ("-pk",)
    page = KeysetPage(queries.with_place(shown).for_table(), request, order=order)
    context = {
        "pills": pill_links(request, "show", PILLS, queries.candidate_counts(narrowed)),
        "page": page,
        "rows": [(person, queries.outcome(person)) for person in page],
        "total": capped_count(shown),
        "filter": filters,
        "clear_url": reverse("candidates:list"),
        "buttons": [(name, SELECTION[name].label) for name in ACTS.get(show, ())],
        "form": form,
        "classes": form or ClassForm(cohorts=classes, initial=_for_class(filters, page)),
        "has_classes": bool(filters.fields["cohort"].choices[1:]),
    }
    return render(request, "trainees/candidates/list.html", context, status=status)


def _for_class(filters, page) -> dict:
    """The class filtered by, else the one the first person is meant for."""
    meant = [row.cohort_id for row in page if row.cohort_id]
    chosen = filters.cleaned_data.get("cohort") if filters.is_valid() else ""
    return {"cohort": chosen or next(iter(meant), None)}


def _detail(request, nomination, *, form=None, status=200, kept=""):
    actor = request.actor
    asked = (*TOGETHER, *ALONE, "decline")
    steps = {n: SELECTION[n] for n in asked if NOMINATION.verdict(nomination, n, actor)}
    own = nomination.cohort is not None
    classes = queries.classes_to_fill(actor)
    if own:
        classes = classes.filter(pk=nomination.cohort_id)
    elif nomination.track is not None:
        classes = classes.filter(track=nomination.track)
    choice = ClassForm(cohorts=classes)
    context = {
        "nomination": nomination,
        "outcome": queries.outcome(nomination),
        "why": queries.why(nomination),
        "firm": entries.standing_of_firm(nomination.enterprise),
        "own": own,
        "classes": choice,
        "has_classes": classes.exists(),
        "buttons": [(name, SELECTION[name].label) for name in TOGETHER if name in steps],
        "steps": {name: steps[name] for name in ALONE if name in steps},
        "may_decline": "decline" in steps,
        "form": form or DeclineForm(),
        "errors": form,
        "timeline": timeline(nomination),
        "kept": kept,
    }
    return render(request, "trainees/candidates/detail.html", context, status=status)
