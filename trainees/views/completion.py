"""Hours and completion of one class, for the class team and for the Centre."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.audit.timeline import timeline
from portal.ui.posted import seen_moment, ticked, unsent
from portal.workflow.revision import Stale
from programs.models import Cohort
from trainees.actions import completion as actions
from trainees.forms.completion import HoursFormSet, PastedHoursForm, ReturnForm
from trainees.models import Enrolment
from trainees.policies.completion import TAUGHT, may_record_hours
from trainees.policies.team import is_class_team
from trainees.queries.completion import completion_counts, completion_overview


@require_GET
def cohort_list(request):
    cohorts = Cohort.objects.visible_to(request.actor).for_table().filter(state__in=TAUGHT)
    rows = completion_overview(cohorts)
    return render(request, "trainees/completions/list.html", {"rows": rows})


@require_GET
def detail(request, pk):
    return _detail(request, _cohort(request, pk))


@require_http_methods(["GET", "POST"])
def hours(request, pk):
    """Typed row by row, or pasted; either way all of it is taken or none."""
    cohort = _cohort(request, pk)
    if not may_record_hours(request.actor, cohort):
        return redirect("completions:detail", pk=pk)
    people = _people(request, cohort)
    pasted = "table" in request.POST
    numbers = {row.student_no: row.pk for row in people}
    paste = PastedHoursForm(request.POST if pasted else None, numbers=numbers)
    typed = request.method == "POST" and not pasted
    formset = HoursFormSet(request.POST if typed else None, initial=_initial(people))
    form = paste if pasted else formset
    if request.method == "GET" or not form.is_valid():
        return _hours(request, cohort, people, formset, paste)
    try:
        changed = actions.record_hours(cohort, rows=_rows(form), actor=request.actor)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _hours(request, cohort, people, formset, paste)
    text = ngettext("已登记 %(count)d 人的学时", "已登记 %(count)d 人的学时", changed)
    messages.success(request, text % {"count": changed})
    return redirect("completions:detail", pk=pk)


@require_POST
def propose(request, pk):
    cohort = _cohort(request, pk)
    try:
        counts = actions.propose_completions(cohort, actor=request.actor)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _detail(request, cohort, 422)
    text = _("已提出结业建议：拟结业 %(complete)d 人，拟不予结业 %(incomplete)d 人")
    messages.success(request, text % counts)
    return redirect("completions:detail", pk=pk)


@require_POST
def confirm(request, pk):
    cohort = _cohort(request, pk)
    try:
        count = actions.confirm_completions(
            cohort,
            completions=_chosen(request),
            seen=seen_moment(request),
            actor=request.actor,
        )
    except Stale as stale:
        messages.warning(request, str(stale))
        return _detail(request, cohort, 409)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _detail(request, cohort, 409)
    messages.success(request, _("已确认 %(count)d 人的结业结果") % {"count": count})
    return redirect("completions:detail", pk=pk)


@require_POST
def send_back(request, pk):
    cohort = _cohort(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _detail(request, cohort, 422, form, kept=unsent(request))
    try:
        count = actions.return_completions(
            cohort, completions=_chosen(request), **form.cleaned_data, actor=request.actor
        )
    except ValidationError as problems:
        form.add_error(None, problems)
        return _detail(request, cohort, 422, form, kept=unsent(request))
    messages.success(request, _("已退回 %(count)d 人的结业建议") % {"count": count})
    return redirect("completions:detail", pk=pk)


def _cohort(request, pk) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.actor).for_table(), pk=pk)


def _people(request, cohort):
    visible = Enrolment.objects.visible_to(request.actor).filter(cohort=cohort)
    return list(visible.filter(state__in=actions.IN_TRAINING).for_table())


def _chosen(request) -> list[int]:
    return ticked(request.POST, "completion")


def _rows(form) -> dict[int, dict]:
    if isinstance(form, PastedHoursForm):
        return form.cleaned_data["table"]
    rows = {}
    # A row nobody wrote in has no values: more of them are sent than people are shown.
    for row in filter(None, form.cleaned_data):
        values = dict(row)
        rows[values.pop("enrolment")] = values
    return rows


def _initial(people) -> list[dict]:
    rows = []
    for person in people:
        known = getattr(person, "record", None)
        values = {name: getattr(known, name) if known else 0 for name in actions.RECORD_FIELDS}
        rows.append({"enrolment": person.pk, **values})
    return rows


def _detail(request, cohort, status=200, form=None, kept=""):
    people = _people(request, cohort)
    waiting = [row for row in people if _waits(row, request.actor)]
    context = {
        "cohort": cohort,
        "people": people,
        "seen": max((row.completion.proposed_at for row in waiting), default=None),
        "counts": completion_counts(people),
        "may_record": may_record_hours(request.actor, cohort),
        "is_own": bool(is_class_team(request.actor, cohort)),
        "waiting": waiting,
        "form": form,
        "ticked": _chosen(request),
        "timeline": timeline(cohort),
        "kept": kept,
    }
    return render(request, "trainees/completions/detail.html", context, status=status)


def _waits(person, actor) -> bool:
    completion = getattr(person, "completion", None)
    proposed = completion is not None and completion.state.startswith("proposed_")
    return proposed and actor.kind == "centre"


def _hours(request, cohort, people, formset, paste):
    status = 422 if request.method == "POST" else 200
    for person, form in zip(people, formset.forms, strict=False):
        form.whose = person.trainee.name
    context = {
        "cohort": cohort,
        "formset": formset,
        "rows": list(zip(people, formset.forms, strict=False)),
        "paste": paste,
    }
    return render(request, "trainees/completions/hours.html", context, status=status)
