"""A class's uploaded files beside each other: what each is about, and what came of it."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.files.models import StoredFile
from trainees.models import ImportRow, Nomination, RosterImport
from trainees.states import AT_WORK, ImportState, Route, RowStatus

from .roster_import import waiting

# Its rows are gone: there is nothing to open.
GONE = (ImportState.UNDONE, ImportState.CANCELLED)
STANDING = (ImportState.READY, ImportState.ACCEPTING, ImportState.ACCEPTED)


def file_line(batch: RosterImport) -> dict:
    """One file as the list draws it."""
    count = batch.counts.get
    return {
        "batch": batch,
        "whole_file": whole_file(batch),
        "total": count("total"),
        "accepted": count("accepted"),
        "stuck": waiting(batch)["stuck"],
        "has_rows": bool(count("total")),
        "next": _next(batch),
        "is_gone": batch.state in GONE,
    }


def whole_file(batch: RosterImport) -> list[str]:
    """What was said for all of its rows."""
    said = []
    if batch.source_authority:
        said.append(_("来源地区%(name)s") % {"name": batch.source_authority.short_name})
    if batch.route:
        said.append(str(Route(batch.route).label))
    if batch.route == Route.RECOMMENDED:
        said.append(_("附推荐函") if batch.letter_id else _("没有附推荐函"))
    return said


def earlier(batch: RosterImport) -> RosterImport | None:
    """The same content brought into this class before, and still standing."""
    same = RosterImport.objects.filter(
        cohort=batch.cohort_id,
        sha256=batch.sha256,
        sheet=batch.sheet,
        state__in=STANDING,
        pk__lt=batch.pk,
    )
    return same.select_related("created_by").order_by("-pk").first()


def repeats(batches) -> set[int]:
    """Which of these files were brought in before; one query."""
    first: dict[tuple, int] = {}
    again = set()
    named = RosterImport.objects.filter(
        cohort__in={each.cohort_id for each in batches},
        sha256__in={each.sha256 for each in batches},
        state__in=STANDING,
    )
    for pk, *same in named.order_by("pk").values_list("pk", "cohort", "sha256", "sheet"):
        if first.setdefault(tuple(same), pk) != pk:
            again.add(pk)
    return again


def letters_of(nominations) -> dict[int, int]:
    """Each recommended person's letter, by nomination: of the authority named, the newest.

    A file brought in again with a letter gives it to those who stood on the list
    already. One query. Another authority's letter is never among them.
    """
    rows = ImportRow.objects.filter(
        Q(is_accepted=True) | Q(status=RowStatus.SAME),
        entry__nomination__in=nominations,
        roster_import__letter__isnull=False,
        roster_import__source_authority=F("entry__nomination__authority"),
    )
    pairs = rows.order_by("roster_import").values_list(
        "entry__nomination", "roster_import__letter"
    )
    return dict(pairs)


def letter_of(nomination: Nomination) -> StoredFile | None:
    key = letters_of([nomination.pk]).get(nomination.pk)
    return StoredFile.objects.filter(pk=key).first()


def _next(batch: RosterImport) -> str:
    """What the class does with it now; nothing while the portal works or all is done."""
    found = waiting(batch)
    good, stuck = found["good"], found["stuck"]
    if batch.state == ImportState.UPLOADED:
        return _("选择工作表")
    if batch.state == ImportState.FAILED:
        return _("看原因，换一个文件")
    if batch.state == ImportState.READY:
        return _("接收 %(count)d 行") % {"count": good} if good else _("看校验结果")
    if batch.state == ImportState.ACCEPTED and stuck:
        return _("改正暂留的 %(count)d 行") % {"count": stuck}
    return _("看进度") if batch.state in AT_WORK else ""
