"""The year's dates: when what is due, postponed, closed, reopened."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.audit.timeline import timeline
from portal.workflow.engine import IllegalStep
from programs import obligations, reminders
from programs.actions import milestone as actions
from programs.forms.milestone import PostponementForm
from programs.models import Milestone, Program
from programs.policies.milestone import may_run_milestone
from programs.workflow.milestone import MILESTONE

STEPS = {"close": actions.close_milestone, "reopen": actions.reopen_milestone}


@require_GET
def milestone_list(request):
    program = Program.objects.visible_to(request.actor).order_by("-year").first()
    milestones = Milestone.objects.visible_to(request.actor).filter(program=program)
    rows = [(milestone, _progress(milestone, program)) for milestone in milestones]
    return render(request, "programs/milestones/list.html", {"program": program, "rows": rows})


@require_http_methods(["GET", "POST"])
def milestone_detail(request, pk):
    """One date with its history; posting postpones it."""
    milestone = _milestone(request, pk)
    if request.method == "GET":
        return _detail(request, milestone, PostponementForm())
    form = PostponementForm(request.POST)
    if not form.is_valid():
        return _detail(request, milestone, form, 422)
    try:
        actions.postpone_milestone(milestone, **form.cleaned_data, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _detail(request, milestone, form, 422)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _detail(request, milestone, form, 409)
    messages.success(request, _("已延期，并通知尚未办理的单位"))
    return redirect("milestones:detail", pk=pk)


@require_POST
def milestone_step(request, pk, name):
    milestone = _milestone(request, pk)
    if name not in STEPS:
        raise Http404
    try:
        STEPS[name](milestone, actor=request.actor, note=request.POST.get("note", ""))
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _detail(request, _milestone(request, pk), PostponementForm(), 409)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _detail(request, milestone, PostponementForm(), 422)
    messages.success(request, _("已办理：%(step)s") % {"step": MILESTONE.steps[name].label})
    return redirect("milestones:detail", pk=pk)


def _milestone(request, pk) -> Milestone:
    milestones = Milestone.objects.visible_to(request.actor).select_related("program")
    return get_object_or_404(milestones, pk=pk)


def _progress(milestone, program) -> dict | None:
    """``owed`` and ``waiting`` bodies (samples left out), where the duty is registered."""
    duty = obligations.obligation(milestone.kind)
    if duty is None:
        return None
    return {
        "owed": duty.owed_by(program).filter(is_sample=False).count(),
        "waiting": duty.outstanding(program).filter(is_sample=False).count(),
    }


def _detail(request, milestone, form, status=200):
    context = {
        "milestone": milestone,
        "progress": _progress(milestone, milestone.program),
        "steps": MILESTONE.available(milestone, request.actor),
        "may_run": bool(may_run_milestone(request.actor, milestone)),
        "form": form,
        "ladder": reminders.ladder_view(milestone, clock.now()),
        "timeline": timeline(milestone),
    }
    return render(request, "programs/milestones/detail.html", context, status=status)
