"""Reading workbooks and taking their rows in steps of 500; making papers of frozen lists."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.actor import actor_for
from portal.files.keeping import keep
from portal.jobs.run import Run
from portal.language import house_language
from portal.pdf.layout import Unprintable
from portal.policy import SystemActor
from portal.sheets import Unreadable
from portal.workflow.engine import IllegalStep
from trainees import sheets
from trainees.actions import paper as papers
from trainees.actions import roster_import as actions
from trainees.checking import judging
from trainees.checking.snapshot import faults
from trainees.models import ImportRow, RosterImport, RosterPaper
from trainees.papers import file_name, make
from trainees.states import ImportState, PaperState

CHUNK = 500
# Who acts where nobody did: the command, and what has to be put right after a refusal.
PORTAL = SystemActor("import_roster")
OFFICE = SystemActor(gettext_lazy("制作文书"))


def stage(run: Run):
    """Judge every row of an upload and keep it, encrypted, for the preview.

    A try that goes on after a crash judges again (nothing was written from
    it) and keeps only the rows not kept yet.
    """
    batch = _batch(run)
    if batch.attempt != run.payload["attempt"] or batch.state != ImportState.READING:
        return None
    actor = _actor(run)
    try:
        sheet = sheets.open_sheet(batch.source.content, batch.file_name, batch.sheet)
        mapping, judged = judging.judge_sheet(sheet, batch)
    except Unreadable as fault:
        problem = str(fault)
        return lambda: actions.fail_import(batch, problem=problem, actor=actor) and None
    run.expect(len(judged.rows))
    mended = set(batch.rows.filter(is_mended=True).values_list("number", flat=True))
    for start in range(run.job.done_count, len(judged.rows), CHUNK):
        placed = judging.place(batch.roster, judged.rows[start : start + CHUNK])
        rows = [_row(batch, each, mended) for each in placed]
        with run.effect(done=len(rows)):
            batch.rows.filter(number__in=[row.number for row in rows]).delete()
            ImportRow.objects.bulk_create(rows, batch_size=CHUNK)
    found = {
        "header_row": mapping.header_row,
        "signature": mapping.signature,
        "headers": {str(column): text for column, text in mapping.texts.items()},
        "mapping": {str(c): mapping.columns.get(c, "") for c in mapping.texts},
        "notices": judging.notices_of(judged),
        "skipped": judging.skipped_of(judged),
        **judging.money_of(sheet, mapping, judged),
    }
    return lambda: _result(actions.present_import(batch, found=found, actor=actor))


def accept(run: Run):
    """Take an import's good rows, 500 in a transaction, each exactly once."""
    batch, actor = _batch(run), _actor(run)
    if batch.state != ImportState.ACCEPTING:
        return None
    run.expect(run.job.done_count + batch.rows.acceptable().count())
    try:
        while count := min(CHUNK, batch.rows.acceptable().count()):
            with run.effect(done=count):
                actions.accept_chunk(batch, actor=actor)
    except (IllegalStep, PermissionDenied) as refusal:
        problem = str(refusal)
        return lambda: _result(actions.halt_import(batch, problem=problem, actor=PORTAL))
    return lambda: _result(actions.finish_import(batch, actor=actor))


def _batch(run: Run) -> RosterImport:
    return RosterImport.objects.for_table().get(public_id=run.payload["import"])


def _actor(run: Run):
    """Whoever began it, under the same hat, with the rights of now."""
    if run.job.created_by is None:
        return PORTAL
    return actor_for(run.job.created_by, run.payload.get("hat") or run.job.organization)


def _row(batch: RosterImport, placed: judging.Placed, mended: set[int]) -> ImportRow:
    is_mended = placed.number in mended
    row = ImportRow(roster_import=batch, number=placed.number, is_mended=is_mended)
    row.hold(**placed.held)
    return row


def _result(batch: RosterImport) -> dict:
    return {"url": reverse("imports:preview", args=[batch.public_id])}


def make_paper(run: Run):
    """Make one draft paper of a frozen list; a list that was touched gets none."""
    paper = RosterPaper.objects.for_making().get(pk=run.payload["paper"])
    if paper.attempt != run.payload["attempt"] or paper.state != PaperState.QUEUED:
        return None
    content, problem = _paper(paper)
    if problem:
        return lambda: papers.fail_paper(paper, problem=problem, actor=OFFICE) and None
    kept = keep(content, name=file_name(paper), purpose="roster-paper", owner="")
    return lambda: _at_hand(papers.finish_paper(paper, kept=kept, actor=OFFICE))


@house_language()
def _paper(paper: RosterPaper) -> tuple[bytes, str]:
    """The bytes, or why there are none."""
    if found := faults(paper.snapshot):
        return b"", _("快照核验不通过：%(faults)s") % {"faults": _("；").join(found)}
    try:
        return make(paper), ""
    except Unprintable as fault:
        return b"", str(fault)


def _at_hand(paper: RosterPaper) -> dict:
    return {"url": reverse("papers:download", args=[paper.public_id])}
