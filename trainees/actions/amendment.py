"""Changing a class's people after the decision: asked for by the class, judged like a list."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record
from portal.policy import require
from portal.workflow.engine import IllegalStep
from trainees import register
from trainees.checking.amendment import is_confirmed, why_no_amendment, why_no_change
from trainees.limits import lock_class
from trainees.models import Enrolment, Roster, RosterChange, RosterEntry
from trainees.policies.roster import may_edit_roster
from trainees.queries.amendment import facts_of
from trainees.states import EDITABLE_ROSTER, ChangeKind, RosterKind
from trainees.workflow.completion import ENROLMENT
from trainees.workflow.roster import NOMINATION

# Facts that may be put right, in the order of the form.
CORRECTED = ("name", "post", "enterprise")


@transaction.atomic
def open_amendment(cohort, *, actor) -> Roster:
    """Begin a class's 变更名单, the next round of the same class. Source: R34, [D].

    Raises:
        IllegalStep: another list is in hand, none is decided and unlocked, or
            the class neither enrols nor teaches.
    """
    cohort = lock_class(cohort.pk)
    last = cohort.rosters.aggregate(last=Max("round"))["last"] or 0
    roster = Roster(cohort=cohort, round=last + 1, kind=RosterKind.AMENDMENT)
    require(may_edit_roster(actor, roster))
    if reason := why_no_amendment(cohort):
        raise IllegalStep(reason)
    roster.save()
    record(actor, "begin", roster, round=roster.round)
    return roster


@transaction.atomic
def ask_change(
    roster: Roster, enrolment: Enrolment, *, kind: str, reason: str, values=None, actor
) -> RosterEntry:
    """Put one change on the list (退班, 更正): nothing is changed before the decision.

    Args:
        values: For a correction what the facts shall read, by ``CORRECTED``;
            what reads so already is left out.

    Raises:
        ValidationError: no reason, nothing to correct, or this person cannot be changed.
        IllegalStep: the list is no 变更名单 in the class's hands.
    """
    require(may_edit_roster(actor, roster))
    lock_class(roster.cohort_id)
    roster = Roster.objects.for_table().get(pk=roster.pk)
    if roster.kind != RosterKind.AMENDMENT or roster.state not in EDITABLE_ROSTER:
        raise IllegalStep(
            _("名单“%(state)s”，不能填写变更") % {"state": roster.get_state_display()}
        )
    enrolment = _enrolment(enrolment.nomination_id)
    if problem := why_no_change(roster, enrolment):
        raise ValidationError(problem)
    proposed = _news(enrolment, values or {}) if kind == ChangeKind.CORRECT else {}
    if kind == ChangeKind.CORRECT and not proposed:
        raise ValidationError(_("没有要更正的内容"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明变更原因")})
    last = roster.entries.aggregate(last=Max("no"))["last"] or 0
    entry = RosterEntry.objects.create(
        roster=roster, nomination=enrolment.nomination, no=last + 1
    )
    RosterChange.objects.create(
        entry=entry, kind=kind, reason=reason.strip(), proposed=proposed
    )
    Roster.objects.filter(pk=roster.pk).update(
        entry_count=F("entry_count") + 1, revision=F("revision") + 1
    )
    record(actor, "ask_change", entry, kind=kind, note=reason.strip())
    return entry


@transaction.atomic
def settle_changes(approved: list[RosterEntry], rejected: list[RosterEntry], *, actor) -> int:
    """Put the decisions on changes into effect, within the list's own decision.

    Certificates rest on confirmed completions: such a person is not changed.

    Returns:
        How many changes were made.

    Raises:
        ValidationError: somebody can no longer be changed; by name.
    """
    changes = [entry for entry in approved if entry.is_change]
    for entry in changes:
        enrolment = _enrolment(entry.nomination_id)
        if is_confirmed(enrolment):
            raise ValidationError(
                _("%(name)s已确认结业，不能再变更，请改为不通过")
                % {"name": entry.nomination.trainee.name}
            )
        if entry.change.kind == ChangeKind.WITHDRAW:
            _release(enrolment, entry.change.reason, actor)
        else:
            _correct(entry, enrolment, actor)
    settled = changes + [entry for entry in rejected if entry.is_change]
    RosterChange.objects.filter(entry__in=settled).update(settled_at=clock.now())
    return len(changes)


def _release(enrolment: Enrolment, reason: str, actor) -> None:
    """Out of the class, and free to be recommended or selected again this year (R31)."""
    ENROLMENT.advance(enrolment.pk, "withdraw", actor=actor, note=reason)
    NOMINATION.advance(enrolment.nomination_id, "leave", actor=actor, note=reason)


def _enrolment(nomination: int) -> Enrolment:
    people = Enrolment.objects.select_related("trainee", "nomination__enterprise", "completion")
    return people.get(nomination=nomination)


def _news(enrolment: Enrolment, values: dict) -> dict:
    known = facts_of(enrolment)
    asked = {name: (values.get(name) or "").strip() for name in CORRECTED}
    return {name: text for name, text in asked.items() if text and text != known[name]}


def _correct(entry: RosterEntry, enrolment: Enrolment, actor) -> None:
    """Write the facts where they live: the person, the candidacy, the enterprise."""
    change, nomination = entry.change, enrolment.nomination
    known = facts_of(enrolment)
    RosterChange.objects.filter(pk=change.pk).update(
        before={name: known[name] for name in change.proposed}
    )
    nomination.facts = {**nomination.facts, **change.proposed}
    nomination.post = change.proposed.get("post", nomination.post)
    nomination.save(update_fields=["facts", "post"])
    if name := change.proposed.get("name"):
        person = enrolment.trainee
        person.name = name
        person.save(update_fields=["name"])
        register.make_findable(person.nominations.values_list("pk", flat=True))
    if name := change.proposed.get("enterprise"):
        register.rename_enterprise(nomination.enterprise, name)
    fields = sorted(change.proposed)
    record(actor, "correct", nomination, fields=fields, note=change.reason)
