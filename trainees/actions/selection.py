"""An institution selects among those recommended: 拟录取, 列入名单, 候补, 不录取 (R31, R33)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_of
from institutions.states import Duty
from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record
from portal.language import house_language
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from programs.policies.mandate import mandate_covers
from trainees.actions.roster import open_roster
from trainees.data.vocabulary import people_text
from trainees.limits import enrols, lock_class, mandate_of
from trainees.models import Nomination, Roster, RosterEntry
from trainees.policies.refusal import may_come_back
from trainees.policies.roster import may_write_lists
from trainees.register import BATCH
from trainees.states import EDITABLE_ROSTER, Refusal
from trainees.states import NominationState as State
from trainees.workflow.roster import NOMINATION

describe("trainees.roster", {"enlist": gettext_lazy("列入推荐人选")})


@transaction.atomic
def shortlist_candidates(nominations: list[int], cohort: Cohort, *, actor) -> int:
    """Pick people for a class (拟录取); from the pool, so that nobody else can pick them.

    Returns:
        How many are picked; the others were picked by somebody else or are not
        meant for this class.

    Raises:
        IllegalStep: nobody could be picked, or the class does not enrol.
        PermissionDenied: not the class's team, or no mandate for its track.
    """
    cohort = _selecting(cohort, actor)
    moved = _advance(nominations, cohort, "shortlist", actor)
    _tell("shortlisted", moved, cohort, actor)
    return len(moved)


@transaction.atomic
def waitlist_candidates(nominations: list[int], cohort: Cohort, *, actor) -> int:
    """Put people at the end of the class's order of 候补, in the order of their letters.

    Raises:
        IllegalStep, PermissionDenied: see :func:`shortlist_candidates`.
    """
    cohort = _selecting(cohort, actor)
    last = Nomination.objects.filter(cohort=cohort).aggregate(last=Max("rank"))["last"] or 0
    moved = []
    for rank, key in enumerate(sorted(nominations), last + 1):
        moved += _advance([key], cohort, "waitlist", actor, rank=rank)
    _tell("waitlisted", moved, cohort, actor)
    return len(moved)


@transaction.atomic
def promote_candidate(nomination: Nomination, *, note: str, actor) -> Nomination:
    """Move somebody up from the 候补 (递补), with the reason; who is passed over is counted.

    Raises:
        ValidationError: no reason.
        IllegalStep: not on the waiting list any more.
    """
    cohort = _class_of(nomination)
    ahead = Nomination.objects.filter(cohort=cohort, rank__lt=_again(nomination).rank or 0)
    nomination = NOMINATION.advance(
        nomination.pk,
        "promote",
        actor=actor,
        note=note,
        stamp={"rank": None},
        passed_over=ahead.count(),
    )
    _tell("promoted", [nomination], cohort, actor)
    return nomination


@transaction.atomic
def enlist_candidates(nominations: list[int], cohort: Cohort, *, actor) -> Roster:
    """Put people on the class's list in hand (列入名单), which is begun if there is none.

    The one way from a recommendation onto a list; from there the Centre's
    review goes on as with everybody else.

    Raises:
        IllegalStep: the list is with the Centre, nobody could be put on it, or
            the class does not enrol.
        PermissionDenied: see :func:`shortlist_candidates`.
    """
    cohort = _selecting(cohort, actor)
    roster = open_roster(cohort, actor=actor)
    if roster.state not in EDITABLE_ROSTER:
        raise IllegalStep(
            _("名单“%(state)s”，现在不能列入；办结后可编制下一批")
            % {"state": roster.get_state_display()}
        )
    moved = _advance(nominations, cohort, "enlist", actor)
    last = roster.entries.aggregate(last=Max("no"))["last"] or 0
    RosterEntry.objects.bulk_create(
        [
            RosterEntry(roster=roster, nomination=nomination, no=no)
            for no, nomination in enumerate(moved, last + 1)
        ],
        batch_size=BATCH,
    )
    more = {"entry_count": F("entry_count") + len(moved), "revision": F("revision") + 1}
    Roster.objects.filter(pk=roster.pk).update(**more)
    record(actor, "enlist", roster, people=len(moved), note=people_text(len(moved)))
    _tell("enlisted", moved, cohort, actor)
    return roster


@transaction.atomic
def release_candidate(nomination: Nomination, *, actor, note: str = "") -> Nomination:
    """Put somebody back whom the class does not take after all; others may pick them.

    Raises:
        IllegalStep: neither shortlisted nor waiting any more.
    """
    cohort = _class_of(nomination)
    nomination = NOMINATION.advance(
        nomination.pk,
        "release",
        actor=actor,
        note=note,
        stamp={"rank": None, "cohort": None},
    )
    _tell("released", [nomination], cohort, actor)
    return nomination


@transaction.atomic
def decline_candidate(
    nomination: Nomination, *, reason: str, note: str = "", actor
) -> Nomination:
    """Not take somebody (不录取), with the reason; the authority may recommend them elsewhere.

    Args:
        reason: A code of ``Refusal``; ``other`` needs a note.

    Raises:
        ValidationError: no reason, or nothing said where the code says nothing.
        IllegalStep: on a list, or not the class's any more.
    """
    note = note.strip()[:200]
    if reason not in Refusal.values:
        raise ValidationError({"reason": _("请选择不录取的理由")})
    if reason == Refusal.OTHER and not note:
        raise ValidationError({"note": _("选“其他”的，请写明理由")})
    if nomination.cohort_id is not None:
        lock_class(nomination.cohort_id)
    with house_language():
        said = "；".join(filter(None, [str(Refusal(reason).label), note]))
    stamp = {"rank": None, "refusal_code": reason, "refusal_note": note}
    nomination = NOMINATION.advance(
        nomination.pk, "decline", actor=actor, note=said, stamp=stamp
    )
    _tell("declined", [nomination], nomination.cohort, actor, said=said)
    return nomination


def _class_of(nomination: Nomination) -> Cohort:
    """The class that has this person, under its lock."""
    if nomination.cohort_id is None:
        raise IllegalStep(_gone())
    return lock_class(nomination.cohort_id)


def _gone() -> str:
    return _("所选人选已被办理或由其他机构选走，请刷新后再看")


def _selecting(cohort: Cohort, actor) -> Cohort:
    """The class under its lock, if this person may select for it now."""
    cohort = lock_class(cohort.pk)
    require(may_write_lists(actor, cohort))
    require(mandate_covers(mandate_of(cohort, held=True), cohort.track))
    if not enrols(cohort):
        raise IllegalStep(
            _("班次“%(state)s”，招生中的班次才能选人") % {"state": cohort.get_state_display()}
        )
    return cohort


def _advance(nominations, cohort: Cohort, name: str, actor, **stamp) -> list[Nomination]:
    """Those of them that are meant for this class, in the order of their recommendation."""
    open_to = Q(track=None) | Q(track=cohort.track)
    rows = Nomination.objects.filter(
        Q(cohort=cohort) | Q(cohort=None) & open_to,
        pk__in=nominations,
        program=cohort.program,
        recommendation__isnull=False,
    )
    rows = rows.select_related("trainee", "program", "cohort__organization", "authority")
    require(may_come_back(cohort, list(rows)))
    stamp = {"cohort": cohort, **stamp}
    moved = NOMINATION.advance_many(rows.order_by("pk"), name, actor=actor, stamp=stamp)
    if not moved:
        raise IllegalStep(_why_none(nominations, cohort))
    return moved


def _why_none(nominations, cohort: Cohort) -> str:
    """Why nobody was taken: meant for another class of the body, or no longer there."""
    here = Q(cohort__organization=cohort.organization_id) | Q(cohort=None)
    waiting = Nomination.objects.filter(here, pk__in=nominations, state=State.RECOMMENDED)
    if waiting.exclude(cohort=cohort).exists():
        return _("所选人选不是推荐到“%(cohort)s”的，请改选班级") % {"cohort": cohort.name}
    return _gone()


def _again(nomination: Nomination) -> Nomination:
    return Nomination.objects.for_table().get(pk=nomination.pk)


def _tell(what: str, people: list[Nomination], cohort: Cohort, actor, said: str = "") -> None:
    """Each authority learns what became of its people; counts, never names."""
    by = {}
    for nomination in people:
        by.setdefault(nomination.authority_id, []).append(nomination)
    for rows in by.values():
        first = min(row.pk for row in rows)
        post(
            f"selection.{what}",
            key=f"selection:{what}:{first}:{clock.wall().isoformat()}",
            recipients=people_of([rows[0].authority], Duty.LIAISON),
            context={
                "body": cohort.organization.short_name,
                "cohort": cohort.name,
                "people": len(rows),
                "reason": said,
            },
            link=reverse("recommendations:results"),
            actor=actor,
        )
