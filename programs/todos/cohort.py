"""Plans that wait to be drawn up, mended, countersigned or decided."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.ui.todos import Todo
from programs.models import Cohort, Countersign
from programs.states import (
    CohortState,
    MilestoneKind,
    Opinion,
)
from programs.todos.milestone import owed


def for_planner(actor) -> list[Todo]:
    """The manager's: plans that came back, and the plan not yet sent."""
    if Duty.MANAGER not in actor.duties:
        return []
    back = Cohort.objects.visible_to(actor).filter(state=CohortState.RETURNED)
    found = [
        Todo(
            _("修改退回的培训方案：%(cohort)s") % {"cohort": cohort.name},
            cohort.code,
            reverse("cohorts:edit", args=[cohort.pk]),
            _("修改"),
            kind="plan_returned",
        )
        for cohort in back.filter(organization=actor.organization)
    ]
    due = None if found else owed(actor, MilestoneKind.PLAN)
    if due is not None:
        title, sub = _("编报培训方案"), _("本年度还没有报送培训方案")
        found.append(Todo(title, sub, reverse("cohorts:list"), _("编报"), due, "plan"))
    return found


def plans_waiting(actor) -> int:
    """Plans with the actor's office: for the Centre all but its own, for the Bureau those."""
    own_centre = Q(organization__kind=Kind.CENTRE)
    whose = own_centre if actor.kind == Kind.BUREAU else ~own_centre
    return _decidable(actor).filter(whose).count()


def plans_returned(actor) -> int:
    cohorts = Cohort.objects.visible_to(actor)
    return cohorts.filter(state=CohortState.RETURNED, organization=actor.organization).count()


def countersigns_waiting(actor) -> int:
    return _open_countersigns(actor).count()


def _decidable(actor):
    """Plans that no authority has still to answer."""
    answered = Q(state=CohortState.COUNTERSIGNED) | Q(
        state=CohortState.SUBMITTED,
        pk__in=Countersign.objects.filter(opinion=Opinion.OBJECTED).values("cohort"),
    )
    pending = Countersign.objects.filter(opinion=Opinion.PENDING).values("cohort")
    return Cohort.objects.visible_to(actor).filter(answered).exclude(pk__in=pending)


def plans_to_decide(actor, whose: Q) -> list[Todo]:
    plans = _decidable(actor).filter(whose).select_related("organization")
    return [
        Todo(
            _("批准培训方案：%(cohort)s") % {"cohort": cohort.name},
            _outcome(cohort),
            reverse("cohorts:detail", args=[cohort.pk]),
            _("批准"),
            kind="plan_decision",
        )
        for cohort in plans.order_by("submitted_at")
    ]


def _outcome(cohort) -> str:
    parts = {"body": cohort.organization.short_name}
    if cohort.state == CohortState.COUNTERSIGNED:
        return _("%(body)s · 会签完毕") % parts
    return _("%(body)s · 有主管部门提出意见") % parts


def _open_countersigns(actor):
    return Countersign.objects.visible_to(actor).filter(
        opinion=Opinion.PENDING, cohort__state=CohortState.SUBMITTED
    )


def plans_to_countersign(actor) -> list[Todo]:
    rows = _open_countersigns(actor).select_related("cohort__organization")
    return [
        Todo(
            _("会签培训方案：%(cohort)s") % {"cohort": row.cohort.name},
            row.cohort.organization.name,
            reverse("cohorts:detail", args=[row.cohort_id]),
            _("会签"),
            row.cohort.countersign_due_on,
            "countersign",
        )
        for row in rows
    ]
