"""A class's list on its way to the Centre: begun, sent, taken back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.accounts.models import User
from portal.audit.trail import record
from portal.notices.post import post
from portal.policy import SystemActor, require
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import require_newest
from programs.models import Cohort, Milestone
from programs.states import LatePolicy, MilestoneKind, MilestoneState
from trainees.checking.amendments import count_changes
from trainees.checking.flags import flag
from trainees.checking.obstacles import obstacles
from trainees.data.vocabulary import people_text
from trainees.limits import enrols, lock_class, mandate_of
from trainees.models import ImportFile, Nomination, Roster, RosterEntry, RosterImport
from trainees.policies.roster import may_edit_roster, may_submit_roster
from trainees.states import Decision, ImportState, RosterKind, RosterState
from trainees.workflow.roster import NOMINATION, ROSTER

DUE_KINDS = [MilestoneKind.SELECTION, MilestoneKind.ROSTER]


@transaction.atomic
def open_roster(cohort: Cohort, *, actor) -> Roster:
    """The class's list in hand, begun (with the next round's number) if there is none.

    Raises:
        IllegalStep: the class does not enrol.
    """
    cohort = lock_class(cohort.pk)
    ongoing = Roster.objects.filter(cohort=cohort).open().for_table().first()
    if ongoing is not None:
        require(may_edit_roster(actor, ongoing))
        return ongoing
    last = cohort.rosters.aggregate(last=Max("round"))["last"] or 0
    roster = Roster(cohort=cohort, round=last + 1)
    require(may_edit_roster(actor, roster))
    if not enrols(cohort):
        raise IllegalStep(
            _("班次“%(state)s”，招生中的班次才能编制名单")
            % {"state": cohort.get_state_display()}
        )
    roster.save()
    record(actor, "begin", roster, round=roster.round)
    return roster


@transaction.atomic
def submit_roster(roster: Roster, *, revision: int, actor) -> Roster:
    """Send the list to the Centre (提交名单); returned rows go as they now stand.

    The first arrival decides lateness, against the due times of ``selection``
    and ``roster`` for this body: a list that came in time and went back is
    not late when it comes again. Automatic checks are run anew. Source: R33, R34.

    Args:
        revision: The revision of the list that was checked.

    Raises:
        Stale: another revision is on file.
        ValidationError: the list is empty, or rows stand in the way; by row.
        IllegalStep: wrong state, no active mandate, or nothing is taken any more.
    """
    require(may_submit_roster(actor, roster))
    cohort = lock_class(roster.cohort_id)
    current = Roster.objects.for_table().get(pk=roster.pk)
    require_newest(
        current,
        revision,
        editable=ROSTER.steps["submit"].sources,
        stale=_("核对期间名单被改过，请按最新内容重新核对"),
    )
    found = obstacles(current, cohort, mandate_of(cohort, held=True))
    if found:
        raise ValidationError([obstacle.text for obstacle in found])
    moment = clock.now()
    is_late = current.is_late if _came_before(current) else _lateness(current, cohort, moment)
    _send(current, moment, actor)
    # What was still to be mended did not go with the list.
    taken = RosterImport.objects.filter(roster=current, state=ImportState.ACCEPTED)
    ImportFile.objects.filter(roster_import__in=taken).delete()
    roster = ROSTER.advance(
        current.pk,
        "submit",
        actor=actor,
        stamp={
            "submitted_at": moment,
            "submitted_by": actor.user,
            "is_late": is_late,
            "submission_count": F("submission_count") + 1,
        },
        people=current.entry_count,
    )
    _tell_reviewers(roster, actor)
    return roster


@transaction.atomic
def withdraw_roster(roster: Roster, *, actor) -> Roster:
    """Take a list back that nobody has begun to judge; it counts as not submitted."""
    lock_class(roster.cohort_id)
    roster = ROSTER.advance(
        roster.pk,
        "withdraw",
        actor=actor,
        stamp={"is_late": False, "submission_count": F("submission_count") - 1},
    )
    NOMINATION.advance_many(_candidates(roster), "recall", actor=actor)
    return roster


def _candidates(roster: Roster):
    people = Nomination.objects.filter(entries__roster=roster)
    return people.select_related("trainee", "program", "cohort__organization")


def _came_before(roster: Roster) -> bool:
    return roster.state == RosterState.RETURNED


def _send(roster: Roster, moment, actor) -> None:
    """Candidates go with the list; rows that went back wait for a decision again."""
    NOMINATION.advance_many(
        _candidates(roster),
        "submit",
        actor=actor,
        stamp={"submitted_at": Coalesce(F("submitted_at"), Value(moment))},
    )
    number = roster.judgement_no + 1
    Roster.objects.filter(pk=roster.pk).update(judgement_no=number)
    fresh = {"reason_code": "", "note": "", "decided_at": None, "decided_by": None}
    roster.entries.filter(decision=Decision.RETURNED).update(
        decision=Decision.PENDING, judgement_no=number, **fresh
    )
    _allot_added(roster)
    count_changes(roster)
    flag(roster)


def _allot_added(roster: Roster) -> None:
    """Rows added while the list was back go to the one reviewer who has all the others.

    Where several share the list, or the one must stand aside, the rows stay
    everybody's and the desk says so.
    """
    added = Q(reviewer=None, judgement_no=0, decision=Decision.PENDING)
    having = set(roster.entries.exclude(added).order_by().values_list("reviewer", flat=True))
    if len(having) != 1 or None in having:
        return
    reviewer = User.objects.get(pk=having.pop())
    rows = roster.entries.filter(added).free_for([reviewer.pk])
    keys = list(rows.values_list("pk", flat=True))
    if keys:
        RosterEntry.objects.filter(pk__in=keys).update(reviewer=reviewer)
        note = f"{reviewer} · {people_text(len(keys))}"
        record(SystemActor("allotment"), "allot", roster, people=len(keys), note=note)


def _lateness(roster: Roster, cohort: Cohort, moment) -> bool:
    """Whether ``moment`` is late for this body; a 变更名单 has no day it is due.

    Raises:
        IllegalStep: late, and one of the milestones takes nothing any more.
    """
    late = False
    if roster.kind == RosterKind.AMENDMENT:
        return late
    for milestone in Milestone.objects.filter(program=cohort.program, kind__in=DUE_KINDS):
        passed = moment > milestone.due_for(cohort.organization)
        closed = milestone.state == MilestoneState.CLOSED
        if (passed or closed) and milestone.late_policy == LatePolicy.REFUSE:
            raise IllegalStep(_("名单提交已截止，不再接收；确需补报请与人才交流中心联系"))
        late = late or passed
    return late


def _tell_reviewers(roster: Roster, actor) -> None:
    centre = Organization.objects.filter(kind=Kind.CENTRE)
    post(
        "roster.submitted",
        key=f"roster:{roster.pk}:submitted:{roster.submitted_at.isoformat()}",
        recipients=people_of(centre, Duty.REVIEWER),
        context={"cohort": roster.cohort.name, "people": roster.entry_count},
        link=reverse("rosters:review", args=[roster.pk]),
        actor=actor,
    )
