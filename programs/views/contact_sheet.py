"""Pages of the information form: the board, the form, the check before 报送, the decision."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from institutions.actions.invitation import LIFETIME, invite_next_liaison
from institutions.policies import may_change_liaison
from portal import clock
from portal.audit.timeline import timeline
from portal.ui import conflicts
from portal.ui.links import absolute
from portal.ui.posted import seen_revision
from portal.ui.stages import stages
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import contact_sheet as actions
from programs.actions.contact_sheet import EDITABLE
from programs.forms.contact_sheet import (
    BoardFilter,
    ContactSheetForm,
    ReturnForm,
    SubmissionForm,
)
from programs.models import ContactSheet, Program
from programs.models.contact_sheet import OPEN_STATES
from programs.policies.contact_sheet import may_fill_sheet
from programs.queries import contact_sheet as queries
from programs.reminders import ladder_view
from programs.states import SheetState
from programs.workflow.contact_sheet import CONTACT_SHEET

STEPS = {"withdraw": actions.withdraw_sheet, "accept": actions.accept_sheet}


@require_GET
def board(request):
    program = _program(request)
    board = queries.contact_sheet_board(program)
    shown = request.GET.get("state", "waiting")
    filters = BoardFilter(request.GET or None)
    context = {
        "program": program,
        "board": board,
        "ladder": board.milestone and ladder_view(board.milestone, clock.now()),
        "total": sum(board.counts.values()),
        "stats": _stats(board, shown),
        "cells": [cell for cell in board.cells if _listed(cell, shown, filters.words)],
        "filter": filters,
        "clear_url": request.path,
    }
    return render(request, "programs/sheets/board.html", context)


@require_GET
def mine(request):
    """The authority's own form: straight to the open edition, else what there is."""
    program = _program(request)
    sheets = ContactSheet.objects.visible_to(request.actor).filter(program=program)
    sheet = sheets.open().first() or sheets.order_by("-edition").first()
    if sheet is None:
        blank = ContactSheet(program=program, authority=request.actor.organization)
        verdict = may_fill_sheet(request.actor, blank)
        context = {"program": program, "verdict": verdict}
        return render(request, "programs/sheets/empty.html", context)
    if sheet.state in EDITABLE and may_fill_sheet(request.actor, sheet):
        return redirect("sheets:edit", pk=sheet.pk)
    return redirect("sheets:detail", pk=sheet.pk)


@require_POST
def begin(request):
    program = _program(request)
    sheet = actions.open_sheet(program, request.actor.organization, actor=request.actor)
    return redirect("sheets:edit", pk=sheet.pk)


@require_GET
def detail(request, pk):
    return _detail(request, _sheet(request, pk), ReturnForm())


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    sheet = _sheet(request, pk)
    if sheet.state not in EDITABLE or not may_fill_sheet(request.actor, sheet):
        return redirect("sheets:detail", pk=pk)
    if request.method == "GET":
        return render(request, "programs/sheets/edit.html", _editing(sheet, request))
    form = ContactSheetForm(request.POST, instance=_sheet(request, pk))
    if not form.is_valid():
        return render(
            request, "programs/sheets/edit.html", _editing(sheet, request, form), status=422
        )
    try:
        sheet = actions.save_sheet(
            sheet,
            values=form.cleaned_data,
            revision=seen_revision(request),
            actor=request.actor,
        )
    except Stale as stale:
        return _conflict(request, stale.current, form)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return redirect("sheets:detail", pk=pk)
    if request.POST.get("act") == "check":
        return _to_check(request, sheet)
    messages.success(request, _("草稿已保存"))
    return redirect("sheets:edit", pk=pk)


@require_http_methods(["GET", "POST"])
def check(request, pk):
    sheet = _sheet(request, pk)
    if sheet.state not in EDITABLE or not may_fill_sheet(request.actor, sheet):
        return redirect("sheets:detail", pk=pk)
    form = SubmissionForm(request.POST or None, initial={"revision": sheet.revision})
    if request.method == "GET" or not form.is_valid():
        return _check(request, sheet, form, 200 if request.method == "GET" else 422)
    try:
        actions.submit_sheet(
            sheet,
            revision=form.cleaned_data["revision"],
            leader_reviewed=form.cleaned_data["leader_reviewed"],
            actor=request.actor,
        )
    except ValidationError as problems:
        return _refused(request, sheet, form, problems)
    except Stale as stale:
        messages.warning(request, _("核对期间信息表被改过，请按最新内容重新核对"))
        return _check(request, stale.current, SubmissionForm(initial=_revision(stale)), 409)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return redirect("sheets:detail", pk=pk)
    return redirect("sheets:done", pk=pk)


@require_GET
def done(request, pk):
    sheet = _sheet(request, pk)
    return render(request, "programs/sheets/done.html", {"sheet": sheet})


@require_POST
def step(request, pk, name):
    sheet = _sheet(request, pk)
    if name == "return":
        return _return(request, sheet)
    if name not in STEPS:
        raise Http404
    try:
        STEPS[name](sheet, actor=request.actor)
    except IllegalStep as moved_on:
        return _overtaken(request, sheet, moved_on)
    messages.success(request, _("已办理：%(step)s") % {"step": CONTACT_SHEET.steps[name].label})
    return redirect("sheets:detail", pk=pk)


@require_POST
def handover(request, pk):
    """The confirmed sheet names a new liaison: a link for them, shown once, to be passed on."""
    sheet = _sheet(request, pk)
    if sheet.state != SheetState.ACCEPTED or not queries.names_new_liaison(sheet):
        messages.warning(request, _("联络员没有变更，不需要交接"))
        return redirect("sheets:detail", pk=pk)
    invitation, token = invite_next_liaison(
        sheet.authority,
        full_name=sheet.liaison_name,
        mobile=sheet.liaison_mobile,
        actor=request.actor,
    )
    context = {
        "invitation": invitation,
        "link": absolute(reverse("institutions:join", args=[token])),
        "days": LIFETIME.days,
    }
    return render(request, "institutions/invitations/link.html", context)


def _return(request, sheet):
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _detail(request, sheet, form, status=422)
    try:
        actions.return_sheet(sheet, actor=request.actor, note=form.cleaned_data["note"])
    except IllegalStep as moved_on:
        return _overtaken(request, sheet, moved_on)
    messages.success(request, _("已退回，并通知该地区联络员"))
    return redirect("sheets:detail", pk=sheet.pk)


def _stats(board, shown) -> list[dict]:
    """The tiles above the board, each a filter of the list below it."""
    counts, samples = board.counts, board.sample_counts
    figures = [
        ("all", _("全部地区"), sum(counts.values()), _("含计划单列市、兵团")),
        ("accepted", _("已确认"), counts["accepted"], ""),
        ("submitted", _("已报送待确认"), counts["submitted"], ""),
        ("draft", _("草稿"), counts["draft"], ""),
        ("not_started", _("未填报"), counts["not_started"] + counts["overdue"], ""),
    ]
    tiles = [
        {
            "label": label,
            "value": value,
            "hint": hint,
            "url": f"?state={code}",
            "cls": "",
            "current": code == shown,
        }
        for code, label, value, hint in figures
    ]
    if samples:
        hint = _("另有演练样例，不计入")
        total = sum(samples.values())
        tiles.append(
            {
                "label": _("演练样例"),
                "value": total,
                "hint": hint,
                "url": "?state=sample",
                "cls": "",
                "current": shown == "sample",
            }
        )
    return tiles


def _program(request) -> Program:
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    return program


def _sheet(request, pk) -> ContactSheet:
    sheets = ContactSheet.objects.visible_to(request.actor)
    return get_object_or_404(sheets.for_table(), pk=pk)


def _listed(cell, shown, words) -> bool:
    if words and words not in cell.authority.name + cell.authority.short_name:
        return False
    if shown == "sample":
        return cell.authority.is_sample
    if shown == "waiting":
        return cell.code in queries.WAITING_STATES
    return shown in {"all", cell.code}


def _due(sheet):
    milestone = sheet.program.milestones.filter(kind="contact_sheet").first()
    return milestone and milestone.due_for(sheet.authority)


def _detail(request, sheet, form, status=200):
    editions = ContactSheet.objects.visible_to(request.actor).filter(
        program=sheet.program, authority=sheet.authority
    )
    context = {
        "sheet": sheet,
        "due_at": _due(sheet),
        "rows": _rows(sheet),
        "steps": CONTACT_SHEET.available(sheet, request.actor),
        "refusal": _refusal(sheet, request.actor),
        "new_liaison": _may_hand_over(sheet, request.actor),
        "may_fill": bool(may_fill_sheet(request.actor, sheet)),
        "editable": EDITABLE,
        "form": form,
        "timeline": timeline(sheet),
        "editions": editions,
        "open_elsewhere": any(other.state in OPEN_STATES for other in editions),
    }
    return render(request, "programs/sheets/detail.html", context, status=status)


def _may_hand_over(sheet, actor) -> bool:
    if sheet.state != SheetState.ACCEPTED or not may_change_liaison(actor, sheet.authority):
        return False
    return queries.names_new_liaison(sheet)


def _refusal(sheet, actor) -> str:
    """Why an officer cannot judge a submitted sheet, in place of the button."""
    if sheet.state != SheetState.SUBMITTED or actor.kind != "bureau":
        return ""
    return CONTACT_SHEET.verdict(sheet, "accept", actor).reason


def _editing(sheet, request, form=None) -> dict:
    return {
        "sheet": sheet,
        "due_at": _due(sheet),
        "form": form or ContactSheetForm(instance=sheet),
        "seen": request.POST.get("seen", sheet.revision),
        "steps": _progress(sheet, 0),
        "timeline": timeline(sheet),
    }


def _rows(sheet) -> list[dict]:
    return [
        {"name": name, "label": sheet._meta.get_field(name).verbose_name, "value": value}
        for name, value in sheet.content().items()
    ]


def _progress(sheet, at: int) -> list[dict]:
    """The step bar: 填报, 核对并报送, and the Bureau's own step."""
    return stages([_("填报"), _("核对并报送"), _("中小企业局确认")], at)


def _to_check(request, sheet):
    problems = sheet.missing()
    if not problems:
        return redirect("sheets:check", pk=sheet.pk)
    form = ContactSheetForm(sheet.content(), instance=sheet)
    for name, message in problems.items():
        form.add_error(name, message)
    context = {**_editing(sheet, request, form), "seen": sheet.revision}
    return render(request, "programs/sheets/edit.html", context, status=422)


def _check(request, sheet, form, status):
    context = {
        "sheet": sheet,
        "due_at": _due(sheet),
        "rows": _rows(sheet),
        "steps": _progress(sheet, 1),
        "form": form,
    }
    return render(request, "programs/sheets/check.html", context, status=status)


def _refused(request, sheet, form, problems):
    for name, messages_of_field in problems.message_dict.items():
        form.add_error(name if name in form.fields else None, messages_of_field)
    return _check(request, sheet, form, 422)


def _revision(stale) -> dict:
    return {"revision": stale.current.revision}


def _conflict(request, current, form):
    """409: both values side by side, everything typed kept, one more save."""
    latest = timeline(current, 1)
    context = conflicts.between(
        form,
        ContactSheetForm(instance=current),
        title=_("保存前，这份信息表已被改过"),
        who=latest[0].text.split()[0] if latest else current.authority.short_name,
        when=current.saved_at,
        action=request.path,
        back=request.path,
        seen=str(current.revision),
    )
    return render(request, "409.html", context, status=409)


def _overtaken(request, sheet, moved_on):
    """409 for a decision: says what happened in the meantime and shows the sheet as it is."""
    messages.warning(request, str(moved_on))
    return _detail(request, _sheet(request, sheet.pk), ReturnForm(), status=409)
