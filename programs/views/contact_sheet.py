"""Pages of the information form: the board, one form as it stands, the decision."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from institutions.actions.invitation import LIFETIME, invite_next_liaison
from institutions.policies import may_change_liaison
from portal import clock
from portal.audit.timeline import timeline
from portal.ui.links import absolute
from portal.ui.posted import whole
from portal.workflow.engine import IllegalStep
from programs.actions import contact_sheet as actions
from programs.actions.contact_sheet import EDITABLE
from programs.forms.contact_sheet import BoardFilter, ReturnForm, ScanForm, ScanRuleForm
from programs.models import ContactSheet, Program
from programs.models.contact_sheet import OPEN_STATES
from programs.policies.contact_sheet import (
    may_attach_scan,
    may_enter_sheet,
    may_fill_sheet,
    scan_demand,
)
from programs.policies.milestone import may_run_milestone
from programs.queries import contact_sheet as queries
from programs.reminders import ladder_view
from programs.states import SheetState
from programs.workflow.contact_sheet import CONTACT_SHEET

STEPS = {"withdraw": actions.withdraw_sheet, "accept": actions.accept_sheet}


@require_GET
def board(request):
    return board_page(request)


def board_page(request, *, rule=None, status=200):
    """The board; ``rule`` is the form on stamped scans as somebody sent it."""
    program = running_program(request)
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
        "may_enter": may_enter_sheet(request.actor, None),
        "rule": rule or (board.milestone and ScanRuleForm(None, board.milestone)),
        "may_rule": board.milestone and may_run_milestone(request.actor, board.milestone),
    }
    return render(request, "programs/sheets/board.html", context, status=status)


@require_GET
def detail(request, pk):
    return detail_page(request, visible_sheet(request, pk))


@require_POST
def step(request, pk, name):
    sheet = visible_sheet(request, pk)
    if name == "return":
        return _return(request, sheet)
    if name not in STEPS:
        raise Http404
    seen = {"scan": whole(request.POST.get("scan", ""))} if name == "accept" else {}
    try:
        STEPS[name](sheet, actor=request.actor, **seen)
    except IllegalStep as moved_on:
        return _overtaken(request, sheet, moved_on)
    messages.success(request, _("已办理：%(step)s") % {"step": CONTACT_SHEET.steps[name].label})
    return redirect("sheets:detail", pk=pk)


@require_POST
def handover(request, pk):
    """The confirmed sheet names a new liaison: a link for them, shown once, to be passed on."""
    sheet = visible_sheet(request, pk)
    if sheet.state != SheetState.ACCEPTED or not queries.liaison_change(sheet):
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


def running_program(request) -> Program:
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    return program


def visible_sheet(request, pk) -> ContactSheet:
    sheets = ContactSheet.objects.visible_to(request.actor)
    return get_object_or_404(sheets.select_related("authority", "program"), pk=pk)


def due_of(sheet):
    milestone = sheet.program.milestones.filter(kind="contact_sheet").first()
    return milestone and milestone.due_for(sheet.authority)


def rows_of(sheet) -> list[dict]:
    """The form's fields as a page lists them; ``changed`` since the Bureau sent it back."""
    changed = {row.name for row in queries.changes_since_return(sheet) if row.is_done}
    return [
        {
            "name": name,
            "label": sheet.label(name),
            "value": value,
            "changed": name in changed,
        }
        for name, value in sheet.content().items()
    ]


def scans_of(sheet) -> dict:
    """The stamped scans a page shows: the newest, those it replaced, what is still wanted."""
    found = list(sheet.scans.select_related("file"))
    newest = found[0] if found else None
    return {
        "scan": newest,
        "former_scans": found[1:],
        "scan_is_old": newest is not None and newest.check_code != sheet.check_code(),
        "scan_demand": scan_demand(sheet),
    }


def _upload(request, sheet, upload):
    """Where a scan is still brought: sent and not yet judged; before that, on the check."""
    if sheet.state != SheetState.SUBMITTED or not may_attach_scan(request.actor, sheet):
        return None
    return upload or ScanForm()


def _return(request, sheet):
    form = ReturnForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return detail_page(request, sheet, form, status=422)
    try:
        actions.return_sheet(
            sheet,
            actor=request.actor,
            note=form.cleaned_data["note"],
            remarks=form.cleaned_data["remarks"],
        )
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


def _listed(cell, shown, words) -> bool:
    if words and words not in cell.authority.name + cell.authority.short_name:
        return False
    if shown == "sample":
        return cell.authority.is_sample
    if shown == "waiting":
        return cell.code in queries.WAITING_STATES
    return shown in {"all", cell.code}


def detail_page(request, sheet, form=None, status=200, upload=None):
    """The form as it stands; ``form`` and ``upload`` as somebody sent them."""
    editions = ContactSheet.objects.visible_to(request.actor).filter(
        program=sheet.program, authority=sheet.authority
    )
    context = {
        "sheet": sheet,
        "due_at": due_of(sheet),
        "rows": rows_of(sheet),
        "steps": CONTACT_SHEET.available(sheet, request.actor),
        "refusal": _refusal(sheet, request.actor),
        "new_liaison": _hand_over(sheet, request.actor),
        "may_fill": bool(may_fill_sheet(request.actor, sheet)),
        "editable": EDITABLE,
        "form": form or ReturnForm(sheet=sheet),
        "revised": queries.changes_since_return(sheet),
        "since": queries.changes_since_edition(sheet, editions),
        **scans_of(sheet),
        "upload": _upload(request, sheet, upload),
        "timeline": timeline(sheet, without=actions.AUTOSAVE),
        "editions": editions,
        "open_elsewhere": any(other.state in OPEN_STATES for other in editions),
    }
    return render(request, "programs/sheets/detail.html", context, status=status)


def _hand_over(sheet, actor) -> str:
    """Why the officer is offered a hand-over, if they are."""
    if sheet.state != SheetState.ACCEPTED or not may_change_liaison(actor, sheet.authority):
        return ""
    return queries.liaison_change(sheet)


def _refusal(sheet, actor) -> str:
    """Why an officer cannot judge a submitted sheet, in place of the button."""
    if sheet.state != SheetState.SUBMITTED:
        return ""
    if actor.kind == "bureau":
        return CONTACT_SHEET.verdict(sheet, "accept", actor).reason
    return may_attach_scan(actor, sheet).reason if sheet.is_entered else ""


def _overtaken(request, sheet, moved_on):
    """409 for a decision: says what happened in the meantime and shows the sheet as it is."""
    messages.warning(request, str(moved_on))
    return detail_page(request, visible_sheet(request, sheet.pk), status=409)
