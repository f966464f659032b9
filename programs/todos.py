"""What waits for whom in the programme year: the workbench's list and the pages' counters.

Each function answers for one actor in a fixed number of queries; what the
actor's duties do not allow is not on their list.
"""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal import clock
from portal.ui.todos import Todo
from portal.ui.wording import moment
from programs import reminders
from programs.models import Circular, Cohort, ContactSheet, Countersign, Milestone, Receipt
from programs.obligations import obligation
from programs.policies import is_bureau_officer
from programs.states import (
    CircularState,
    CohortState,
    MilestoneKind,
    MilestoneState,
    Opinion,
    ProgramState,
    SheetState,
)

NAMED = 6


def for_bureau(actor) -> list[Todo]:
    if not is_bureau_officer(actor):
        return []
    own_centre = Q(organization__kind=Kind.CENTRE)
    return [
        *_sheets_to_judge(actor),
        *_circulars_to_publish(actor),
        *_plans_to_decide(actor, own_centre),
        *_bodies_to_phone(),
    ]


def for_centre(actor) -> list[Todo]:
    found = [*_receipts(actor), *for_planner(actor)]
    if not actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        found += _plans_to_decide(actor, ~Q(organization__kind=Kind.CENTRE))
    return found


def for_authority(actor) -> list[Todo]:
    found = _receipts(actor)
    if Duty.LIAISON in actor.duties:
        found += _own_sheet(actor)
    if not actor.duties.isdisjoint({Duty.LIAISON, Duty.LEAD}):
        found += _plans_to_countersign(actor)
    return found


def for_institution(actor) -> list[Todo]:
    return [*_receipts(actor), *for_planner(actor)]


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
    due = None if found else _owed(actor, MilestoneKind.PLAN)
    if due is not None:
        title, sub = _("编报培训方案"), _("本年度还没有报送培训方案")
        found.append(Todo(title, sub, reverse("cohorts:list"), _("编报"), due, "plan"))
    return found


def sheets_waiting(actor) -> int:
    sheets = ContactSheet.objects.visible_to(actor)
    return sheets.filter(state=SheetState.SUBMITTED).count()


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


def _sheets_to_judge(actor) -> list[Todo]:
    sheets = ContactSheet.objects.visible_to(actor).filter(state=SheetState.SUBMITTED)
    waiting = sheets.aggregate(count=Count("pk"), first=Min("arrived_at"))
    if not waiting["count"]:
        return []
    title = _("审阅信息表，%(count)d 份待确认") % waiting
    sub = _("最早 %(at)s 报送") % {"at": moment(waiting["first"])}
    url = f"{reverse('sheets:board')}?state=submitted"
    return [Todo(title, sub, url, _("审阅"), kind="sheet")]


def _circulars_to_publish(actor) -> list[Todo]:
    drafts = Circular.objects.visible_to(actor).filter(state=CircularState.DRAFT)
    return [
        Todo(
            _("发布通知：%(title)s") % {"title": circular.title},
            circular.document_no,
            reverse("circulars:detail", args=[circular.pk]),
            _("发布"),
            kind="circular",
        )
        for circular in drafts
    ]


def _bodies_to_phone() -> list[Todo]:
    """待发: nothing goes to a responsible official by itself; an officer calls."""
    return [
        Todo(
            _("待发：电话催报“%(milestone)s”，%(count)d 个单位")
            % {"milestone": milestone.get_kind_display(), "count": len(bodies)},
            _names(bodies),
            reverse("milestones:detail", args=[milestone.pk]),
            _("查看"),
            milestone.due_on,
            "phone",
        )
        for milestone, bodies in reminders.to_phone(clock.today())
    ]


def _names(bodies) -> str:
    names = "、".join(body.short_name for body in bodies[:NAMED])
    return names if len(bodies) <= NAMED else _("%(names)s等") % {"names": names}


def _decidable(actor):
    """Plans that no authority has still to answer."""
    answered = Q(state=CohortState.COUNTERSIGNED) | Q(
        state=CohortState.SUBMITTED,
        pk__in=Countersign.objects.filter(opinion=Opinion.OBJECTED).values("cohort"),
    )
    pending = Countersign.objects.filter(opinion=Opinion.PENDING).values("cohort")
    return Cohort.objects.visible_to(actor).filter(answered).exclude(pk__in=pending)


def _plans_to_decide(actor, whose: Q) -> list[Todo]:
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


def _receipts(actor) -> list[Todo]:
    own = Receipt.objects.visible_to(actor).outstanding()
    rows = list(own.filter(organization=actor.organization).select_related("circular__program"))
    due = _due(actor, rows[0].circular.program) if rows else None
    return [
        Todo(
            _("签收通知：%(title)s") % {"title": row.circular.title},
            row.circular.document_no,
            reverse("circulars:detail", args=[row.circular_id]),
            _("签收"),
            due,
            "receipt",
        )
        for row in rows
    ]


def _due(actor, program):
    milestone = Milestone.objects.of(program, MilestoneKind.RECEIPT)
    return milestone and clock.local_day(milestone.due_for(actor.organization))


def _own_sheet(actor) -> list[Todo]:
    due = _owed(actor, MilestoneKind.CONTACT_SHEET)
    if due is None:
        return []
    sheets = ContactSheet.objects.visible_to(actor).open()
    back = sheets.filter(state=SheetState.RETURNED).exists()
    title = _("按退回意见修改工作信息表") if back else _("填报工作信息表")
    action = _("修改") if back else _("填报")
    sub = _("确定分管负责同志和联络员，报中小企业局")
    return [Todo(title, sub, reverse("sheets:mine"), action, due, "contact_sheet")]


def _open_countersigns(actor):
    return Countersign.objects.visible_to(actor).filter(
        opinion=Opinion.PENDING, cohort__state=CohortState.SUBMITTED
    )


def _plans_to_countersign(actor) -> list[Todo]:
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


def _owed(actor, kind):
    """The day until which the actor's body owes this, or None if it owes nothing."""
    milestones = Milestone.objects.visible_to(actor).filter(
        kind=kind, state=MilestoneState.OPEN, program__state=ProgramState.OPEN
    )
    milestone = milestones.select_related("program").order_by("-program__year").first()
    if milestone is None:
        return None
    outstanding = obligation(kind).outstanding(milestone.program)
    if not outstanding.filter(pk=actor.organization.pk).exists():
        return None
    return clock.local_day(milestone.due_for(actor.organization))
