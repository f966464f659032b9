"""An authority withdraws one person of a letter it has sent (撤回此人推荐; R31, R32)."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_of
from institutions.states import Duty
from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record
from portal.notices.post import post
from portal.workflow.engine import IllegalStep
from trainees.data.vocabulary import people_text
from trainees.limits import lock_class
from trainees.models import Nomination, Roster, RosterEntry
from trainees.workflow.roster import NOMINATION

describe("trainees.recommendation", {"retract_person": gettext_lazy("撤回一名人选")}, "back")
describe("trainees.roster", {"lose_entry": gettext_lazy("主管部门撤回推荐，移出名单")}, "back")


@transaction.atomic
def retract_nomination(nomination: Nomination, *, note: str, actor) -> Nomination:
    """Withdraw one person; off the list in hand and the waiting list, the letter stays.

    Args:
        nomination: As the page showed it; if it stands otherwise now, nothing happens.
        note: Why; the institution that has the person reads it.

    Raises:
        ValidationError: no reason.
        IllegalStep: handled by somebody meanwhile, admitted, refused or withdrawn.
        PermissionDenied: not the letter's liaison, or the list is with the Centre.
    """
    if nomination.cohort_id is not None:
        lock_class(nomination.cohort_id)
    now = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    if (now.state, now.cohort_id) != (nomination.state, nomination.cohort_id):
        raise IllegalStep(_("此人选刚被办理过，请看现在的情况再决定是否撤回"))
    note = note.strip()[:200]
    moment = clock.now()
    nomination = NOMINATION.advance(
        nomination.pk,
        "retract",
        actor=actor,
        note=note,
        stamp={"rank": None, "withdrawn_at": moment, "withdrawal_note": note},
    )
    letter = nomination.recommendation
    record(actor, "retract_person", letter, people=1, note=note)
    _leave_list(nomination, actor)
    if nomination.cohort is not None:
        _tell_class(nomination, actor)
    return nomination


def _leave_list(nomination: Nomination, actor) -> None:
    for entry in RosterEntry.objects.filter(nomination=nomination).select_related("roster"):
        entry.delete()
        less = {"entry_count": F("entry_count") - 1, "revision": F("revision") + 1}
        Roster.objects.filter(pk=entry.roster_id).update(**less)
        record(actor, "lose_entry", entry.roster, people=1, note=people_text(1))


def _tell_class(nomination: Nomination, actor) -> None:
    cohort = nomination.cohort
    post(
        "nomination.retracted",
        key=f"nomination:{nomination.pk}:retracted:{nomination.withdrawn_at.isoformat()}",
        recipients=people_of([cohort.organization], Duty.MANAGER, Duty.CLASS_TEACHER),
        context={
            "cohort": cohort.name,
            "authority": nomination.authority.short_name,
            "document_no": nomination.recommendation.document_no,
            "reason": nomination.withdrawal_note,
        },
        link=reverse("candidates:detail", args=[nomination.pk]),
        actor=actor,
    )
