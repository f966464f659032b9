"""What waits for whom about lists, for the workbench and the bell; fixed queries."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal import clock
from portal.policy import own_hands
from portal.ui.todos import Todo
from portal.ui.wording import moment
from programs.models import Cohort, Extension, Milestone
from programs.states import CohortState, MilestoneKind
from programs.todos.milestone import owed
from trainees.models import Nomination, Roster, RosterEntry
from trainees.policies.team import CLASS_TEAM
from trainees.states import (
    EDITABLE_ROSTER,
    IN_CENTRE_HANDS,
    SETTLED_ROSTER,
    Decision,
    RosterKind,
    RosterState,
)

MOST = 50
TO_CLOSE = [Decision.APPROVED, Decision.RETURNED, Decision.REJECTED]


def to_write(actor) -> list[Todo]:
    """Lists this body owes or has got back, one per enrolling class."""
    classes = list(_owing(actor)[:MOST])
    lists = Roster.objects.filter(cohort__in=classes, state__in=EDITABLE_ROSTER)
    in_hand = {roster.cohort_id: roster for roster in lists}
    due = _due_days(actor)
    return [_to_write(cohort, in_hand.get(cohort.pk), due) for cohort in classes]


def count_to_write(actor) -> int:
    return _owing(actor).count()


def to_review(actor) -> list[Todo]:
    """Lists with people this reviewer is to judge, and those that only wait to be closed."""
    rows = _waiting_for(actor).order_by().values("roster").annotate(n=Count("pk"))
    mine = Coalesce(Subquery(rows.values("n")), 0)
    rosters = _to_review(actor).annotate(mine=mine).for_table()
    return [_to_judge(roster) for roster in rosters.order_by("submitted_at", "pk")[:MOST]]


def _to_judge(roster: Roster) -> Todo:
    sent = {"people": roster.mine, "at": moment(roster.submitted_at)}
    text = _("待您审 %(people)d 人，%(at)s 提交") if roster.mine else _("已审完，待办结")
    return Todo(
        title=_("审核名单：%(cohort)s") % {"cohort": roster.cohort.name},
        sub=text % sent,
        url=reverse("rosters:review", args=[roster.pk]),
        action=_("审核"),
        kind="roster.review",
    )


def count_to_review(actor) -> int:
    return _to_review(actor).count()


def to_confirm(actor) -> list[Todo]:
    """Lists of the Centre's own classes, judged and waiting for the Bureau."""
    rosters = _proposed(actor).for_table().order_by("reviewed_at")[:MOST]
    return [
        Todo(
            title=_("确认中心自办班次名单：%(cohort)s") % {"cohort": roster.cohort.name},
            sub=_("通过 %(approved)d 人，%(at)s 报请")
            % {"approved": roster.approved_count, "at": moment(roster.reviewed_at)},
            url=reverse("rosters:review", args=[roster.pk]),
            action=_("确认"),
            kind="roster.confirm",
        )
        for roster in rosters
    ]


def count_to_confirm(actor) -> int:
    return _proposed(actor).count()


def to_answer(actor) -> list[Todo]:
    count = count_to_answer(actor)
    if not count:
        return []
    return [
        Todo(
            title=_("确认推荐关系：%(count)d 人") % {"count": count},
            sub=_("机构名单中写为贵单位推荐"),
            url=reverse("nominations:pending"),
            action=_("确认"),
            due=owed(actor, MilestoneKind.RECOMMENDATION),
            kind="nomination.confirm",
        )
    ]


def count_to_answer(actor) -> int:
    if Duty.LIAISON not in actor.duties:
        return 0
    waiting = Nomination.objects.visible_to(actor).awaiting_confirmation()
    return waiting.filter(authority=actor.organization).count()


def writes_lists(actor) -> bool:
    """Whether this person belongs to the class team of a body that trains."""
    return not actor.duties.isdisjoint(CLASS_TEAM)


def judges_lists(actor) -> bool:
    return not actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD})


def _owing(actor):
    """Enrolling classes of the actor's body whose list is not with the Centre."""
    if not writes_lists(actor):
        return Cohort.objects.none()
    sent = Roster.objects.filter(
        cohort=OuterRef("pk"), state__in=[*IN_CENTRE_HANDS, *SETTLED_ROSTER]
    )
    back = Roster.objects.filter(cohort=OuterRef("pk"), state__in=EDITABLE_ROSTER)
    own = Cohort.objects.filter(organization=actor.organization)
    if actor.duties == {Duty.CLASS_TEACHER}:
        own = own.filter(teacher__in=actor.persons)
    owing = Q(state=CohortState.ENROLLING) & (Q(Exists(back)) | ~Q(Exists(sent)))
    changing = Q(Exists(back.filter(kind=RosterKind.AMENDMENT)))
    return own.filter(owing | changing).select_related("program")


def _due_days(actor) -> dict:
    """The list's last day by programme, an extension of this body counted in; two queries."""
    milestones = Milestone.objects.filter(
        kind=MilestoneKind.ROSTER, program__in=_owing(actor).values("program")
    )
    own = Extension.objects.filter(
        milestone__in=milestones, organization=actor.organization
    ).values_list("milestone__program", "due_at")
    common = milestones.values_list("program", "due_at")
    return {key: clock.local_day(at) for key, at in [*common, *own]}


def _to_write(cohort: Cohort, roster: Roster | None, due: dict) -> Todo:
    address = reverse("rosters:detail", args=[roster.pk]) if roster else reverse("rosters:mine")
    amends = roster is not None and roster.kind == RosterKind.AMENDMENT
    if roster and roster.state == RosterState.RETURNED:
        title, sub = _("修改退回的名单：%(cohort)s"), _("按各行意见更正后重新提交")
    else:
        title, sub = _("提交学员名单：%(cohort)s"), _("名单尚未编制")
        if amends:
            title = _("提交变更名单：%(cohort)s")
        if roster:
            sub = _("已编入 %(people)d 人") % {"people": roster.entry_count}
    return Todo(
        title=title % {"cohort": cohort.name},
        sub=sub,
        url=address,
        action=_("打开名单"),
        due=None if amends else due.get(cohort.program_id),
        kind="roster.write",
    )


def _to_review(actor):
    """Sent lists; of the Centre's own those whose confirmation is not asked for yet.

    Not while only others have somebody to judge, or somebody is held; once
    everybody is judged, all who have a share may close the list, and the lead.
    """
    if not judges_lists(actor):
        return Roster.objects.none()
    sent = Roster.objects.visible_to(actor).filter(state__in=IN_CENTRE_HANDS)
    rows = RosterEntry.objects.filter(roster=OuterRef("pk"))
    own = Exists(_waiting_for(actor))
    said = rows.filter(decision__in=TO_CLOSE).unsettled()
    judged = Exists(said) & ~Exists(rows.filter(decision=Decision.PENDING))
    if Duty.LEAD not in actor.duties:
        judged &= Exists(rows.shared_by(actor.persons))
    return sent.filter(own | judged, reviewed_at=None)


def _waiting_for(actor):
    """For a subquery on lists: the rows that are this person's to judge now."""
    waiting = RosterEntry.objects.filter(roster=OuterRef("pk")).to_judge(clock.today())
    return waiting.shared_by(actor.persons).free_for(own_hands(actor))


def _proposed(actor):
    if actor.duties.isdisjoint({Duty.OFFICER, Duty.LEAD}):
        return Roster.objects.none()
    proposed = Roster.objects.visible_to(actor).filter(state=RosterState.IN_REVIEW)
    return proposed.filter(~Q(reviewed_at=None), cohort__organization__kind=Kind.CENTRE)
