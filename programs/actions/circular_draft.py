"""Writing a notice with its annexes; what is published is corrected by another notice."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record
from portal.files.models import StoredFile
from portal.language import house_language
from portal.policy import require
from portal.workflow.revision import write
from programs.models import Annex, Circular
from programs.models.circular import MOST_ANNEXES, TEXT
from programs.policies.circular import (
    may_correct_circular,
    may_discard_circular,
    may_write_circular,
)
from programs.states import CircularState

EDITABLE = [CircularState.DRAFT]
STALE = gettext_lazy("页面打开后，这份通知已被改过")
LOCKED = gettext_lazy("通知%(state)s，正文和附件不再更改；有误的请发布更正通知")

describe(
    "programs.circular",
    {
        "begin": gettext_lazy("起草通知"),
        "correct": gettext_lazy("起草更正通知"),
        "save": gettext_lazy("修改通知"),
        "attach": gettext_lazy("上传附件"),
        "replace": gettext_lazy("替换附件"),
        "remove": gettext_lazy("移除附件"),
        "discard": gettext_lazy("删除通知草稿"),
    },
)


@transaction.atomic
def begin_circular(program, *, values: dict, actor) -> Circular:
    """Begin a draft; ``values`` are field names of ``TEXT``."""
    draft = Circular(program=program, **_text(values))
    require(may_write_circular(actor, draft))
    draft.save()
    record(actor, "begin", draft)
    return draft


@transaction.atomic
def correct_circular(original: Circular, *, actor) -> Circular:
    """Begin a correction (更正) of a published notice; one already in hand is gone on with.

    The published notice and its receipts stay as they are: the correction is
    published, numbered and confirmed by itself.

    Raises:
        PermissionDenied: a draft, a correction, or not an officer of the Bureau.
    """
    original = Circular.objects.select_for_update().get(pk=original.pk)
    require(may_correct_circular(actor, original))
    in_hand = original.corrections.filter(state=CircularState.DRAFT).first()
    if in_hand:
        return in_hand
    with house_language():
        title = _("更正：%(title)s") % {"title": original.title}
    draft = Circular.objects.create(
        program=original.program,
        corrects=original,
        title=title[: Circular._meta.get_field("title").max_length],
        issued_on=clock.today(),
        body="",
    )
    record(actor, "correct", draft, original=str(original))
    return draft


@transaction.atomic
def save_circular(circular: Circular, *, values: dict, revision: int, actor) -> Circular:
    """Keep the text of a draft.

    Raises:
        Stale: somebody changed text or annexes in between.
        IllegalStep: the notice is published.
    """
    require(may_write_circular(actor, circular))
    before = Circular.objects.get(pk=circular.pk)
    changes = _text(values)
    circular = _write(circular, revision, changes)
    changed = [name for name in changes if getattr(before, name) != getattr(circular, name)]
    if changed:
        record(actor, "save", circular, fields=changed)
    return circular


@transaction.atomic
def attach_annex(
    circular: Circular, *, kept, title: str, revision: int, actor, no: int | None = None
) -> Annex:
    """Put an annex to a draft, or with ``no`` the next version in the place of that annex.

    The version replaced is kept, for the offices to read.

    Args:
        kept: What :func:`portal.files.keeping.keep` answered: already in the storage.
        title: As the notice lists it; the file's own name if empty.

    Raises:
        Stale, IllegalStep: see :func:`save_circular`.
        ValidationError: there are as many annexes as a notice may have, or no
            annex of that number.
    """
    require(may_write_circular(actor, circular))
    circular = _write(circular, revision, {})
    standing = circular.annexes.current()
    former = standing.filter(no=no).first()
    _check_place(standing, no, former)
    stored = StoredFile.from_kept(kept, actor)
    standing.filter(no=no).update(retired_at=clock.now())
    annex = Annex.objects.create(
        circular=circular,
        no=no or _last(circular, "no") + 1,
        version=former.version + 1 if former else 1,
        title=title.strip() or (former.title if former else stored.name.rpartition(".")[0]),
        file=stored,
    )
    verb = "replace" if former else "attach"
    facts = {"annex": annex.title, "name": stored.name, "sha256": stored.sha256}
    record(actor, verb, circular, no=annex.no, version=annex.version, **facts)
    return annex


@transaction.atomic
def remove_annex(annex: Annex, *, revision: int, actor) -> Circular:
    """Take an annex off a draft; its file is kept, its number is not given again.

    Raises:
        Stale, IllegalStep: see :func:`save_circular`.
    """
    require(may_write_circular(actor, annex.circular))
    circular = _write(annex.circular, revision, {})
    circular.annexes.current().filter(pk=annex.pk).update(retired_at=clock.now())
    record(actor, "remove", circular, annex=annex.title, no=annex.no)
    return circular


@transaction.atomic
def discard_circular(circular: Circular, *, actor) -> None:
    """Delete a draft that will not be issued; the one that opens the year stays.

    Raises:
        PermissionDenied: published, the year's own, or not an officer of the Bureau.
    """
    rows = Circular.objects.select_for_update(of=("self",)).select_related("program")
    circular = rows.get(pk=circular.pk)
    require(may_discard_circular(actor, circular))
    record(actor, "discard", circular)
    circular.delete()


def _text(values: dict) -> dict:
    return {name: values[name] for name in TEXT if name in values}


def _write(circular, revision: int, changes: dict) -> Circular:
    return write(circular, revision, changes, editable=EDITABLE, stale=STALE, locked=LOCKED)


def _check_place(standing, no: int | None, former: Annex | None) -> None:
    if no is not None and former is None:
        raise ValidationError(_("要替换的附件已不在这份通知里，请刷新后再看"))
    if no is None and standing.count() >= MOST_ANNEXES:
        raise ValidationError(_("一份通知最多 %(most)d 个附件") % {"most": MOST_ANNEXES})


def _last(circular, name: str) -> int:
    return circular.annexes.aggregate(last=Max(name))["last"] or 0
