"""The information form's way: filled, sent, returned, confirmed, replaced."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.trail import record
from portal.files.keeping import Kept
from portal.language import house_language
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import require_newest, write
from programs.models import ContactSheet, Milestone
from programs.models.contact_sheet import REMARKABLE, SCAN
from programs.policies.contact_sheet import may_enter_sheet, may_fill_sheet, scan_demand
from programs.states import (
    LatePolicy,
    MilestoneKind,
    MilestoneState,
    ScanRule,
    SheetChannel,
    SheetState,
)
from programs.workflow.contact_sheet import CONTACT_SHEET

from .contact_sheet_scan import put_scan

EDITABLE = [SheetState.DRAFT, SheetState.RETURNED]
STALE = gettext_lazy("保存前，这份信息表已被改过")
AUTOSAVE = "autosave"


class OpenEdition(Exception):
    """The region has an open edition in the portal; ``current`` is the edition as it is."""

    def __init__(self, current):
        super().__init__(current.get_state_display())
        self.current = current


@dataclass(frozen=True)
class Letter:
    """How a form came in otherwise than through the portal; ``kept`` is its scan."""

    channel: str
    received_at: datetime
    kept: Kept


@transaction.atomic
def open_sheet(program, authority, *, actor) -> ContactSheet:
    """The authority's open edition, begun if there is none.

    A new edition starts from the last accepted one, this year's or an earlier one's.
    """
    sheets = ContactSheet.objects.filter(authority=authority)
    ongoing = sheets.filter(program=program).open().first()
    if ongoing is not None:
        return ongoing
    latest = sheets.filter(program=program).order_by("-edition").first()
    draft = ContactSheet(
        program=program, authority=authority, edition=latest.edition + 1 if latest else 1
    )
    require(may_fill_sheet(actor, draft))
    model = sheets.accepted().order_by("-program__year").first()
    for name, value in (model.content() if model else {}).items():
        setattr(draft, name, value)
    draft.saved_at = clock.now()
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        return sheets.filter(program=program).open().get()
    record(actor, "begin", draft, edition=draft.edition)
    return draft


@transaction.atomic
def save_sheet(
    sheet: ContactSheet,
    *,
    values: dict,
    revision: int,
    actor,
    page: str = "",
    by_itself: bool = False,
) -> ContactSheet:
    """Keep what was typed; incomplete is allowed, a stale page is not.

    A page never makes itself stale: where the newest save came from the very page
    that saves now, its answer may have been lost, yet nobody else was in between.

    Args:
        values: Field names of ``CONTENT`` with their new texts; what the Bureau
            locked when it returned the sheet stays as it is.
        revision: The revision the page was drawn from.
        page: The drawn page's own mark, the same at every save from it.
        by_itself: The page saves while somebody is still typing.

    Raises:
        Stale: somebody else saved in between.
        IllegalStep: the sheet is no longer in the filler's hands.
    """
    require(may_fill_sheet(actor, sheet))
    changes = {name: values[name] for name in sheet.unlocked() if name in values}
    stored = ContactSheet.objects.select_for_update().get(pk=sheet.pk)
    own = page and stored.saved_page == page
    sheet = write(
        sheet,
        stored.revision if own else revision,
        {**changes, "saved_at": clock.now(), "saved_page": page},
        editable=EDITABLE,
        stale=STALE,
        locked=_("信息表%(state)s，不能再改；要改请先撤回"),
    )
    before = stored.content()
    changed = [name for name, value in sheet.content().items() if before[name] != value]
    if changed:
        record(actor, AUTOSAVE if by_itself else "save", sheet, fields=changed)
    return sheet


@transaction.atomic
def submit_sheet(
    sheet: ContactSheet, *, revision: int, leader_reviewed: bool, actor
) -> ContactSheet:
    """Send the sheet to the Bureau (报送); this moment decides whether it is late.

    Stamps ``arrived_at`` (business time) and ``is_late`` against the due time
    of this very authority. Source: R16, R17.

    Raises:
        ValidationError: a contact is incomplete, the leader has not reviewed it, or
            the year wants the stamped scan at once and there is none.
        Stale: the page checked another revision than the one on file.
        IllegalStep: already sent, or the milestone no longer accepts sheets.
    """
    current = ContactSheet.objects.select_for_update().get(pk=sheet.pk)
    require_newest(current, revision, editable=EDITABLE, stale=STALE)
    problems = current.missing()
    if not leader_reviewed:
        problems["leader_reviewed"] = _("请确认：以上内容已经分管负责同志审定")
    if scan_demand(current).rule == ScanRule.REQUIRED and current.scan() is None:
        problems[SCAN] = _("请先上传盖章扫描件，再报送")
    if problems:
        raise ValidationError(problems)
    moment = clock.now()
    sheet = CONTACT_SHEET.advance(
        sheet.pk,
        "submit",
        actor=actor,
        stamp={
            "arrived_at": moment,
            "submitted_by": actor.user,
            "channel": SheetChannel.PORTAL,
            "leader_reviewed": True,
            "is_late": _lateness(current, moment),
            "return_note": "",
        },
        edition=current.edition,
    )
    _tell_bureau(sheet, actor)
    return sheet


@transaction.atomic
def enter_sheet(
    program, authority, *, values: dict, letter: Letter, actor, aside: tuple | None = None
) -> ContactSheet:
    """Enter for an authority what came by fax, by post or on paper (代录), scan and all.

    Its arrival decides whether it is late. Another officer confirms it. What the
    region has begun in the portal is never overwritten: it stays readable, set aside,
    and only when the officer has seen that very revision of it.

    Args:
        values: Field names of ``CONTENT`` with what the letter says.
        aside: Key and revision of the open edition the officer sets aside.

    Raises:
        OpenEdition: the region has an open edition that ``aside`` does not name.
        ValidationError: something lacks, or the time of arrival cannot be.
        IllegalStep: late, and the milestone's policy takes nothing any more.
        PermissionDenied: no officer, or the region has sent its own form meanwhile.
    """
    # Two officers with the same letter: the second waits and is shown the first's entry.
    Organization.objects.select_for_update().get(pk=authority.pk)
    sheets = ContactSheet.objects.filter(program=program, authority=authority)
    latest = sheets.order_by("-edition").first()
    sheet = ContactSheet(program=program, authority=authority, **values)
    sheet.edition = latest.edition + 1 if latest else 1
    require(may_enter_sheet(actor, sheet))
    problems = {**sheet.missing(), **_impossible(letter, program)}
    if problems:
        raise ValidationError(problems)
    _set_aside(sheets, aside, actor)
    stamp = {
        "arrived_at": letter.received_at,
        "channel": letter.channel,
        "is_late": _lateness(sheet, letter.received_at),
        "leader_reviewed": True,
        "submitted_by": actor.user,
    }
    sheet.saved_at = clock.now()
    try:
        with transaction.atomic():
            sheet.save()
    except IntegrityError:
        raise OpenEdition(sheets.open().for_table().get()) from None
    sheet = CONTACT_SHEET.advance(
        sheet.pk, "enter", actor=actor, stamp=stamp, channel=str(letter.channel)
    )
    put_scan(sheet, kept=letter.kept, actor=actor)
    _tell_bureau(sheet, actor)
    _tell_authority("contact_sheet.entered", sheet, actor)
    return sheet


@transaction.atomic
def withdraw_sheet(sheet: ContactSheet, *, actor, note: str = "") -> ContactSheet:
    """Take a submitted sheet back to correct it; it counts as not submitted again."""
    return CONTACT_SHEET.advance(
        sheet.pk,
        "withdraw",
        actor=actor,
        note=note,
        stamp={"leader_reviewed": False, "is_late": False},
    )


@transaction.atomic
def return_sheet(
    sheet: ContactSheet, *, actor, note: str = "", remarks: dict[str, str] | None = None
) -> ContactSheet:
    """Send it back with the Bureau's remarks; the authority's people are told.

    Args:
        note: A general remark; alone it unlocks the whole sheet.
        remarks: What to mend by field of ``REMARKABLE``; only these unlock. Pages drawn
            before no longer save: the revision grows.

    Raises:
        ValidationError: neither a note nor a remark.
    """
    note, remarks = note.strip(), _remarks(remarks or {})
    words = _in_words(note, remarks)
    sheet = CONTACT_SHEET.advance(
        sheet.pk,
        "return",
        actor=actor,
        note=words,
        stamp={
            "return_note": note,
            "remarks": remarks,
            "returned_content": sheet.standing(),
            "saved_page": "",
            "revision": F("revision") + 1,
            "decided_at": clock.now(),
            "decided_by": actor.user,
            "leader_reviewed": False,
        },
    )
    _tell_authority("contact_sheet.returned", sheet, actor, note=words)
    return sheet


@transaction.atomic
def accept_sheet(
    sheet: ContactSheet, *, actor, note: str = "", scan: int | None = None
) -> ContactSheet:
    """Confirm the sheet; the edition confirmed before becomes superseded, in one step.

    Args:
        scan: Key of the stamped scan that was looked at; None where nobody looked.

    Raises:
        IllegalStep: already judged, or the scan was replaced meanwhile.
        PermissionDenied: one's own, or the year wants a stamped scan and there is none.
    """
    former = (
        ContactSheet.objects.accepted()
        .filter(program=sheet.program_id, authority=sheet.authority_id)
        .exclude(pk=sheet.pk)
        .first()
    )
    if former is not None:
        CONTACT_SHEET.advance(former.pk, "supersede", actor=actor)
    sheet = CONTACT_SHEET.advance(
        sheet.pk,
        "accept",
        actor=actor,
        note=note,
        stamp={"decided_at": clock.now(), "decided_by": actor.user},
    )
    newest = sheet.scan()
    if scan is not None and (newest is None or newest.pk != scan):
        raise IllegalStep(_("核对期间扫描件已更换，请看过新的再确认"))
    _tell_authority("contact_sheet.accepted", sheet, actor)
    return sheet


def _remarks(typed) -> dict[str, str]:
    """Remarks on fields there are, in form order, without empty ones."""
    return {name: typed[name].strip() for name in REMARKABLE if typed.get(name, "").strip()}


def _in_words(note, remarks) -> str:
    """All remarks as one text for the trail and the notice, in the portal's own language."""
    with house_language():
        parts = [f"{ContactSheet.label(name)}：{text}" for name, text in remarks.items()]
    return "；".join([note, *parts] if note else parts)


def _impossible(letter, program) -> dict[str, str]:
    """What cannot be true of a letter's arrival."""
    if letter.received_at > clock.now():
        return {"received_at": _("收到时间不能晚于现在")}
    if program.opened_at and letter.received_at < clock.start_of(
        clock.local_day(program.opened_at)
    ):
        return {"received_at": _("收到时间不能早于通知发布")}
    return {}


def _set_aside(sheets, aside, actor) -> None:
    ongoing = sheets.open().for_table().select_for_update(of=("self",)).first()
    if ongoing is None:
        return
    if aside != (ongoing.pk, ongoing.revision):
        raise OpenEdition(ongoing)
    CONTACT_SHEET.advance(ongoing.pk, "set_aside", actor=actor)


def _lateness(sheet, moment) -> bool:
    """Whether ``moment`` is late for this authority.

    Raises:
        IllegalStep: late, and the milestone's policy takes nothing any more.
    """
    milestone = Milestone.objects.of(sheet.program, MilestoneKind.CONTACT_SHEET)
    if milestone is None:
        return False
    late = moment > milestone.due_for(sheet.authority)
    closed = milestone.state == MilestoneState.CLOSED
    if (late or closed) and milestone.late_policy == LatePolicy.REFUSE:
        raise IllegalStep(_("报送已截止，不再接收；确需补报请与中小企业局联系"))
    return late


def _tell_bureau(sheet, actor) -> None:
    bureau = Organization.objects.filter(kind=Kind.BUREAU)
    post(
        "contact_sheet.submitted",
        key=f"contact_sheet:{sheet.pk}:submitted:{sheet.arrived_at.isoformat()}",
        recipients=people_of(bureau, Duty.OFFICER),
        context={"authority": sheet.authority.short_name, "edition": sheet.edition},
        link=reverse("sheets:detail", args=[sheet.pk]),
        actor=actor,
    )


def _tell_authority(topic, sheet, actor, **context) -> None:
    moment = sheet.decided_at or sheet.arrived_at
    post(
        topic,
        key=f"contact_sheet:{sheet.pk}:{topic}:{moment.isoformat()}",
        recipients=people_of([sheet.authority], Duty.LIAISON, Duty.LEAD),
        context={"authority": sheet.authority.short_name, "edition": sheet.edition, **context},
        link=reverse("sheets:detail", args=[sheet.pk]),
        actor=actor,
    )
