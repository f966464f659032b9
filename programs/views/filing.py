"""Pages of joint and commissioned trainings: the list, one filing, the Bureau's steps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from institutions.models import Organization
from institutions.states import Kind
from portal.audit.timeline import timeline
from portal.files.streaming import hand_out_workbook, stream
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import typed
from portal.ui.stages import stage_of, stages
from portal.workflow.engine import IllegalStep
from programs.actions import filing as actions
from programs.actions.filing import EDITABLE
from programs.actions.filing_class import open_class
from programs.data.money import money
from programs.forms.filing import FilingFilter, RemarksForm
from programs.models import Cohort, Filing, Program, Track
from programs.models.filing import CONTENT
from programs.policies.filing import may_coordinate_filing, may_open_class, may_write_filing
from programs.queries import filing as queries
from programs.sheets import filing as sheets
from programs.states import CohortState, FilingState
from programs.workflow.filing import FILING

from .steps import take_step

STEPS = {
    "withdraw": actions.withdraw_filing,
    "review": actions.review_filing,
    "accept": actions.accept_filing,
    "advise": actions.advise_filing,
    "cancel": actions.cancel_filing,
}
STAGES = [
    {FilingState.DRAFT, FilingState.RETURNED, FilingState.TO_ADJUST},
    {FilingState.SUBMITTED, FilingState.IN_REVIEW},
    {FilingState.ACCEPTED},
    {FilingState.RUNNING},
]


@require_GET
def filing_list(request):
    filters, found = _chosen(request)
    context = {
        "program": _program(request),
        "filter": filters,
        "clear_url": request.path,
        "page": KeysetPage(found.for_table(), request, order=("-pk",)),
        "total": capped_count(found),
        "query": request.GET.urlencode(),
        "may_write": _may_write(request.actor),
    }
    return render(request, "programs/filings/list.html", context)


@require_GET
def export(request):
    _filters, found = _chosen(request)
    rows = list(found.for_table().order_by("-pk")[: sheets.MOST_ROWS])
    content = actions.export_filings(_program(request), rows, actor=request.actor)
    return hand_out_workbook(content, _("联合委托培养备案.xlsx"))


@require_GET
def calendar(request):
    program = _program(request)
    filings = Filing.objects.visible_to(request.actor).filter(program=program)
    live = filings.exclude(state=FilingState.CANCELLED)
    context = {"program": program, "calendar": queries.calendar(live)}
    return render(request, "programs/filings/calendar.html", context)


@require_GET
def detail(request, pk):
    return _detail(request, visible_filing(request, pk))


@require_GET
def agreement(request, pk):
    filing = visible_filing(request, pk)
    if filing.agreement is None:
        raise Http404
    return stream(filing.agreement)


@require_http_methods(["GET", "POST"])
def send_back(request, pk):
    """Itemised: what is to be mended, written beside each item."""
    filing = visible_filing(request, pk)
    verdict = FILING.verdict(filing, "return", request.actor)
    if request.method == "GET" and not verdict:
        messages.warning(request, verdict.reason)
        return redirect("filings:detail", pk=pk)
    form = RemarksForm(typed(request))
    if request.method == "GET" or not form.is_valid():
        return _remarks(request, filing, form, 200 if request.method == "GET" else 422)
    try:
        actions.return_filing(filing, remarks=form.remarks, actor=request.actor)
    except ValidationError as problems:
        form.add_error(None, problems)
        return _remarks(request, filing, form, 422)
    except IllegalStep as moved_on:
        return _overtaken(request, filing, moved_on, _("；").join(form.remarks.values()))
    messages.success(request, _("已退回，并通知该地区联络员和分管负责同志"))
    return redirect("filings:detail", pk=pk)


@require_POST
def step(request, pk, name):
    return take_step(
        request,
        visible_filing(request, pk),
        name,
        verbs=STEPS,
        workflow=FILING,
        show=_detail,
        overtaken=_overtaken,
        url_name="filings:detail",
    )


@require_POST
def start_class(request, pk):
    filing = visible_filing(request, pk)
    try:
        cohort = open_class(filing, actor=request.actor)
    except PermissionDenied as refusal:
        return _overtaken(request, filing, refusal)
    messages.success(request, _("已按备案开始编报培训方案，请补齐后报送"))
    return redirect("cohorts:edit", pk=cohort.pk)


def visible_filing(request, pk) -> Filing:
    rows = Filing.objects.visible_to(request.actor).for_table()
    return get_object_or_404(rows.select_related("agreement"), pk=pk)


def filing_rows(filing) -> list[dict]:
    """Label, value and remark of each item, in the form's order."""
    return [
        {
            "name": name.removesuffix("_fen"),
            "label": filing._meta.get_field(name).verbose_name,
            "value": _shown(filing, name) or _("未填写"),
            "remark": filing.remarks.get(name, ""),
        }
        for name in CONTENT
    ]


def progress(filing) -> list[dict]:
    """The step bar, from the draft to the end of the class."""
    labels = [_("填写"), _("中小企业局统筹"), _("纳入统筹"), _("开班实施")]
    return stages(labels, stage_of(filing.state, STAGES, FilingState.CLOSED))


def _chosen(request):
    program = _program(request)
    filings = Filing.objects.visible_to(request.actor).filter(program=program)
    oversees = request.actor.kind in {Kind.BUREAU, Kind.CENTRE}
    regions = Organization.objects.visible_to(request.actor).filter(kind=Kind.AUTHORITY)
    filters = FilingFilter(
        request.GET.dict(),
        tracks=Track.objects.visible_to(request.actor).filter(program=program),
        authorities=list(regions.order_by("seq")) if oversees else [],
    )
    return filters, filters.narrow(filings)


def _program(request) -> Program:
    program = Program.objects.visible_to(request.actor).current()
    if program is None:
        raise Http404
    return program


def _may_write(actor) -> bool:
    if actor.kind != Kind.AUTHORITY:
        return False
    return bool(may_write_filing(actor, Filing(authority=actor.organization)))


def _shown(filing, name) -> str:
    value = getattr(filing, name)
    if name.endswith("_fen"):
        return _("%s 元") % money(value) if value else ""
    if name == "kind":
        return filing.get_kind_display()
    return value.name if name in {"organization", "track"} else str(value)


def _detail(request, filing, status=200, kept=""):
    actor = request.actor
    steps = FILING.available(filing, actor)
    classes = Cohort.objects.visible_to(actor).filter(filing=filing)
    context = {
        "filing": filing,
        "rows": filing_rows(filing),
        "per_head": money(filing.per_head_fen),
        "general": filing.remarks.get("general", ""),
        "file_remark": filing.remarks.get("agreement", ""),
        "steps": {name: rule for name, rule in steps.items() if name in STEPS},
        "may_return": "return" in steps,
        "refusal": _refusal(filing, actor),
        "editable": filing.state in EDITABLE and bool(may_write_filing(actor, filing)),
        "opens": bool(may_open_class(actor, filing)),
        "classes": classes.exclude(state=CohortState.CANCELLED),
        "progress": progress(filing),
        "timeline": timeline(filing),
        "kept": kept,
    }
    return render(request, "programs/filings/detail.html", context, status=status)


def _refusal(filing, actor) -> str:
    """Why somebody of the Bureau cannot act on what waits, in place of the buttons."""
    if filing.state not in STAGES[1] or actor.kind != Kind.BUREAU:
        return ""
    return may_coordinate_filing(actor, filing).reason


def _remarks(request, filing, form, status):
    items = [(row, form[name]) for row, name in zip(filing_rows(filing), CONTENT, strict=True)]
    context = {"filing": filing, "form": form, "items": items}
    return render(request, "programs/filings/return.html", context, status=status)


def _overtaken(request, filing, moved_on, note=""):
    """409: what happened meanwhile, the filing as it is now, and the words typed."""
    messages.warning(request, str(moved_on))
    return _detail(request, visible_filing(request, filing.pk), status=409, kept=note)
