"""Chasing one date: the list, the words to copy, a call on record, a letter released."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from institutions.models import Organization
from portal.files.streaming import hand_out_workbook
from portal.sheets import MAX_DRAWN
from programs.actions import chasing as actions
from programs.forms.chasing import CallForm, LetterForm, UrgeForm
from programs.models import Milestone, PhoneCall
from programs.policies.chasing import may_chase
from programs.queries import chasing as queries


@require_GET
def chasing(request, pk):
    return _list(request, _milestone(request, pk))


@require_POST
def urge(request, pk):
    milestone = _milestone(request, pk)
    form = UrgeForm(request.POST, visible=_bodies(request))
    if not form.is_valid():
        return _list(request, milestone, form, 422)
    outcome = actions.urge(
        milestone,
        list(form.cleaned_data["bodies"]),
        note=form.cleaned_data["note"],
        actor=request.actor,
    )
    _tell(request, outcome)
    return redirect("chasing:list", pk=pk)


@require_GET
def workbook(request, pk):
    milestone = _milestone(request, pk)
    rows = queries.chased(request.actor, milestone)
    content = actions.take_list(milestone, rows, as_picture=False, actor=request.actor)
    return hand_out_workbook(content, _("催报名单.xlsx"))


@require_GET
def picture(request, pk):
    milestone = _milestone(request, pk)
    rows = queries.chased(request.actor, milestone)
    if len(rows) > MAX_DRAWN:
        messages.warning(request, _("未办单位太多，图片放不下，请导出 Excel"))
        return redirect("chasing:list", pk=pk)
    content = actions.take_list(milestone, rows, as_picture=True, actor=request.actor)
    response = HttpResponse(content, content_type="image/png")
    response["Content-Disposition"] = content_disposition_header(True, _("催报名单.png"))
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def body(request, pk, code):
    return _body(request, _milestone(request, pk), _organization(request, code))


@require_POST
def call(request, pk, code):
    milestone, organization = _milestone(request, pk), _organization(request, code)
    form = CallForm(request.POST)
    if not form.is_valid():
        return _body(request, milestone, organization, call=form, status=422)
    try:
        actions.log_call(milestone, organization, **form.cleaned_data, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _body(request, milestone, organization, call=form, status=422)
    messages.success(request, _("已登记与%(body)s的通话") % {"body": organization.short_name})
    return redirect("chasing:list", pk=pk)


@require_POST
def release(request, pk, code):
    milestone, organization = _milestone(request, pk), _organization(request, code)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _body(request, milestone, organization, letter=form, status=422)
    try:
        actions.release_letter(
            milestone, organization, **form.cleaned_data, actor=request.actor
        )
    except ValidationError as problems:
        form.add_error(None, problems)
        return _body(request, milestone, organization, letter=form, status=422)
    done = _("已发给%(body)s负责同志") % {"body": organization.short_name}
    messages.success(request, done)
    return redirect("chasing:list", pk=pk)


def _tell(request, outcome) -> None:
    said = [
        (messages.SUCCESS, _("已催报 %(count)d 个单位：%(names)s"), outcome.told),
        (messages.INFO, _("已经办理，没有催报：%(names)s"), outcome.done),
        (messages.INFO, _("今天已经提醒过，没有重复催报：%(names)s"), outcome.heard),
        (messages.WARNING, _("无人可送达，请电话催报：%(names)s"), outcome.unreachable),
    ]
    for level, text, bodies in said:
        if bodies:
            names = "、".join(body.short_name for body in bodies)
            messages.add_message(request, level, text % {"count": len(bodies), "names": names})


def _list(request, milestone, form=None, status=200):
    rows = queries.chased(request.actor, milestone)
    verdict = may_chase(request.actor, milestone)
    context = {
        "milestone": milestone,
        "rows": rows,
        "waiting": sum(each.is_waiting for each in rows),
        "text": queries.chasing_text(milestone, rows) if rows else "",
        "form": form or UrgeForm(visible=_bodies(request)),
        "ticked": request.POST.getlist("bodies"),
        "may_chase": bool(verdict),
        "refusal": verdict.reason,
    }
    return render(request, "programs/chasing/list.html", context, status=status)


def _body(request, milestone, organization, *, call=None, letter=None, status=200):
    """One body's record; a body that owes nothing any more has its calls left."""
    rows = queries.chased(request.actor, milestone)
    each = next((row for row in rows if row.row.organization == organization), None)
    calls = PhoneCall.objects.visible_to(request.actor).filter(
        milestone=milestone, organization=organization
    )
    verdict = may_chase(request.actor, milestone)
    context = {
        "milestone": milestone,
        "organization": organization,
        "each": each,
        "calls": calls.select_related("recorded_by"),
        "call_form": call or CallForm(),
        "letter_form": letter
        or LetterForm(initial=queries.letter_words(each.row) if each else None),
        "readers": queries.letter_readers(organization) if each and each.is_grave else [],
        "may_chase": bool(verdict),
        "refusal": verdict.reason,
    }
    return render(request, "programs/chasing/body.html", context, status=status)


def _milestone(request, pk) -> Milestone:
    milestones = Milestone.objects.visible_to(request.actor).select_related("program")
    return get_object_or_404(milestones, pk=pk)


def _bodies(request):
    return Organization.objects.visible_to(request.actor)


def _organization(request, code) -> Organization:
    return get_object_or_404(_bodies(request), code=code)
