"""Drawing a plan up: the form, whom it concerns, the check before it is sent."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.ui import conflicts
from portal.ui.posted import seen_revision, typed
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import cohort as actions
from programs.actions.cohort import EDITABLE
from programs.forms.cohort import BodiesForm, PlanForm, SubmissionForm
from programs.models import Cohort, Countersign, Mandate, Program
from programs.policies.cohort import may_run_cohort
from programs.policies.mandate import mandate_is_active
from programs.queries import cohort as queries
from programs.states import MilestoneKind

from .cohort import plan_rows, progress


@require_http_methods(["GET", "POST"])
def new(request):
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    body = request.actor.organization
    mandates = Mandate.objects.visible_to(request.actor)
    mandate = mandates.filter(program=program, organization=body).first()
    verdict = may_run_cohort(request.actor, Cohort(program=program, organization=body))
    verdict = verdict and mandate_is_active(mandate)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = PlanForm(typed(request), organization=body, tracks=mandate.tracks.all())
    if request.method == "GET":
        return _plan_page(request, form, program=program)
    if not form.is_valid():
        return _plan_page(request, form, program=program, status=422)
    track = form.cleaned_data.pop("track")
    try:
        cohort = actions.plan_cohort(
            program, body, track=track, values=form.cleaned_data, actor=request.actor
        )
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return _plan_page(request, form, program=program, status=403)
    return _saved(request, cohort)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    cohort = _cohort(request, pk)
    if not _in_hand(request, cohort):
        return redirect("cohorts:detail", pk=pk)
    # A form writes into its own row; the verb compares with the stored one.
    form = PlanForm(
        typed(request),
        instance=_cohort(request, pk),
        organization=cohort.organization,
    )
    if request.method == "GET":
        return _plan_page(request, form, cohort=cohort)
    if not form.is_valid():
        return _plan_page(request, form, cohort=cohort, status=422)
    try:
        cohort = actions.save_plan(
            cohort,
            values=form.cleaned_data,
            revision=seen_revision(request),
            actor=request.actor,
        )
    except Stale as stale:
        return _conflict(request, stale.current, form)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return redirect("cohorts:detail", pk=pk)
    return _saved(request, cohort)


@require_http_methods(["GET", "POST"])
def bodies(request, pk):
    """Whom the plan concerns; ticked boxes stay ticked when somebody else was quicker."""
    cohort = _cohort(request, pk)
    if not _in_hand(request, cohort):
        return redirect("cohorts:detail", pk=pk)
    if request.method == "GET":
        chosen = {
            "authorities": cohort.countersigns.values_list("authority", flat=True),
            "partners": cohort.partners.values_list("pk", flat=True),
        }
        return _bodies_page(request, cohort, BodiesForm(cohort=cohort, initial=chosen))
    form = BodiesForm(request.POST, cohort=cohort)
    if not form.is_valid():
        return _bodies_page(request, cohort, form, status=422)
    try:
        actions.choose_bodies(
            cohort,
            authorities=form.cleaned_data["authorities"],
            partners=form.cleaned_data.get("partners", []),
            revision=seen_revision(request),
            actor=request.actor,
        )
    except Stale as stale:
        messages.warning(request, _("保存前方案已被改过；您的勾选仍在，核对后请再保存一次"))
        return _bodies_page(request, stale.current, form, status=409)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return redirect("cohorts:detail", pk=pk)
    return redirect("cohorts:check", pk=pk)


@require_http_methods(["GET", "POST"])
def check(request, pk):
    cohort = _cohort(request, pk)
    if not _in_hand(request, cohort):
        return redirect("cohorts:detail", pk=pk)
    form = SubmissionForm(typed(request))
    if request.method == "GET":
        return _check_page(request, cohort, form)
    try:
        actions.submit_plan(cohort, revision=seen_revision(request), actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems.messages)
        return _check_page(request, cohort, form, status=422)
    except Stale as stale:
        messages.warning(request, _("核对期间方案被改过，请按最新内容重新核对"))
        return _check_page(request, stale.current, SubmissionForm(), status=409)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return redirect("cohorts:detail", pk=pk)
    messages.success(request, _("培训方案已报送；会签和批准的结果会发到您的收件箱"))
    return redirect("cohorts:detail", pk=pk)


def _cohort(request, pk) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.actor).for_table(), pk=pk)


def _in_hand(request, cohort) -> bool:
    return cohort.state in EDITABLE and bool(may_run_cohort(request.actor, cohort))


def _saved(request, cohort):
    messages.success(request, _("草稿已保存"))
    target = "bodies" if request.POST.get("act") == "next" else "edit"
    return redirect(f"cohorts:{target}", pk=cohort.pk)


def _due(cohort):
    milestone = cohort.program.milestones.filter(kind=MilestoneKind.PLAN).first()
    return milestone and milestone.due_for(cohort.organization)


def _plan_page(request, form, *, cohort=None, program=None, status=200):
    context = {
        "form": form,
        "cohort": cohort,
        "program": program or cohort.program,
        "body": request.actor.organization,
        "seen": request.POST.get("seen") or (cohort.revision if cohort else ""),
        "due_at": cohort and _due(cohort),
        "return_note": _return_note(cohort),
        "progress": progress(cohort or Cohort()),
    }
    return render(request, "programs/cohorts/plan.html", context, status=status)


def _return_note(cohort) -> str:
    return queries.return_note(cohort) if cohort and cohort.state == "returned" else ""


def _bodies_page(request, cohort, form, status=200):
    context = {"form": form, "cohort": cohort, "progress": progress(cohort)}
    return render(request, "programs/cohorts/bodies.html", context, status=status)


def _check_page(request, cohort, form, status=200):
    asked = Countersign.objects.visible_to(request.actor).filter(cohort=cohort)
    context = {
        "form": form,
        "cohort": cohort,
        "rows": plan_rows(cohort),
        "asked": asked.select_related("authority"),
        "partners": cohort.partners.all(),
        "due_at": _due(cohort),
        "progress": progress(cohort),
    }
    return render(request, "programs/cohorts/check.html", context, status=status)


def _conflict(request, current, form):
    entry = queries.last_change(current)
    context = conflicts.between(
        form,
        PlanForm(instance=current, organization=current.organization),
        title=_("保存前，这份培训方案已被改过"),
        who=entry.actor_label,
        when=entry.business_at,
        action=request.path,
        back=reverse("cohorts:detail", args=[current.pk]),
        seen=str(current.revision),
    )
    return render(request, "409.html", context, status=409)
