"""The year's dates: when what is due, postponed, closed, reopened."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.audit.timeline import timeline
from portal.ui.posted import unsent, words
from portal.workflow.engine import IllegalStep
from programs import obligations, reminders
from programs.actions import extension as extensions
from programs.actions import milestone as actions
from programs.forms.milestone import MOST_REASON, ExtensionForm, PostponementForm, RulesForm
from programs.models import Extension, Milestone, Program
from programs.policies.milestone import may_run_milestone
from programs.queries.milestone import scope
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
        return _detail(request, milestone)
    form = PostponementForm(request.POST)
    if not form.is_valid():
        return _detail(request, milestone, 422, form=form)
    try:
        actions.postpone_milestone(milestone, **form.cleaned_data, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _detail(request, milestone, 422, form=form)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _detail(request, milestone, 409, form=form, kept=form.cleaned_data["reason"])
    messages.success(request, _("已延期，并通知尚未办理的单位"))
    return redirect("milestones:detail", pk=pk)


@require_POST
def milestone_step(request, pk, name):
    milestone = _milestone(request, pk)
    if name not in STEPS:
        raise Http404
    try:
        STEPS[name](milestone, actor=request.actor, note=words(request))
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return _detail(request, _milestone(request, pk), 409, kept=unsent(request))
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _detail(request, milestone, 422, kept=unsent(request))
    messages.success(request, _("已办理：%(step)s") % {"step": MILESTONE.steps[name].label})
    return redirect("milestones:detail", pk=pk)


@require_POST
def milestone_rules(request, pk):
    milestone = _milestone(request, pk)
    form = RulesForm(request.POST, milestone)
    return _act(
        request,
        milestone,
        "rules",
        form,
        lambda values: actions.change_rules(milestone, **values, actor=request.actor),
        lambda _result: _("提醒规则已更改"),
    )


@require_POST
def milestone_extend(request, pk):
    milestone = _milestone(request, pk)

    def grant(values):
        bodies = list(values.pop("organizations"))
        return extensions.grant_extension(milestone, bodies, **values, actor=request.actor)

    return _act(
        request,
        milestone,
        "extension",
        _extension_form(request.POST, milestone),
        grant,
        lambda granted: (
            ngettext(
                "已批准 %(count)d 个单位的单独期限，并通知单位",
                "已批准 %(count)d 个单位的单独期限，并通知单位",
                len(granted),
            )
            % {"count": len(granted)}
        ),
    )


@require_POST
def milestone_withdraw_extension(request, pk, extension):
    milestone = _milestone(request, pk)
    found = get_object_or_404(
        Extension.objects.visible_to(request.actor), milestone=milestone, pk=extension
    )
    try:
        reason = words(request, "reason", most=MOST_REASON)
        extensions.withdraw_extension(found, reason=reason, actor=request.actor)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return _detail(request, milestone, 422, kept=unsent(request, "reason"))
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        kept = unsent(request, "reason")
        return _detail(request, _milestone(request, pk), 409, kept=kept)
    messages.success(request, _("单独期限已撤销，并通知该单位"))
    return redirect("milestones:detail", pk=pk)


def _act(request, milestone, name, form, verb, done):
    """One form of the page: wrong input is 422 with what was typed, a closed date 409."""
    if not form.is_valid():
        return _detail(request, milestone, 422, **{name: form})
    try:
        result = verb(dict(form.cleaned_data))
    except ValidationError as problems:
        form.add_error(None, problems)
        return _detail(request, milestone, 422, **{name: form})
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        kept = form.cleaned_data.get("reason", "")
        return _detail(
            request, _milestone(request, milestone.pk), 409, kept=kept, **{name: form}
        )
    messages.success(request, done(result))
    return redirect("milestones:detail", pk=milestone.pk)


def _extension_form(data, milestone) -> ExtensionForm:
    duty = obligations.obligation(milestone.kind)
    if duty is None:
        return ExtensionForm(data, owed=None, waiting=[])
    taken = milestone.extensions.values("organization")
    waiting = duty.outstanding(milestone.program).exclude(pk__in=taken)
    return ExtensionForm(data, owed=duty.owed_by(milestone.program), waiting=waiting)


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


def _detail(request, milestone, status=200, *, form=None, rules=None, extension=None, kept=""):
    context = {
        "milestone": milestone,
        "progress": _progress(milestone, milestone.program),
        "scope": scope(milestone.kind),
        "steps": MILESTONE.available(milestone, request.actor),
        "may_run": bool(may_run_milestone(request.actor, milestone)),
        "form": form or PostponementForm(),
        "rules": rules or RulesForm(None, milestone),
        "extension_form": extension or _extension_form(None, milestone),
        "extensions": milestone.extensions.select_related("organization", "granted_by"),
        "postponements": milestone.postponements.all(),
        "ladder": reminders.ladder_view(milestone, clock.now()),
        "timeline": timeline(milestone),
        "kept": kept,
    }
    return render(request, "programs/milestones/detail.html", context, status=status)
