"""The way of a class: planned, countersigned, approved, enrolling, teaching, closed (R15)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record, record_many
from portal.calendar.days import add_workdays
from portal.language import house_language
from portal.notices.post import post
from portal.policy import SystemActor, require
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import require_newest, write
from programs.checking import plan_problems
from programs.models import Cohort, Countersign, Mandate, Milestone
from programs.policies.cohort import may_countersign, may_run_cohort
from programs.policies.mandate import mandate_covers
from programs.states import CohortState, LatePolicy, MilestoneKind, MilestoneState, Opinion
from programs.workflow.cohort import COHORT

from .filing import follow_class

EDITABLE = [CohortState.DRAFT, CohortState.RETURNED]
STALE = gettext_lazy("保存前，这份培训方案已被改过")
PLAN = [
    "name",
    "topic",
    "capacity",
    "starts_on",
    "ends_on",
    "place",
    "objectives",
    "modules",
    "classroom_hours",
    "practice_hours",
    "teacher",
]
COUNTERSIGNING = SystemActor(gettext_lazy("会签"))
PLANNER = (Duty.MANAGER,)
REGION = (Duty.LIAISON, Duty.LEAD)
DECIDERS = (Duty.REVIEWER, Duty.OFFICER, Duty.LEAD)

describe(
    "programs.cohort",
    {
        "plan": gettext_lazy("编报方案"),
        "save": gettext_lazy("修改方案"),
        "choose_bodies": gettext_lazy("确定会签单位"),
        "silent": gettext_lazy("期满未回复"),
    },
)
describe("programs.cohort", {"agree": gettext_lazy("会签同意")}, "done")
describe("programs.cohort", {"object": gettext_lazy("会签有意见")}, "back")


@transaction.atomic
def plan_cohort(program, organization, *, track, values: dict, actor) -> Cohort:
    """Begin the plan of a class with the next free number of its body and track.

    The number is taken under the lock of the body's mandate, under which a
    suspension is written too: a suspended body cannot slip in between.

    Args:
        values: Field names of ``PLAN``; without a name the class gets the
            programme's own, ``望江大学 · 区域发展 · 01 班``.

    Raises:
        PermissionDenied: not its manager, or no active mandate for the track.
    """
    draft = Cohort(program=program, organization=organization, track=track)
    require(may_run_cohort(actor, draft))
    _require_mandate(draft)
    former = Cohort.objects.filter(program=program, track=track, organization=organization)
    draft.no = (former.aggregate(Max("no"))["no__max"] or 0) + 1
    draft.code = f"{program.year}-{track.code}-{organization.code}-{draft.no:02d}"
    for name, value in _named(draft, values).items():
        setattr(draft, name, value)
    draft.created_by = actor.user
    draft.save()
    record(actor, "plan", draft, code=draft.code)
    return draft


@transaction.atomic
def save_plan(cohort: Cohort, *, values: dict, revision: int, actor) -> Cohort:
    """Keep what was typed; incomplete is allowed, a stale page is not.

    Raises:
        Stale: somebody else saved in between.
        IllegalStep: the plan is no longer in the planner's hands.
    """
    require(may_run_cohort(actor, cohort))
    before = Cohort.objects.get(pk=cohort.pk)
    changes = _named(cohort, values)
    cohort = _write(cohort, revision, changes)
    changed = [name for name in changes if getattr(before, name) != getattr(cohort, name)]
    if changed:
        record(actor, "save", cohort, fields=changed)
    return cohort


@transaction.atomic
def choose_bodies(cohort: Cohort, *, authorities, partners, revision: int, actor) -> Cohort:
    """Say which authorities are concerned (会签单位) and with whom the class is run.

    Raises:
        Stale: somebody else saved in between.
        IllegalStep: the plan is no longer in the planner's hands.
    """
    require(may_run_cohort(actor, cohort))
    cohort = _write(cohort, revision, {})
    cohort.partners.set(partners)
    chosen = {body.pk: body for body in authorities}
    cohort.countersigns.exclude(authority__in=chosen).delete()
    present = set(cohort.countersigns.values_list("authority", flat=True))
    Countersign.objects.bulk_create(
        [Countersign(cohort=cohort, authority=chosen[pk]) for pk in chosen.keys() - present]
    )
    record(
        actor,
        "choose_bodies",
        cohort,
        authorities=sorted(body.code for body in chosen.values()),
        partners=sorted(body.code for body in partners),
    )
    return cohort


@transaction.atomic
def submit_plan(cohort: Cohort, *, revision: int, actor) -> Cohort:
    """Send the plan: to the authorities concerned, or without any to the deciding office.

    Every sending, also one after a return, asks every authority anew, until
    the end of the year's number of working days from today. Source: R15.

    Raises:
        ValidationError: the plan lacks something; messages by field.
        Stale: the page checked another revision than the one on file.
        IllegalStep: already sent, or plans are no longer taken.
        PermissionDenied: not its manager, or no active mandate for the track.
    """
    require(may_run_cohort(actor, cohort))
    _require_mandate(cohort)
    current = Cohort.objects.select_for_update().get(pk=cohort.pk)
    require_newest(current, revision, editable=EDITABLE, stale=STALE)
    if problems := plan_problems(current):
        raise ValidationError(problems)
    moment = clock.now()
    _require_in_time(current, moment)
    days = current.program.countersign_days
    cohort = COHORT.advance(
        cohort.pk,
        "submit",
        actor=actor,
        stamp={
            "submitted_at": moment,
            "submitted_by": actor.user,
            "approved_at": None,
            "approved_by": None,
            "countersign_due_on": add_workdays(clock.local_day(moment), days),
        },
    )
    cohort.countersigns.update(opinion=Opinion.PENDING, note="", given_at=None, given_by=None)
    due_on = str(cohort.countersign_due_on)
    _tell("plan.submitted", cohort, _asked(cohort), REGION, actor, due_on=due_on)
    return _conclude(cohort)


@transaction.atomic
def agree_to_plan(countersign: Countersign, *, actor, note: str = "") -> Cohort:
    """Agree for one's region (同意); the last answer lets the plan go on.

    Raises:
        IllegalStep: the plan has moved on, or a colleague has answered.
        PermissionDenied: another region was asked.
    """
    return _conclude(_give(countersign, "agree", Opinion.AGREED, note, actor))


@transaction.atomic
def object_to_plan(countersign: Countersign, *, actor, note: str) -> Cohort:
    """Object for one's region (有意见), with what should change; the planner is told.

    Raises:
        ValidationError: it is not said what should change.
        IllegalStep, PermissionDenied: see :func:`agree_to_plan`.
    """
    if not note.strip():
        raise ValidationError({"note": _("请写明对方案的意见，例如“请把开班时间改到春节后”")})
    cohort = _give(countersign, "object", Opinion.OBJECTED, note, actor)
    region = countersign.authority.short_name
    _tell_planner("plan.objected", cohort, actor, authority=region, note=note.strip())
    return _conclude(cohort)


@transaction.atomic
def settle_silence(cohort: Cohort, *, today: date, actor) -> Cohort:
    """Count the authorities silent past the due day as 期满未回复; any number of times.

    The due day itself still belongs to them.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.state != CohortState.SUBMITTED or cohort.countersign_due_on >= today:
        return cohort
    silent = cohort.countersigns.filter(opinion=Opinion.PENDING)
    regions = [row.authority.short_name for row in silent.select_related("authority")]
    if not regions:
        return cohort
    silent.update(opinion=Opinion.SILENT, given_at=clock.now())
    record_many(actor, "silent", [(cohort, {"note": region}) for region in regions])
    return _conclude(cohort)


@transaction.atomic
def approve_plan(cohort: Cohort, *, actor, note: str = "") -> Cohort:
    """Approve a countersigned plan (批准); its body is told.

    Raises:
        PermissionDenied: not the deciding office, the sender in person, or the
            body's mandate is no longer active.
    """
    return _approve(cohort, "approve", note, actor)


@transaction.atomic
def overrule_objections(cohort: Cohort, *, actor, note: str) -> Cohort:
    """Approve a plan to which an authority objects, with the reasons.

    Raises:
        ValidationError: no reasons are given.
        PermissionDenied: as :func:`approve_plan`, or a region has yet to answer.
    """
    return _approve(cohort, "overrule", note, actor)


@transaction.atomic
def return_plan(cohort: Cohort, *, actor, note: str) -> Cohort:
    """Send the plan back with what should change; its body is told."""
    cohort = COHORT.advance(cohort.pk, "return", actor=actor, note=note)
    _tell_planner("plan.returned", cohort, actor, note=note.strip())
    return cohort


@transaction.atomic
def open_enrolment(cohort: Cohort, *, actor, note: str = "") -> Cohort:
    """Begin to take people (开始招生); a body suspended meanwhile cannot."""
    _require_mandate(cohort)
    return COHORT.advance(cohort.pk, "enrol", actor=actor, note=note)


@transaction.atomic
def start_teaching(cohort: Cohort, *, actor, note: str = "") -> Cohort:
    """The class has begun (开班)."""
    return follow_class(COHORT.advance(cohort.pk, "teach", actor=actor, note=note))


@transaction.atomic
def begin_closing(cohort: Cohort, *, actor, note: str = "") -> Cohort:
    """Teaching is over; completions are now proposed (结业办理)."""
    return COHORT.advance(cohort.pk, "wind_up", actor=actor, note=note)


@transaction.atomic
def close_cohort(cohort: Cohort, *, actor, note: str = "") -> Cohort:
    """Nothing is left to do for the class (结班)."""
    return follow_class(COHORT.advance(cohort.pk, "close", actor=actor, note=note))


@transaction.atomic
def cancel_cohort(cohort: Cohort, *, actor, note: str) -> Cohort:
    """Give the class up, with a reason; whoever had to do with the plan is told."""
    sent = cohort.submitted_at is not None
    cohort = COHORT.advance(cohort.pk, "cancel", actor=actor, note=note)
    if sent:
        _tell_planner("cohort.cancelled", cohort, actor, note=note.strip())
        _tell("cohort.cancelled", cohort, _asked(cohort), REGION, actor, note=note.strip())
    return cohort


@house_language()
def _named(cohort, values: dict) -> dict:
    """The plan's fields among ``values``; an empty name becomes the programme's own."""
    changes = {name: values[name] for name in PLAN if name in values}
    if not changes.get("name", cohort.name).strip():
        parts = {
            "body": cohort.organization.short_name,
            "track": cohort.track.name,
            "no": cohort.no,
        }
        changes["name"] = _("%(body)s · %(track)s · %(no)02d 班") % parts
    return changes


def _require_mandate(cohort) -> None:
    mandates = Mandate.objects.select_for_update().filter(
        program=cohort.program_id, organization=cohort.organization_id
    )
    require(mandate_covers(mandates.first(), cohort.track))


def _write(cohort, revision, changes) -> Cohort:
    locked = _("培训方案%(state)s，不能再改")
    return write(cohort, revision, changes, editable=EDITABLE, stale=STALE, locked=locked)


def _require_in_time(cohort, moment) -> None:
    milestone = Milestone.objects.of(cohort.program, MilestoneKind.PLAN)
    if milestone is None or milestone.late_policy == LatePolicy.ACCEPT:
        return
    closed = milestone.state == MilestoneState.CLOSED
    if closed or moment > milestone.due_for(cohort.organization):
        raise IllegalStep(_("方案报送已截止，不再接收；确需补报请与人才交流中心联系"))


def _give(countersign, verb, opinion, note, actor) -> Cohort:
    # The class is locked first: of two last answers at once, one must see the other.
    cohort = Cohort.objects.select_for_update().get(pk=countersign.cohort_id)
    require(may_countersign(actor, countersign))
    if cohort.state != CohortState.SUBMITTED:
        raise IllegalStep(
            _("方案现为“%(state)s”，不再征求会签意见") % {"state": cohort.get_state_display()}
        )
    given = {
        "opinion": opinion,
        "note": note.strip(),
        "given_at": clock.now(),
        "given_by": actor.user,
    }
    open_row = Countersign.objects.filter(pk=countersign.pk, opinion=Opinion.PENDING)
    if not open_row.update(**given):
        raise IllegalStep(_("本单位已经回复会签"))
    region = countersign.authority.short_name
    record(actor, verb, cohort, authority=region, note=note.strip())
    return cohort


def _conclude(cohort) -> Cohort:
    """When every region has answered or let its days pass, the deciding office is told."""
    opinions = set(cohort.countersigns.values_list("opinion", flat=True))
    if Opinion.PENDING in opinions:
        return cohort
    if Opinion.OBJECTED not in opinions:
        cohort = COHORT.advance(cohort.pk, "countersign", actor=COUNTERSIGNING)
    own = cohort.organization.kind == Kind.CENTRE
    office = Organization.objects.filter(kind=Kind.BUREAU if own else Kind.CENTRE)
    _tell("plan.answered", cohort, office, DECIDERS, COUNTERSIGNING)
    return cohort


def _approve(cohort, name, note, actor) -> Cohort:
    _require_mandate(cohort)
    stamp = {"approved_at": clock.now(), "approved_by": actor.user}
    cohort = COHORT.advance(cohort.pk, name, actor=actor, note=note, stamp=stamp)
    _tell_planner("plan.approved", cohort, actor, note=note.strip())
    return cohort


def _asked(cohort):
    return Organization.objects.filter(countersigns__cohort=cohort)


def _tell_planner(topic, cohort, actor, **context) -> None:
    _tell(topic, cohort, [cohort.organization], PLANNER, actor, **context)


def _tell(topic, cohort, bodies, duties, actor, **context) -> None:
    names = {"cohort": cohort.name, "institution": cohort.organization.short_name}
    post(
        topic,
        key=f"cohort:{cohort.pk}:{topic}:{clock.now().isoformat()}",
        recipients=people_of(bodies, *duties),
        context={**names, **context},
        link=reverse("cohorts:detail", args=[cohort.pk]),
        actor=actor,
    )
