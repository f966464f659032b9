"""Pages of the classes: the list, the plan with its opinions, the decisions on it."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from institutions.models import Organization
from institutions.states import Kind
from portal.audit.timeline import timeline
from portal.ui import beside
from portal.ui.pages import KeysetPage, capped_count, pill_links
from portal.ui.stages import stage_of, stages
from portal.ui.wording import number
from portal.workflow.engine import IllegalStep
from programs.actions import cohort as actions
from programs.actions.cohort import EDITABLE, PLAN
from programs.forms.cohort import CohortFilter, OpinionForm
from programs.models import Cohort, Countersign, Filing, Mandate, Program, Track
from programs.policies.cohort import decides_plans, may_countersign, may_run_cohort
from programs.policies.mandate import mandate_is_active
from programs.queries import cohort as queries
from programs.states import CohortState, Opinion, ProgramState
from programs.workflow.cohort import COHORT

from .steps import take_step

STEPS = {
    "approve": actions.approve_plan,
    "overrule": actions.overrule_objections,
    "return": actions.return_plan,
    "enrol": actions.open_enrolment,
    "teach": actions.start_teaching,
    "wind_up": actions.begin_closing,
    "close": actions.close_cohort,
    "cancel": actions.cancel_cohort,
}
ANSWERS = {"agree": actions.agree_to_plan, "object": actions.object_to_plan}
OVERSEERS = frozenset({Kind.BUREAU, Kind.CENTRE, Kind.AUTHORITY})
RUNNING = frozenset({ProgramState.OPEN, ProgramState.CLOSING})
STAGES = [
    {CohortState.DRAFT, CohortState.RETURNED},
    {CohortState.SUBMITTED},
    {CohortState.COUNTERSIGNED},
    {CohortState.APPROVED, CohortState.ENROLLING},
    {CohortState.TEACHING, CohortState.CLOSING},
]


@require_GET
def cohort_list(request):
    programs = list(Program.objects.visible_to(request.actor).order_by("-year"))
    program = _chosen(programs, request.GET.get("year"))
    cohorts = Cohort.objects.visible_to(request.actor).filter(program=program)
    oversees = request.actor.kind in OVERSEERS
    filters = CohortFilter(
        {"year": program.code, **request.GET.dict()},
        programs=programs,
        tracks=Track.objects.visible_to(request.actor).filter(program=program),
        bodies=_mandated(request, program) if oversees else [],
    )
    found = filters.narrow(cohorts)
    context = {
        "program": program,
        "filter": filters,
        "clear_url": request.path,
        "page": KeysetPage(found.for_table(), request, order=("-pk",)),
        "total": capped_count(found),
        "any": cohorts.exists(),
        "may_plan": _may_plan(request, program),
    }
    return render(request, "programs/cohorts/list.html", context)


@require_GET
def countersign_list(request):
    """The plans on which this region's word is asked, those still open first to see."""
    asked = Countersign.objects.visible_to(request.actor)
    waiting = asked.filter(opinion=Opinion.PENDING, cohort__state=CohortState.SUBMITTED)
    shown = asked if request.GET.get("show") == "all" else waiting
    pills = [("", _("待会签")), ("all", _("全部"))]
    counts = {"": waiting.count(), "all": asked.count()}
    context = {
        "page": KeysetPage(
            shown.select_related("cohort__organization", "cohort__track"),
            request,
            order=("-pk",),
        ),
        "total": counts["all" if shown is asked else ""],
        "pills": pill_links(request, "show", pills, counts),
    }
    return render(request, "programs/cohorts/countersigns.html", context)


@require_GET
def detail(request, pk):
    return _detail(request, _cohort(request, pk))


@require_POST
def countersign(request, pk):
    cohort = _cohort(request, pk)
    rows = Countersign.objects.visible_to(request.actor).filter(cohort=cohort)
    row = get_object_or_404(
        rows.select_related("authority"), authority__code=request.actor.organization_slug
    )
    form, name = OpinionForm(request.POST), request.POST.get("opinion")
    if name not in ANSWERS or not form.is_valid():
        return _detail(request, cohort, form, status=422)
    try:
        ANSWERS[name](row, actor=request.actor, note=form.cleaned_data["note"])
    except ValidationError as problems:
        form.add_error(None, problems)
        return _detail(request, cohort, form, status=422)
    except IllegalStep as moved_on:
        return _overtaken(request, cohort, moved_on, form.cleaned_data["note"])
    messages.success(request, _("会签意见已送达承担机构和方案批准部门"))
    return redirect("cohorts:detail", pk=pk)


@require_POST
def step(request, pk, name):
    return take_step(
        request,
        _cohort(request, pk),
        name,
        verbs=STEPS,
        workflow=COHORT,
        show=_detail,
        overtaken=_overtaken,
        url_name="cohorts:detail",
    )


def _chosen(programs, code) -> Program:
    asked = [row for row in programs if row.code == code]
    running = [row for row in programs if row.state in RUNNING]
    for rows in (asked, running, programs):
        if rows:
            return rows[0]
    raise Http404


def _mandated(request, program) -> list[Organization]:
    mandates = Mandate.objects.visible_to(request.actor).filter(program=program)
    return [row.organization for row in mandates.select_related("organization")]


def _may_plan(request, program) -> bool:
    if request.actor.kind not in {Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE}:
        return False
    body = request.actor.organization
    mandate = Mandate.objects.visible_to(request.actor).filter(program=program)
    draft = Cohort(program=program, organization=body)
    return bool(
        may_run_cohort(request.actor, draft)
        and mandate_is_active(mandate.filter(organization=body).first())
    )


def _cohort(request, pk) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.actor).for_table(), pk=pk)


def _detail(request, cohort, form=None, status=200, kept=""):
    rows = Countersign.objects.visible_to(request.actor).filter(cohort=cohort)
    opinions = list(rows.select_related("authority", "given_by"))
    steps = COHORT.available(cohort, request.actor)
    own = next((row for row in opinions if _is_open_to(request.actor, row, cohort)), None)
    may_plan = bool(may_run_cohort(request.actor, cohort))
    context = {
        "cohort": cohort,
        "rows": plan_rows(cohort),
        "partners": cohort.partners.all(),
        "filing": Filing.objects.visible_to(request.actor).filter(cohorts=cohort).first(),
        "opinions": opinions,
        "own": own,
        "form": form or OpinionForm(),
        "steps": {name: rule for name, rule in steps.items() if name in STEPS},
        "refusal": _refusal(cohort, request.actor),
        "editable": may_plan and cohort.state in EDITABLE,
        "return_note": queries.return_note(cohort) if cohort.state == "returned" else "",
        "progress": progress(cohort),
        "timeline": timeline(cohort),
        "beside": beside.panels("cohort", request.actor, cohort),
        "kept": kept,
    }
    return render(request, "programs/cohorts/detail.html", context, status=status)


def _is_open_to(actor, row, cohort) -> bool:
    waiting = row.opinion == Opinion.PENDING and cohort.state == CohortState.SUBMITTED
    return waiting and bool(may_countersign(actor, row))


def plan_rows(cohort) -> list[dict]:
    """Label and value of each field of the plan, in the form's order."""
    return [
        {
            "name": name,
            "label": cohort._meta.get_field(name).verbose_name,
            "value": _shown(getattr(cohort, name)),
        }
        for name in PLAN
        if name != "name"
    ]


def _shown(value) -> str:
    if value is None or value == "":
        return _("未填写")
    return number(value) if isinstance(value, Decimal) else str(value)


def progress(cohort) -> list[dict]:
    """The step bar, from the plan to the last day of the class."""
    labels = [_("编报方案"), _("主管部门会签"), _("批准方案"), _("招生"), _("培训与结业")]
    return stages(labels, stage_of(cohort.state, STAGES, CohortState.CLOSED))


def _refusal(cohort, actor) -> str:
    """Why somebody of the deciding office cannot approve now, in place of the button."""
    name = {CohortState.SUBMITTED: "overrule", CohortState.COUNTERSIGNED: "approve"}.get(
        cohort.state
    )
    if name is None or not decides_plans(actor, cohort):
        return ""
    return COHORT.verdict(cohort, name, actor).reason


def _overtaken(request, cohort, moved_on, note):
    """409: what happened meanwhile, the class as it is now, and the words typed."""
    messages.warning(request, str(moved_on))
    return _detail(request, _cohort(request, cohort.pk), status=409, kept=note)
