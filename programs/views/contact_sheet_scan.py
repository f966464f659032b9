"""The paper side: the form printed for its seal, the stamped scan brought back, its rule."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.files.keeping import discard, keep
from portal.files.streaming import hand_out_paper, stream
from portal.pdf.layout import Unprintable
from portal.workflow.engine import IllegalStep
from programs.actions import contact_sheet_scan as actions
from programs.actions.contact_sheet import EDITABLE
from programs.forms.contact_sheet import ScanForm, ScanRuleForm
from programs.models import Milestone, SheetScan
from programs.papers import information_form
from programs.queries.contact_sheet_paper import paper_facts, paper_number
from programs.states import MilestoneKind

from .contact_sheet import board_page, detail_page, running_program, visible_sheet
from .contact_sheet_filling import check_page


@require_GET
def paper(request, pk):
    """The edition as it stands, on one sheet; small, so it is made while one waits."""
    sheet = visible_sheet(request, pk)
    try:
        content = information_form(paper_facts(sheet))
    except Unprintable as fault:
        messages.error(request, str(fault))
        return redirect("sheets:detail", pk=pk)
    return hand_out_paper(content, f"{paper_number(sheet)}.pdf")


@require_POST
def attach(request, pk):
    sheet = visible_sheet(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        page = check_page if sheet.state in EDITABLE else detail_page
        return page(request, sheet, status=422, upload=form)
    brought = form.cleaned_data["scan"]
    kept = keep(brought.content, name=brought.name, purpose="scan", owner=sheet.authority.code)
    try:
        actions.attach_scan(sheet, kept=kept, actor=request.actor)
    except IllegalStep as moved_on:
        discard(kept.key)
        messages.warning(request, str(moved_on))
        return redirect("sheets:detail", pk=pk)
    messages.success(request, _("盖章扫描件已上传"))
    return redirect("sheets:check" if sheet.state in EDITABLE else "sheets:detail", pk=pk)


@require_GET
def scan(request, pk, scan):
    found = SheetScan.objects.visible_to(request.actor).select_related("file")
    return stream(get_object_or_404(found, sheet=pk, pk=scan).file, as_attachment=False)


@require_POST
def rule(request):
    program = running_program(request)
    milestones = Milestone.objects.visible_to(request.actor)
    milestone = milestones.of(program, MilestoneKind.CONTACT_SHEET)
    if milestone is None:
        raise Http404
    form = ScanRuleForm(request.POST, milestone)
    if not form.is_valid():
        return board_page(request, rule=form, status=422)
    actions.change_scan_rule(
        milestone,
        rule=form.cleaned_data["scan_rule"],
        days=form.cleaned_data["scan_days"],
        actor=request.actor,
    )
    messages.success(request, _("盖章扫描件的要求已更改"))
    return redirect("sheets:board")
