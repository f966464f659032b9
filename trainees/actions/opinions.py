"""The 审核表: handed out for a reviewer to fill in, and its opinions taken back as 拟定."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import record
from portal.policy import require
from portal.workflow.engine import IllegalStep
from trainees.actions.review import Account, judge_each
from trainees.checking.opinions import is_settled, version_of
from trainees.data.opinion import Opinion
from trainees.data.vocabulary import people_text
from trainees.limits import lock_class
from trainees.models import Roster, RosterEntry
from trainees.policies.roster import may_review_roster
from trainees.sheets.opinions import opinion_sheet
from trainees.states import RosterState


@transaction.atomic
def export_opinions(roster: Roster, rows: Iterable[RosterEntry], *, actor) -> bytes:
    """These rows of a list under review as .xlsx; that they left the portal is on record.

    Raises:
        IllegalStep: the list is not under review.
    """
    require(may_review_roster(actor, roster))
    if roster.state != RosterState.IN_REVIEW:
        raise IllegalStep(
            _("名单“%(state)s”，不能审核") % {"state": roster.get_state_display()}
        )
    rows = list(rows)
    record(actor, "export_opinions", roster, **_people(len(rows)))
    return opinion_sheet(roster, rows)


@transaction.atomic
def apply_opinions(
    roster: Roster, opinions: dict[int, Opinion], seen: dict[int, str], *, actor
) -> Account:
    """Write a sheet's opinions as provisional decisions, all in one act.

    A row that is no longer as the preview showed it is left alone and named
    among the ``moved``. Places bind as at the desk.

    Args:
        seen: The version of each row that the preview showed.

    Raises:
        IllegalStep: the list is not under review.
    """
    require(may_review_roster(actor, roster))
    lock_class(roster.cohort_id)
    rows = RosterEntry.objects.filter(roster=roster, pk__in=opinions)
    fresh, moved = {}, []
    for row in rows.for_table().order_by("no"):
        if is_settled(row) or version_of(row) != seen[row.pk]:
            moved.append(row.nomination.trainee.name)
        else:
            fresh[row.pk] = opinions[row.pk]
    if moved and not fresh:
        return Account(moved=moved)
    account = judge_each(roster, fresh, actor=actor)
    record(actor, "import_opinions", roster, **_people(account.done.total()))
    return replace(account, moved=moved)


def _people(number: int) -> dict:
    return {"people": number, "note": people_text(number)}
