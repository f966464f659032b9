"""A workbook brought into a list: uploaded, read, accepted row by row, undone."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from institutions.models import Organization
from portal import clock
from portal.audit.trail import record
from portal.files.keeping import Kept
from portal.files.models import StoredFile
from portal.jobs.queue import enqueue
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from trainees.actions import people
from trainees.actions.roster import open_roster
from trainees.checking.standing import refusal
from trainees.data.candidate import Candidate, candidate_of
from trainees.limits import lock_class
from trainees.models import ImportFile, ImportRow, RosterEntry, RosterImport, Trainee
from trainees.policies.roster import may_import_roster, may_write_lists
from trainees.states import EDITABLE_ROSTER, ImportState, RowStatus
from trainees.workflow.roster_import import ROSTER_IMPORT

STAGE_JOB, ACCEPT_JOB = "trainees.import.stage", "trainees.import.accept"
CHUNK = 500
STUCK = [RowStatus.ERROR, RowStatus.DUPLICATE]
ATTENTION = [*STUCK, RowStatus.WARNING]


@dataclass(frozen=True)
class Upload:
    """A file that was found readable, with what holds for all of its rows.

    ``sheet`` is empty while one is still to be chosen, or for a CSV file.
    """

    name: str
    content: bytes
    sha256: str
    sheet: str
    is_chosen: bool
    route: str = ""
    source_authority: Organization | None = None


@transaction.atomic
def begin_imports(
    cohort: Cohort, uploads: list[Upload], *, letter: Kept | None = None, actor
) -> list[RosterImport]:
    """Keep files that were sent together, all of them or none, with one letter (推荐函)."""
    require(may_write_lists(actor, cohort))
    stored = StoredFile.from_kept(letter, actor) if letter else None
    return [begin_import(cohort, upload, letter=stored, actor=actor) for upload in uploads]


@transaction.atomic
def begin_import(
    cohort: Cohort, upload: Upload, *, letter: StoredFile | None = None, actor
) -> RosterImport:
    """Keep an upload for this class's list in hand and have it read by a job.

    With several sheets to choose from it waits for the choice.

    Raises:
        IllegalStep: the class does not enrol, or its list is with the Centre.
        ValidationError: a letter, and no authority that recommends.
    """
    require(may_write_lists(actor, cohort))
    roster = open_roster(cohort, actor=actor)
    if roster.state not in EDITABLE_ROSTER:
        raise IllegalStep(
            _("名单“%(state)s”，不能再导入；已提交的可先撤回")
            % {"state": roster.get_state_display()}
        )
    batch = RosterImport(
        cohort=roster.cohort,
        roster=roster,
        file_name=upload.name[:200],
        sha256=upload.sha256,
        sheet=upload.sheet[:100],
        route=upload.route,
        source_authority=upload.source_authority,
        letter=letter,
        created_by=actor.user,
        created_at=clock.now(),
    )
    batch.clean()
    batch.save()
    source = ImportFile(roster_import=batch)
    source.content = upload.content
    source.save()
    record(actor, "upload", batch, sha256=upload.sha256)
    if upload.is_chosen:
        return parse_import(batch, sheet=upload.sheet, actor=actor)
    return batch


@transaction.atomic
def parse_import(
    batch: RosterImport,
    *,
    sheet: str,
    mapping: dict | None = None,
    options: dict | None = None,
    drop_mended: bool = False,
    actor,
) -> RosterImport:
    """Have a sheet read and judged (again), by a corrected mapping if one is given.

    What was put right on the page stays as it was written there, and is judged
    anew with the rest, unless it is given up on purpose.

    Args:
        mapping: Column of the file (from 0, as text) to canonical name or ``""``.
        options: What holds for the whole file from now on, see ``import_options``.
        drop_mended: Read also those rows from the file again.
    """
    stamp = {"sheet": sheet[:100], "attempt": batch.attempt + 1, "problem": "", "counts": {}}
    stamp |= options or {}
    if mapping is not None:
        stamp |= {"mapping": mapping, "is_corrected": True}
    mended = batch.rows.filter(is_mended=True)
    dropped = mended.count() if drop_mended else 0
    batch = ROSTER_IMPORT.advance(batch.pk, "parse", actor=actor, stamp=stamp, dropped=dropped)
    batch.rows.exclude(pk__in=[] if drop_mended else mended).delete()
    key = f"{STAGE_JOB}:{batch.public_id}:{batch.attempt}"
    payload = {"import": str(batch.public_id), "attempt": batch.attempt, "hat": _hat(actor)}
    enqueue(STAGE_JOB, key, payload, actor=actor)
    return batch


def _hat(actor) -> str:
    """Under which the job will act: a deputy's work stays a deputy's."""
    return getattr(actor, "hat", actor.organization_slug)


@transaction.atomic
def present_import(batch: RosterImport, *, found: dict, actor) -> RosterImport:
    """The rows are judged and may be looked at; ``found`` is stamped as it is."""
    return ROSTER_IMPORT.advance(
        batch.pk, "present", actor=actor, stamp={**found, "counts": _counts(batch)}
    )


@transaction.atomic
def fail_import(batch: RosterImport, *, problem: str, actor) -> RosterImport:
    """The file cannot be used after all; ``problem`` says why and what to do."""
    return ROSTER_IMPORT.advance(
        batch.pk, "fail", actor=actor, stamp={"problem": problem[:300]}
    )


@transaction.atomic
def correct_row(row: ImportRow, *, held: dict, actor) -> ImportRow:
    """Write a row mended in the page, judged anew by the caller.

    Raises:
        IllegalStep: the import is not open, or the row is accepted already.
    """
    batch = RosterImport.objects.select_for_update(of=("self",)).get(pk=row.roster_import_id)
    require(may_import_roster(actor, batch))
    if batch.state not in (ImportState.READY, ImportState.ACCEPTED) or row.is_accepted:
        raise IllegalStep(_("这一行不能再改，请刷新后再看"))
    row.hold(**held)
    row.is_mended = True
    row.save()
    RosterImport.objects.filter(pk=batch.pk).update(counts=_counts(batch))
    record(actor, "correct_row", batch, row=row.number)
    return row


@transaction.atomic
def hand_back_import(batch: RosterImport, *, actor) -> None:
    """Let the uploader's body have its file again, with what is wrong marked in it (批注文件).

    Nothing is masked, for it all came from there; who took it stands in the
    trail. The file itself is made by the caller, outside the transaction.

    Raises:
        IllegalStep: its rows are not judged (any more), or the file is gone.
    """
    require(may_import_roster(actor, batch))
    is_there = ImportFile.objects.filter(roster_import=batch).exists()
    if not is_there or batch.state not in (ImportState.READY, ImportState.ACCEPTED):
        raise IllegalStep(_("文件已不在，不能再取批注文件；要改请在页面上逐行改正"))
    record(actor, "hand_back", batch, rows=batch.counts["total"])


@transaction.atomic
def accept_import(batch: RosterImport, *, attested: bool, actor) -> RosterImport:
    """Take the good rows into the list (接收); the others stay to be mended.

    Up to 500 rows at once, more by a job in transactions of 500.

    Raises:
        ValidationError: consent is not attested, or there is no good row.
        IllegalStep: not ready, or the list is not in the class's hands.
    """
    require(may_import_roster(actor, batch))
    if not attested:
        raise ValidationError(_("请先确认：已告知本人并取得同意"))
    if "" in batch.units.values():
        raise ValidationError(_("请先说明金额的单位：表头没有写明是元、万元还是亿元"))
    # Undoing takes the class first too: the other way round the two would wait for each other.
    lock_class(batch.cohort_id)
    waiting = batch.rows.acceptable().count()
    if not waiting and not _without_letter(batch).exists():
        raise ValidationError(_("没有可以接收的行，请先改正有错误的行"))
    stamp = {"attested_by": actor.user, "attested_at": clock.now(), "problem": ""}
    batch = ROSTER_IMPORT.advance(batch.pk, "accept", actor=actor, stamp=stamp, rows=waiting)
    if waiting > CHUNK:
        key = f"{ACCEPT_JOB}:{batch.public_id}:{batch.attested_at.isoformat()}"
        payload = {"import": str(batch.public_id), "hat": _hat(actor)}
        enqueue(ACCEPT_JOB, key, payload, actor=actor)
        return batch
    accept_chunk(batch, actor=actor)
    return finish_import(batch, actor=actor)


@transaction.atomic
def accept_chunk(batch: RosterImport, *, actor) -> int:
    """Accept the next 500 good rows of an import that is being accepted.

    Returns:
        How many rows were looked at; 0 when none is left.
    """
    if batch.state != ImportState.ACCEPTING:
        raise IllegalStep(_("这次导入已被他人处理，请刷新后再看"))
    rows = list(batch.rows.acceptable().order_by("number")[:CHUNK])
    for row in rows:
        row.roster_import = batch
    candidates = [candidate_of(row.content["values"]) for row in rows]
    outcomes = people.accept_rows(batch.roster, candidates, attested=True, actor=actor)
    for row, outcome in zip(rows, outcomes, strict=True):
        _settle(row, outcome)
    # An upsert by key: bulk_update would write one CASE per row and field.
    ImportRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["status", "problems", "entry", "is_accepted", "cipher"],
    )
    record(actor, "accept_chunk", batch, rows=len(rows))
    return len(rows)


@transaction.atomic
def finish_import(batch: RosterImport, *, actor) -> RosterImport:
    """All good rows are on the list.

    The file stays for handing back while a row waits to be mended; else only
    its name and digest do.
    """
    _share_letter(batch)
    stamp = {"counts": _counts(batch)}
    if not any(stamp["counts"].get(status) for status in STUCK):
        ImportFile.objects.filter(roster_import=batch).delete()
    return ROSTER_IMPORT.advance(batch.pk, "finish", actor=actor, stamp=stamp)


@transaction.atomic
def halt_import(batch: RosterImport, *, problem: str, actor) -> RosterImport:
    """Accepting came to a stop; what was taken stays on the list, the rest waits again."""
    stamp = {"problem": problem[:300], "counts": _counts(batch)}
    return ROSTER_IMPORT.advance(batch.pk, "halt", actor=actor, stamp=stamp)


@transaction.atomic
def undo_import(batch: RosterImport, *, actor) -> int:
    """Take back what an import brought (撤销), while the list is in the class's hands.

    New people leave the list, changed rows say again what they said; a row
    changed by hand since then stays as it is.

    Returns:
        How many rows stayed because they were changed since.
    """
    require(may_import_roster(actor, batch))
    lock_class(batch.cohort_id)
    roster = batch.roster
    rows = list(
        batch.rows.filter(is_accepted=True)
        .exclude(entry=None)
        .select_related("entry__nomination", "roster_import")
    )
    untouched = [row for row in rows if _is_untouched(row)]
    new = [row.entry_id for row in untouched if not row.content.get("before")]
    if new:
        people.remove_entries(roster, new, actor=actor)
    earlier = [_as_before(row) for row in untouched if row.content.get("before")]
    if earlier:
        people.accept_rows(roster, earlier, attested=True, actor=actor)
    _forget(batch)
    ROSTER_IMPORT.advance(batch.pk, "undo", actor=actor, kept=len(rows) - len(untouched))
    return len(rows) - len(untouched)


@transaction.atomic
def cancel_import(batch: RosterImport, *, actor) -> RosterImport:
    """Give an import up before anything was taken from it; nothing of its rows stays."""
    batch = ROSTER_IMPORT.advance(batch.pk, "cancel", actor=actor)
    _forget(batch)
    return batch


def _without_letter(batch: RosterImport):
    """Rows that change nothing, of a file with a letter that does not hold for them yet."""
    same = batch.rows.filter(status=RowStatus.SAME, entry=None)
    return same if batch.letter_id else same.none()


def _share_letter(batch: RosterImport) -> None:
    """People who stood on the list already, just so, are of this file and its letter too."""
    rows = list(_without_letter(batch))
    people = Trainee.objects.by_index(row.id_index for row in rows)
    entries = RosterEntry.objects.filter(
        roster=batch.roster_id, nomination__trainee__in=people.values()
    )
    listed = dict(entries.values_list("nomination__trainee", "pk"))
    for row in rows:
        row.entry_id = listed.get(people[row.id_index].pk)
    ImportRow.objects.bulk_update(rows, ["entry"], batch_size=CHUNK)


def _settle(row: ImportRow, outcome: people.Accepted) -> None:
    if outcome.entry is None:
        row.status = RowStatus.ERROR
        row.problems = [*row.problems, refusal(outcome.message)]
        return
    row.entry = outcome.entry
    if outcome.status == RowStatus.SAME:
        row.status = RowStatus.SAME
        return
    row.is_accepted = True
    row.content = {**row.content, "before": outcome.before}


def _is_untouched(row: ImportRow) -> bool:
    """Whether the list still says what this row brought, and may still be changed."""
    facts = candidate_of(row.content["values"]).facts
    return row.entry.is_editable and row.entry.nomination.facts == facts


def _as_before(row: ImportRow) -> Candidate:
    now = candidate_of(row.content["values"])
    return Candidate(now.id_no, now.id_type, row.content["before"])


def _forget(batch: RosterImport) -> None:
    batch.rows.all().delete()
    ImportFile.objects.filter(roster_import=batch).delete()


def _counts(batch: RosterImport) -> dict[str, int]:
    counts = dict(batch.rows.order_by().values_list("status").annotate(Count("pk")))
    figures = batch.rows.aggregate(
        total=Count("pk"),
        accepted=Count("pk", filter=Q(is_accepted=True)),
        fixed=Count("pk", filter=Q(fixed_count__gt=0)),
        attention=Count("pk", filter=Q(status__in=ATTENTION, is_accepted=False)),
    )
    return {**counts, **figures}
