"""Putting people on a list, many at a time, and reading what is kept locked away."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record, record_many
from portal.crypto import decrypt
from portal.policy import require
from portal.workflow.engine import IllegalStep
from trainees import register
from trainees.checking.standing import standings
from trainees.data.candidate import Candidate
from trainees.data.vocabulary import people_text
from trainees.limits import lock_class
from trainees.models import Nomination, Roster, RosterEntry, Trainee
from trainees.policies.nomination import may_reveal_id_number
from trainees.policies.roster import may_edit_roster
from trainees.register import BATCH
from trainees.states import EDITABLE_ROSTER, Route
from trainees.states import RowStatus as Status
from trainees.workflow.roster import NOMINATION

TAKEN = (Status.NEW, Status.UPDATE)
CONTENT = ["enterprise", "post", "route", "authority", "home", "facts"]
ANSWERS = ["confirmed_at", "confirmed_by", "declined_at", "decline_note"]


@dataclass(frozen=True)
class Accepted:
    """What became of one candidate: ``new``, ``update``, ``same``, ``duplicate``, ``error``."""

    status: str
    entry: RosterEntry | None = None
    message: str = ""
    before: dict | None = None


@transaction.atomic
def accept_rows(
    roster: Roster, candidates: list[Candidate], *, attested: bool, actor
) -> list[Accepted]:
    """Put judged rows on the list: person, enterprise, titles, nomination, entry.

    All good rows are taken, in one transaction and a fixed number of queries
    per 500 rows; what cannot be taken says why and changes nothing. Identity
    (name, document) is written once, when the person is first met.

    Args:
        attested: 已告知本人并取得同意, by the person who acts.

    Returns:
        One outcome per candidate, in order.

    Raises:
        ValidationError: consent is not attested.
        IllegalStep: the list is not in the class's hands.
    """
    require(may_edit_roster(actor, roster))
    if not attested:
        raise ValidationError(_("请先确认：已告知本人并取得同意"))
    lock_class(roster.cohort_id)
    roster = _editable(roster)
    try:
        with transaction.atomic():
            return _accept(roster, candidates, actor)
    except IntegrityError:
        # Another list took one of these people or enterprises in the meantime; it
        # is committed by now, so the second reading sees it and refuses that row.
        return _accept(roster, candidates, actor)


@transaction.atomic
def remove_entries(roster: Roster, entries: list[int], *, actor) -> int:
    """Take people off the list (移出名单); they may then stand on another one.

    Returns:
        How many were on it and could be removed.

    Raises:
        IllegalStep: the list is not in the class's hands, or one of them is judged.
    """
    require(may_edit_roster(actor, roster))
    lock_class(roster.cohort_id)
    roster = _editable(roster)
    rows = list(RosterEntry.objects.filter(roster=roster, pk__in=entries))
    if not all(row.is_editable for row in rows):
        raise IllegalStep(_("已审核的学员不能移出名单，请与人才交流中心联系"))
    RosterEntry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _withdraw([row.nomination_id for row in rows], actor)
    _count(roster, -len(rows))
    record(
        actor,
        "remove_entries",
        roster,
        people=len(rows),
        note=people_text(len(rows)),
    )
    return len(rows)


@transaction.atomic
def amend_row(entry: RosterEntry, facts: dict, *, actor) -> RosterEntry:
    """Correct what one row says (更正); the document stays, and whom it belongs to.

    A name may be put right by hand until the person was first sent to the Centre.

    Raises:
        ValidationError: the row cannot say this; with the reason.
        IllegalStep: the list is not in the class's hands.
    """
    require(may_edit_roster(actor, entry.roster))
    if entry.is_change:
        raise IllegalStep(_("这一行是对已录取学员的变更，请移出后重新填写变更"))
    lock_class(entry.roster.cohort_id)
    roster = _editable(entry.roster)
    person = entry.nomination.trainee
    if facts["name"] != person.name and not _was_sent(person):
        person.name = facts["name"]
        person.save(update_fields=["name"])
        record(actor, "rename", person)
        register.make_findable(person.nominations.values_list("pk", flat=True))
    number = decrypt(bytes(person.id_cipher), context=person.id_context)
    (outcome,) = _accept(roster, [Candidate(number, person.id_type, facts)], actor)
    if outcome.status == Status.ERROR:
        raise ValidationError(outcome.message)
    return outcome.entry


@transaction.atomic
def reveal_id_number(trainee: Trainee, *, reason: str, actor) -> str:
    """The document's number in clear (查看证件号码), for a stated reason that is kept.

    Raises:
        ValidationError: no reason given.
    """
    require(may_reveal_id_number(actor, trainee))
    if not reason.strip():
        raise ValidationError(_("请写明查看原因，将记入操作记录"))
    record(actor, "reveal_id_number", trainee, note=reason.strip())
    return decrypt(bytes(trainee.id_cipher), context=trainee.id_context)


def _editable(roster: Roster) -> Roster:
    """The list as it stands under the class's lock, if the class may write on it."""
    current = Roster.objects.select_for_update(of=("self",)).for_table().get(pk=roster.pk)
    if current.state not in EDITABLE_ROSTER:
        raise IllegalStep(
            _("名单“%(state)s”，不能再改；已提交的可先撤回")
            % {"state": current.get_state_display()}
        )
    return current


def _was_sent(person: Trainee) -> bool:
    return person.nominations.exclude(submitted_at=None).exists()


def _withdraw(nominations: list[int], actor) -> None:
    """Who was once sent is withdrawn; who never left the draft leaves nothing behind."""
    leaving = Nomination.objects.filter(pk__in=nominations)
    sent = leaving.exclude(submitted_at=None)
    sent = sent.select_related("trainee", "program", "cohort__organization")
    NOMINATION.advance_many(sent, "withdraw", actor=actor)
    drafts = leaving.filter(submitted_at=None)
    people = list(drafts.values_list("trainee", flat=True))
    drafts.delete()
    Trainee.objects.filter(pk__in=people, nominations=None, user=None).delete()


def _count(roster: Roster, more: int) -> None:
    changes = {"entry_count": F("entry_count") + more, "revision": F("revision") + 1}
    Roster.objects.filter(pk=roster.pk).update(**changes)


def _accept(roster: Roster, candidates: list[Candidate], actor) -> list[Accepted]:
    known = register.lock_trainees(row.index for row in candidates)
    rows = list(zip(candidates, standings(roster, candidates), strict=True))
    taken = [row for row, standing in rows if standing.status in TAKEN]
    people = register.find_or_make_trainees(taken, known)
    contents = _contents(taken, roster)
    new = [row.index for row, standing in rows if standing.status == Status.NEW]
    entries = _list_new(roster, [(people[key], contents[key]) for key in new], actor)
    listed = dict(zip(new, entries, strict=True))
    before = _amend(
        [(s.nomination, contents[row.index]) for row, s in rows if s.status == Status.UPDATE],
        actor,
    )
    if taken:
        record(
            actor,
            "accept_rows",
            roster,
            new=len(new),
            updated=len(before),
            note=people_text(len(taken)),
        )
        _count(roster, len(new))
    return [
        Accepted(
            standing.status,
            standing.entry or (listed[row.index] if standing.status == Status.NEW else None),
            standing.message,
            before.get(standing.nomination.pk) if standing.nomination else None,
        )
        for row, standing in rows
    ]


def _contents(rows: list[Candidate], roster: Roster) -> dict[str, dict]:
    """What the nomination of each row holds, by the person's index."""
    bodies = register.authorities()
    firms = register.find_or_make_enterprises(rows, roster.cohort.starts_on, bodies)
    return {
        row.index: {
            "enterprise": firms[row.text("uscc")],
            "post": row.text("post"),
            "route": row.facts["source"],
            "authority": bodies[row.facts["recommender"]]
            if row.facts["source"] == Route.RECOMMENDED
            else None,
            "home": bodies.get(row.text("region")),
            "facts": row.facts,
        }
        for row in rows
    }


def _list_new(roster: Roster, people: list[tuple[Trainee, dict]], actor) -> list[RosterEntry]:
    nominations = [
        Nomination(
            program=roster.cohort.program,
            cohort=roster.cohort,
            trainee=person,
            consent_attested_by=actor.user,
            created_at=clock.now(),
            **content,
        )
        for person, content in people
    ]
    Nomination.objects.bulk_create(nominations, batch_size=BATCH)
    register.make_findable(row.pk for row in nominations)
    last = roster.entries.aggregate(last=Max("no"))["last"] or 0
    entries = [
        RosterEntry(roster=roster, nomination=nomination, no=no)
        for no, nomination in enumerate(nominations, last + 1)
    ]
    RosterEntry.objects.bulk_create(entries, batch_size=BATCH)
    record_many(actor, "list", nominations)
    return entries


def _amend(changes: list[tuple[Nomination, dict]], actor) -> dict[int, dict]:
    """Write what a row says now; returns what it said before, by nomination.

    With another route or authority, an earlier answer about the recommendation is void.
    """
    before, traces = {}, []
    for nomination, content in changes:
        old, new = nomination.facts, content["facts"]
        before[nomination.pk] = old
        fields = sorted(name for name in old | new if old.get(name) != new.get(name))
        traces.append((nomination, {"fields": fields}))
        if (nomination.route, nomination.authority_id) != _asked(content):
            nomination.confirmed_at = nomination.confirmed_by = nomination.declined_at = None
            nomination.decline_note = ""
        for name, value in content.items():
            setattr(nomination, name, value)
    Nomination.objects.bulk_update(
        [nomination for nomination, _content in changes], CONTENT + ANSWERS, batch_size=BATCH
    )
    register.make_findable(nomination.pk for nomination, _content in changes)
    record_many(actor, "amend", traces)
    return before


def _asked(content: dict) -> tuple:
    authority = content["authority"]
    return content["route"], authority.pk if authority else None
