"""Freezing a list at every decision on it, and closing it for good."""

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from institutions.states import Duty
from portal import clock
from portal.audit.trail import record
from portal.language import house_language
from portal.notices.post import post
from portal.workflow.engine import IllegalStep
from trainees.data.snapshot import canonical, digest, number_of
from trainees.data.vocabulary import people_text
from trainees.limits import lock_class
from trainees.models import Roster, RosterSnapshot
from trainees.queries.snapshot import head, picture, rows_of
from trainees.sheets.summary import summary_sheet
from trainees.workflow.roster import ROSTER


@transaction.atomic
def freeze_roster(roster: Roster, act: str, *, actor) -> RosterSnapshot:
    """Keep the list as decided under the next number (编号快照), in the decision's transaction.

    Numbers of one list run on without a gap: they are given under the class's
    lock, and what would undo the act undoes its snapshot too. Whether the act
    was allowed has been asked by the act. Source: R34.

    Args:
        act: The step just taken: ``enrol``, ``return`` or ``decide``.
    """
    cohort = roster.cohort = lock_class(roster.cohort_id)
    seen = picture(roster, act)
    last = roster.snapshots.aggregate(last=Max("version"))["last"] or 0
    before = RosterSnapshot.objects.filter(cohort=cohort).order_by("-pk")
    snapshot = RosterSnapshot(
        roster=roster,
        cohort=cohort,
        version=last + 1,
        number=number_of(cohort.code, roster.round, last + 1),
        act=act,
        people=len(seen["rows"]),
        enrolled=len(seen["members"]),
        previous=before.values_list("sha256", flat=True).first() or "",
        taken_at=clock.now(),
        taken_on_machine=clock.wall(),
        taken_by=actor.user,
        taken_label=actor.label,
    )
    snapshot.content = canonical({**head(roster, snapshot), **seen})
    snapshot.sha256 = digest(snapshot.content)
    snapshot.save()
    record(actor, "freeze_roster", snapshot, sha256=snapshot.sha256, note=snapshot.number)
    return snapshot


@transaction.atomic
def export_summary(snapshot: RosterSnapshot, *, actor) -> bytes:
    """名单汇总表 of the rows this actor may read; that they left the portal is on record."""
    with house_language():
        rows = rows_of(snapshot, actor)
    note = f"{snapshot.number}　{people_text(len(rows))}"
    record(actor, "export_summary", snapshot, people=len(rows), note=note)
    return summary_sheet(snapshot, rows, sample=settings.REHEARSAL)


@transaction.atomic
def lock_roster(roster: Roster, *, actor) -> Roster:
    """Close a decided list for good (锁定名单): nothing on it is changed any more.

    Raises:
        IllegalStep: the list is not decided, or another one of the class is in hand.
    """
    lock_class(roster.cohort_id)
    ongoing = Roster.objects.filter(cohort=roster.cohort_id).open().first()
    if ongoing is not None and ongoing.pk != roster.pk:
        raise IllegalStep(
            _("本班第 %(no)s 批名单还在办理，办结后再锁定") % {"no": ongoing.round}
        )
    roster = ROSTER.advance(roster.pk, "lock", actor=actor)
    post(
        "roster.locked",
        key=f"roster:{roster.pk}:locked",
        recipients=people_of([roster.cohort.organization], Duty.MANAGER, Duty.CLASS_TEACHER),
        context={"cohort": roster.cohort.name},
        link=reverse("rosters:detail", args=[roster.pk]),
        actor=actor,
    )
    return roster
