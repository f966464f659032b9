"""The region's own pages: filling the information form in, checking it, sending it."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.audit.timeline import timeline
from portal.ui import conflicts
from portal.ui.posted import seen_revision, typed
from portal.ui.stages import stages
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import contact_sheet as actions
from programs.actions.contact_sheet import EDITABLE
from programs.forms.contact_sheet import ContactSheetForm, ScanForm, SubmissionForm
from programs.models import ContactSheet
from programs.policies.contact_sheet import may_fill_sheet, scan_demand
from programs.queries import contact_sheet as queries

from .contact_sheet import due_of, rows_of, running_program, scans_of, visible_sheet

MARK = 32
# The region begins a new edition because its liaison changes.
LIAISON = "liaison"


@require_GET
def mine(request):
    """The authority's own form: straight to the open edition, else what there is."""
    program = running_program(request)
    sheets = ContactSheet.objects.visible_to(request.actor).filter(program=program)
    sheet = sheets.open().first() or sheets.order_by("-edition").first()
    if sheet is None:
        blank = ContactSheet(program=program, authority=request.actor.organization)
        verdict = may_fill_sheet(request.actor, blank)
        earlier = ContactSheet.objects.visible_to(request.actor).accepted().for_table()
        former = earlier.order_by("-program__year").first()
        context = {"program": program, "verdict": verdict, "former": former}
        return render(request, "programs/sheets/empty.html", context)
    if sheet.state in EDITABLE and may_fill_sheet(request.actor, sheet):
        return redirect("sheets:edit", pk=sheet.pk)
    return redirect("sheets:detail", pk=sheet.pk)


@require_POST
def begin(request):
    program = running_program(request)
    sheet = actions.open_sheet(program, request.actor.organization, actor=request.actor)
    if request.POST.get("act") == "unchanged":
        return _to_check(request, sheet)
    if request.POST.get("act") == LIAISON:
        url = reverse("sheets:edit", args=[sheet.pk])
        return redirect(f"{url}?change={LIAISON}#id_liaison_name")
    return redirect("sheets:edit", pk=sheet.pk)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    sheet = visible_sheet(request, pk)
    if sheet.state not in EDITABLE or not may_fill_sheet(request.actor, sheet):
        return _closed(request, sheet)
    if request.method == "GET":
        return render(request, "programs/sheets/edit.html", _editing(sheet, request))
    form = ContactSheetForm(request.POST, instance=visible_sheet(request, pk))
    if request.POST.get("act") == actions.AUTOSAVE:
        return _autosave(request, sheet, form)
    if not form.is_valid():
        return render(
            request, "programs/sheets/edit.html", _editing(sheet, request, form), status=422
        )
    try:
        sheet = actions.save_sheet(
            sheet,
            values=form.cleaned_data,
            revision=seen_revision(request),
            page=_page(request),
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
    sheet = visible_sheet(request, pk)
    if sheet.state not in EDITABLE or not may_fill_sheet(request.actor, sheet):
        return _closed(request, sheet)
    form = SubmissionForm(typed(request), initial={"revision": sheet.revision})
    if request.method == "GET" or not form.is_valid():
        return check_page(request, sheet, form, 200 if request.method == "GET" else 422)
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
        return check_page(request, stale.current, status=409)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return redirect("sheets:detail", pk=pk)
    return redirect("sheets:done", pk=pk)


@require_GET
def done(request, pk):
    sheet = visible_sheet(request, pk)
    scan_due = None if sheet.scan() else scan_demand(sheet).due_on
    context = {"sheet": sheet, "scan_due": scan_due}
    return render(request, "programs/sheets/done.html", context)


def _closed(request, sheet):
    """Not in this person's hands: shown as it stands, and whoever sent something is told."""
    refusal = may_fill_sheet(request.actor, sheet).reason
    state = {"state": sheet.get_state_display()}
    said = refusal or _("信息表%(state)s，不能再改，刚才的内容没有保存") % state
    if request.POST.get("act") == actions.AUTOSAVE:
        return JsonResponse({"said": said}, status=409)
    if request.method == "POST":
        messages.warning(request, said)
    return redirect("sheets:detail", pk=sheet.pk)


def _autosave(request, sheet, form):
    """The page saves by itself: what is well-formed is kept, the rest waits for its typist."""
    form.is_valid()
    try:
        sheet = actions.save_sheet(
            sheet,
            values=form.cleaned_data,
            revision=seen_revision(request),
            page=_page(request),
            by_itself=True,
            actor=request.actor,
        )
    except Stale:
        said = _("同事刚改过这份信息表，自动保存已停止；按“保存草稿”时两边并排由您选择")
        return JsonResponse({"said": said}, status=409)
    except IllegalStep as moved_on:
        return JsonResponse({"said": str(moved_on)}, status=409)
    at = f"{timezone.localtime(sheet.saved_at):%H:%M}"
    said = _("已自动保存 %(at)s") % {"at": at}
    if form.errors:
        said = _("已自动保存 %(at)s，有 %(count)d 处要改的没有存") % {
            "at": at,
            "count": len(form.errors),
        }
    return JsonResponse({"seen": sheet.revision, "said": said})


def _page(request) -> str:
    """The mark of the page that saves, as it was drawn; anything longer is none of ours."""
    mark = request.POST.get("page", "")
    return mark if len(mark) <= MARK else ""


def _editing(sheet, request, form=None) -> dict:
    changing = request.GET.get("change") == LIAISON
    form = form or ContactSheetForm(instance=sheet)
    if changing:
        form.fields["liaison_name"].widget.attrs["autofocus"] = True
    return {
        "sheet": sheet,
        "due_at": due_of(sheet),
        "changing": changing,
        "form": form,
        "seen": request.POST.get("seen", sheet.revision),
        "page": _page(request) or secrets.token_urlsafe(12),
        "fixes": queries.fixes(sheet),
        "steps": _progress(sheet, 0),
        "timeline": timeline(sheet, without=actions.AUTOSAVE),
    }


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


def check_page(request, sheet, form=None, status=200, upload=None):
    """The form as it would be sent; ``form`` and ``upload`` as somebody sent them."""
    context = {
        "sheet": sheet,
        "due_at": due_of(sheet),
        "rows": rows_of(sheet),
        "kept": queries.kept_by_new_liaison(sheet),
        "open_fixes": [row for row in queries.fixes(sheet) if not row.is_done],
        "steps": _progress(sheet, 1),
        "form": form or SubmissionForm(initial={"revision": sheet.revision}),
        **scans_of(sheet),
        "upload": upload or ScanForm(),
    }
    return render(request, "programs/sheets/check.html", context, status=status)


def _refused(request, sheet, form, problems):
    for name, messages_of_field in problems.message_dict.items():
        form.add_error(name if name in form.fields else None, messages_of_field)
    return check_page(request, sheet, form, 422)


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
