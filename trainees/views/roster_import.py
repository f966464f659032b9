"""Bringing a workbook into a class's list: upload, sheet, columns, preview, accept, undo."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.files.keeping import Kept, discard, keep
from portal.files.streaming import hand_out_workbook
from portal.jobs.models import Job
from portal.policy import require
from portal.sheets import Unreadable
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import typed
from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from trainees import sheets
from trainees.actions import roster_import as actions
from trainees.checking import judging
from trainees.forms.person import PersonForm
from trainees.forms.roster_import import (
    AttestationForm,
    LetterForm,
    MappingForm,
    OptionsForm,
    SheetForm,
    UnitsForm,
    UploadForm,
)
from trainees.models import ImportRow, Roster, RosterImport
from trainees.policies.roster import may_import_roster, may_write_lists
from trainees.queries import import_history as history
from trainees.queries import import_left_out as left_out
from trainees.queries import import_units as money
from trainees.queries import roster_import as queries
from trainees.states import EDITABLE_ROSTER, ImportState

WORKING = [ImportState.READING, ImportState.ACCEPTING]
OPEN = [ImportState.READY, ImportState.ACCEPTED]


@require_http_methods(["GET", "POST"])
def upload(request, pk):
    """Files are looked into at once; if one cannot be used, none is kept."""
    cohort = own_cohort(request, pk)
    form = UploadForm(*_sent(request))
    if request.method == "GET" or not form.is_valid():
        return _upload(request, cohort, form)
    require(may_write_lists(request.actor, cohort))
    found = form.look_into()
    if form.errors:
        return _upload(request, cohort, form)
    brought = form.cleaned_data["letter"]
    letter = kept_letter(brought, cohort) if brought else None
    try:
        uploads = [form.upload(each) for each in found]
        batches = actions.begin_imports(cohort, uploads, letter=letter, actor=request.actor)
    except IllegalStep as refusal:
        if letter:
            discard(letter.key)
        form.add_error(None, str(refusal))
        return _upload(request, cohort, form, 409)
    return _begun(cohort, batches)


@require_http_methods(["GET", "POST"])
def sheet(request, public_id):
    """Which of several sheets holds the list; hidden ones are named and not offered."""
    batch = visible_batch(request, public_id)
    if batch.state != ImportState.UPLOADED:
        return redirect("imports:preview", public_id=public_id)
    choices = sheets.choices(batch.source.content, batch.file_name)
    lists = [choice.name for choice in choices if choice.is_list]
    form = SheetForm(typed(request), sheets=lists)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"batch": batch, "form": form, "choices": choices}
        return render(request, "trainees/imports/sheet.html", context, status=status)
    return _step(
        request,
        batch,
        lambda: actions.parse_import(
            batch, sheet=form.cleaned_data["sheet"], actor=request.actor
        ),
    )


@require_GET
def preview(request, public_id):
    batch = visible_batch(request, public_id)
    if batch.state == ImportState.UPLOADED:
        return redirect("imports:sheet", public_id=public_id)
    return preview_page(request, batch)


@require_GET
def template(request):
    """The empty list to fill in: nobody's data, so no record."""
    return hand_out_workbook(sheets.template(queries.region_names()), _("学员名单模板.xlsx"))


@require_POST
def annotated(request, public_id):
    """The uploader's file back, made while it is waited for: 10,000 rows at most."""
    batch = visible_batch(request, public_id)
    try:
        actions.hand_back_import(batch, actor=request.actor)
        content = sheets.annotated(batch, queries.whole(_rows(request, batch)))
    except (IllegalStep, Unreadable) as refusal:
        messages.warning(request, str(refusal))
        return preview_page(request, visible_batch(request, public_id), status=409)
    return hand_out_workbook(content, queries.annotated_name(batch))


@require_POST
def mapping(request, public_id):
    """Columns put right by hand; every row is judged anew."""
    batch = visible_batch(request, public_id)
    if batch.state not in OPEN:
        return redirect("imports:preview", public_id=public_id)
    form = MappingForm(request.POST, columns=queries.columns_of(batch))
    if not form.is_valid():
        return preview_page(request, batch, mapping_form=form, status=422)
    return _step(
        request,
        batch,
        lambda: actions.parse_import(
            batch,
            sheet=batch.sheet,
            mapping=form.mapping,
            drop_mended=drops_mended(request),
            actor=request.actor,
        ),
    )


@require_http_methods(["GET", "POST"])
def row(request, public_id, number):
    """One row mended in the page and judged at once."""
    batch = visible_batch(request, public_id)
    line = get_object_or_404(_rows(request, batch), number=number)
    if batch.state not in OPEN or line.is_accepted:
        return redirect("imports:preview", public_id=public_id)
    form = PersonForm(typed(request), line=line)
    if request.method == "GET" or not form.is_valid():
        problems = [queries.in_words(found) for found in line.problems]
        context = {"batch": batch, "row": line, "form": form, "problems": problems}
        status = 200 if request.method == "GET" else 422
        return render(request, "trainees/imports/row.html", context, status=status)
    held = judging.place_mended(batch, number, form.row).held
    return _step(
        request, batch, lambda: actions.correct_row(line, held=held, actor=request.actor)
    )


@require_POST
def accept(request, public_id):
    batch, form = visible_batch(request, public_id), AttestationForm(request.POST)
    if not form.is_valid():
        return preview_page(request, batch, form=form, status=422)
    try:
        batch = actions.accept_import(batch, attested=True, actor=request.actor)
    except ValidationError as problems:
        messages.error(request, " ".join(problems.messages))
        return preview_page(request, batch, status=422)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return preview_page(request, visible_batch(request, public_id), status=409)
    if batch.state == ImportState.ACCEPTED:
        messages.success(request, queries.accepted_words(batch))
    return redirect("imports:preview", public_id=public_id)


@require_POST
def undo(request, public_id):
    batch = visible_batch(request, public_id)
    try:
        kept = actions.undo_import(batch, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return preview_page(request, visible_batch(request, public_id), status=409)
    messages.success(request, _("已撤销这次导入"))
    if kept:
        text = _("%(count)d 人导入后又改过或已审核，留在名单中")
        messages.warning(request, text % {"count": kept})
    return redirect("rosters:detail", pk=batch.roster_id)


@require_POST
def cancel(request, public_id):
    batch = visible_batch(request, public_id)
    try:
        actions.cancel_import(batch, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return preview_page(request, visible_batch(request, public_id), status=409)
    messages.success(request, _("已放弃这次导入，名单没有改动"))
    return redirect("rosters:detail", pk=batch.roster_id)


def own_cohort(request, pk) -> Cohort:
    own = Cohort.objects.visible_to(request.actor).filter(
        organization=request.actor.organization
    )
    return get_object_or_404(own.for_table(), pk=pk)


def visible_batch(request, public_id) -> RosterImport:
    batches = RosterImport.objects.visible_to(request.actor).for_table()
    return get_object_or_404(batches, public_id=public_id)


def _rows(request, batch):
    return ImportRow.objects.visible_to(request.actor).filter(roster_import=batch)


def kept_letter(letter, cohort) -> Kept:
    return keep(
        letter.content,
        name=letter.name,
        purpose="recommendation",
        owner=cohort.organization.code,
    )


def _begun(cohort, batches):
    """One file goes on at once; several are shown together."""
    if len(batches) > 1:
        return redirect("imports:files", pk=cohort.pk)
    waits = batches[0].state == ImportState.UPLOADED
    return redirect(
        "imports:sheet" if waits else "imports:preview", public_id=batches[0].public_id
    )


def _upload(request, cohort, form, status=None):
    context = {
        "cohort": cohort,
        "form": form,
        "verdict": may_write_lists(request.actor, cohort),
        "roster": Roster.objects.visible_to(request.actor).filter(cohort=cohort).open().first(),
    }
    status = status or (422 if form.is_bound else 200)
    return render(request, "trainees/imports/upload.html", context, status=status)


def _step(request, batch, act):
    """Do it and go back to the preview, or say what happened in the meantime."""
    try:
        act()
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
        return preview_page(request, visible_batch(request, batch.public_id), status=409)
    return redirect("imports:preview", public_id=batch.public_id)


def drops_mended(request) -> bool:
    """Whether what was put right on the page is given up; only ever by a tick of its own."""
    return "drop_mended" in request.POST


def preview_page(
    request,
    batch,
    *,
    form=None,
    mapping_form=None,
    whole=None,
    letter=None,
    units=None,
    status=200,
):
    found = queries.shown(_rows(request, batch), queries.under(request, batch))
    page = KeysetPage(found.select_related("roster_import"), request, order=("number",))
    is_open = batch.state in OPEN
    mapping_form = mapping_form or MappingForm(columns=queries.columns_of(batch))
    context = {
        "batch": batch,
        "job": _job(request, batch) if batch.state in WORKING else None,
        "is_open": is_open,
        "notices": queries.notices(batch),
        "stats": queries.stats(request, batch),
        "pills": queries.pills(request, batch),
        "page": page,
        "rows": [queries.line(row) for row in page],
        "total": capped_count(found),
        "form": form or AttestationForm(),
        "waiting": queries.waiting(batch),
        "mapping_form": mapping_form,
        "options": whole or OptionsForm(initial=_options(batch)),
        "letter_form": letter or LetterForm(),
        "units": units or UnitsForm(batch=batch),
        "money": money.panel(batch),
        "left_out": left_out.panel(batch),
        "mended": left_out.mended(batch) if is_open else None,
        "whole_file": history.whole_file(batch),
        "earlier": history.earlier(batch),
        "columns": queries.mapping_rows(batch, mapping_form) if is_open else [],
        "may_import": may_import_roster(request.actor, batch),
        "may_undo": _may_undo(batch),
        "handback": queries.handback(batch) if is_open else None,
        "steps": queries.progress(batch),
    }
    return render(request, "trainees/imports/preview.html", context, status=status)


def _options(batch) -> dict:
    return {"route": batch.route, "source_authority": batch.source_authority_id}


def _may_undo(batch) -> bool:
    return batch.state == ImportState.ACCEPTED and batch.roster.state in EDITABLE_ROSTER


def _job(request, batch) -> Job | None:
    jobs = Job.objects.visible_to(request.actor).filter(key__contains=str(batch.public_id))
    return jobs.order_by("-pk").first()


def _sent(request) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()
