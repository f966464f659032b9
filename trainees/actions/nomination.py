"""The authority's word on whom it is said to have recommended (R31, R32)."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from institutions.audience import people_of
from institutions.states import Duty
from portal import clock
from portal.audit.trail import record
from portal.notices.post import post
from trainees.limits import lock_class
from trainees.models import Nomination, Roster, RosterEntry
from trainees.states import Decision, Reason
from trainees.workflow.roster import NOMINATION


@transaction.atomic
def confirm_nominations(nominations: list[int], *, actor) -> int:
    """Confirm recommendations (确认推荐).

    Returns:
        How many were waiting and are confirmed now.
    """
    waiting = Nomination.objects.awaiting_confirmation().filter(pk__in=nominations)
    waiting = waiting.select_related("trainee", "program", "authority")
    stamp = {"confirmed_at": clock.now(), "confirmed_by": actor.user}
    return len(NOMINATION.advance_many(waiting, "confirm", actor=actor, stamp=stamp))


@transaction.atomic
def disown_nomination(nomination: Nomination, *, note: str, actor) -> Nomination:
    """Say that this person was not recommended (非我省推荐); the row goes back with that.

    A provisional decision of the Centre on the row gives way: nobody is
    enrolled on a recommendation that does not exist.

    Raises:
        ValidationError: no note.
        IllegalStep: already confirmed, enrolled, refused or taken back.
    """
    lock_class(nomination.cohort_id)
    nomination = NOMINATION.advance(
        nomination.pk,
        "disown",
        actor=actor,
        note=note,
        stamp={"declined_at": clock.now(), "decline_note": note.strip()[:200]},
    )
    entry = RosterEntry.objects.select_related("nomination__trainee").get(nomination=nomination)
    RosterEntry.objects.filter(pk=entry.pk).update(
        decision=Decision.RETURNED,
        reason_code=Reason.R03,
        note=note.strip()[:200],
        decided_at=clock.now(),
        decided_by=actor.user,
    )
    if entry.decision == Decision.APPROVED:
        rosters = Roster.objects.filter(pk=entry.roster_id)
        rosters.update(approved_count=F("approved_count") - 1)
    record(actor, "disown", entry, before=entry.decision, note=note)
    _tell_class(nomination, actor)
    return nomination


def _tell_class(nomination: Nomination, actor) -> None:
    cohort = nomination.cohort
    post(
        "nomination.disowned",
        key=f"nomination:{nomination.pk}:disowned:{nomination.declined_at.isoformat()}",
        recipients=people_of([cohort.organization], Duty.MANAGER, Duty.CLASS_TEACHER),
        context={
            "cohort": cohort.name,
            "authority": nomination.authority.short_name,
            "note": nomination.decline_note,
        },
        link=reverse("rosters:mine"),
        actor=actor,
    )
