"""The board of information forms, in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.models import Membership, Organization
from institutions.states import Duty, Group
from portal import clock
from portal.ui.status import look
from programs.models import ContactSheet, Milestone
from programs.models.contact_sheet import REMARKABLE
from programs.obligations import authorities_addressed
from programs.states import MilestoneKind, ScanRule, SheetState

WAITING_STATES = frozenset({"overdue", "returned", "submitted"})


@dataclass(frozen=True)
class BoardCell:
    """One authority on the board.

    ``code`` is what the tile says: ``not_started``, ``overdue``, or the state
    of the authority's newest edition. ``lacks_scan``: sent, and the year wants a
    stamped scan that is not there.
    """

    authority: Organization
    sheet: ContactSheet | None
    due_at: datetime | None
    code: str
    lacks_scan: bool = False

    @property
    def look(self):
        """How the tile looks: kind and icon of the one status table."""
        return look("programs.ContactSheet", self.code)

    @property
    def url(self) -> str:
        if self.sheet is not None:
            return reverse("sheets:detail", args=[self.sheet.pk])
        return (
            f"{reverse('sheets:board')}?state=all&q={quote(self.authority.short_name)}#h-list"
        )

    @property
    def label(self) -> str:
        fixed = {"not_started": _("未填报"), "overdue": _("逾期未报")}
        return fixed.get(self.code) or self.sheet.get_state_display()


@dataclass(frozen=True)
class Board:
    """填报看板: every addressed authority in official order, and the counts of the 37."""

    milestone: Milestone | None
    cells: list[BoardCell]

    @property
    def groups(self) -> list[tuple[str, str, list[BoardCell]]]:
        """``(code, title, cells)`` in the notice's order; empty groups are left out."""
        grouped = [
            (code, title, [cell for cell in self.cells if cell.authority.group == code])
            for code, title in Group.choices
        ]
        return [group for group in grouped if group[2]]

    @property
    def counts(self) -> Counter:
        """Cells by code, samples left out; sums to the number of addressees (37)."""
        return Counter(cell.code for cell in self.cells if not cell.authority.is_sample)

    @property
    def sample_counts(self) -> Counter:
        return Counter(cell.code for cell in self.cells if cell.authority.is_sample)


@dataclass(frozen=True)
class Change:
    """One field of the form in two versions; ``remark`` is the Bureau's word on it."""

    name: str
    label: str
    before: str
    after: str
    remark: str = ""

    @property
    def is_done(self) -> bool:
        return self.before != self.after


def changes(before: dict, after: dict, remarks: dict | None = None) -> list[Change]:
    """The fields that differ, and those with a remark, in form order."""
    remarks = remarks or {}
    rows = [
        Change(
            name,
            ContactSheet.label(name),
            before.get(name, ""),
            after.get(name, ""),
            remarks.get(name, ""),
        )
        for name in REMARKABLE
    ]
    return [row for row in rows if row.is_done or row.remark]


def fixes(sheet) -> list[Change]:
    """The fix list: each field with a remark, mended or still open."""
    if not sheet.remarks:
        return []
    rows = changes(sheet.returned_content, sheet.standing(), sheet.remarks)
    return [row for row in rows if row.remark]


def changes_since_return(sheet) -> list[Change]:
    """What the region changed after the Bureau had sent the form back."""
    if not sheet.returned_content:
        return []
    return changes(sheet.returned_content, sheet.standing(), sheet.remarks)


def changes_since_edition(sheet, editions) -> tuple[ContactSheet, list[Change]] | None:
    """The edition before among ``editions``, with what differs; None for the first one.

    A draft that a letter replaced was never sent and is compared with nothing.
    """
    former = [
        other
        for other in editions
        if other.edition < sheet.edition and other.state != SheetState.SET_ASIDE
    ]
    if not former:
        return None
    before = max(former, key=lambda other: other.edition)
    return before, changes(before.content(), sheet.content())


def contact_sheet_board(program) -> Board:
    """The board of one year, in five queries."""
    milestone = Milestone.objects.of(program, MilestoneKind.CONTACT_SHEET)
    newest: dict[int, ContactSheet] = {}
    for sheet in ContactSheet.objects.filter(program=program).order_by("edition"):
        if sheet.state not in {SheetState.SUPERSEDED, SheetState.SET_ASIDE}:
            newest[sheet.authority_id] = sheet
    own_due = (
        dict(milestone.extensions.values_list("organization_id", "due_at")) if milestone else {}
    )
    moment = clock.now()
    bare = _without_scan(program, milestone)
    cells = []
    for authority in authorities_addressed(program):
        sheet = newest.get(authority.pk)
        due_at = own_due.get(authority.pk, milestone.due_at if milestone else None)
        code, lacks = _code(sheet, due_at, moment), bool(sheet) and sheet.pk in bare
        cells.append(BoardCell(authority, sheet, due_at, code, lacks))
    return Board(milestone, cells)


def _without_scan(program, milestone) -> set[int]:
    """Forms sent in without the stamped scan, where the year wants one."""
    if milestone is None or milestone.scan_rule == ScanRule.NONE:
        return set()
    sent = ContactSheet.objects.filter(program=program, state=SheetState.SUBMITTED)
    return set(sent.without_scan().values_list("pk", flat=True))


def _code(sheet, due_at, moment) -> str:
    delivered = sheet and sheet.state in {SheetState.SUBMITTED, SheetState.ACCEPTED}
    if delivered or (sheet and sheet.state == SheetState.RETURNED):
        return sheet.state
    if due_at and moment > due_at:
        return "overdue"
    return sheet.state if sheet else "not_started"


def liaison_change(sheet) -> str:
    """Whether a hand-over of the duty may be due, by who holds it in the portal.

    ``person``: nobody of that name holds it. ``mobile``: somebody of that name does,
    under another number: the same person with a new one or a namesake, which an officer
    decides. ``""``: neither, or nobody holds it who could hand over.
    """
    held = Membership.objects.active().filter(
        organization=sheet.authority, duty=Duty.LIAISON, user__persona=""
    )
    holders = list(held.values_list("user__full_name", "user__mobile"))
    namesakes = [mobile for name, mobile in holders if name == sheet.liaison_name]
    if not holders:
        return ""
    if not namesakes:
        return "person"
    known = {digits(mobile) for mobile in namesakes if mobile}
    new = digits(sheet.liaison_mobile)
    unknown = new and len(known) == len(namesakes) and new not in known
    return "mobile" if unknown else ""


def digits(mobile: str) -> str:
    """A mobile number to compare by: its last eleven digits."""
    return "".join(filter(str.isdigit, mobile))[-11:]


def kept_by_new_liaison(sheet) -> list[str]:
    """Labels of what a new liaison seems to have taken over from the one confirmed before."""
    same_body = ContactSheet.objects.accepted().filter(authority=sheet.authority_id)
    former = same_body.exclude(pk=sheet.pk).order_by("-program__year").first()
    if former is None or former.liaison_name == sheet.liaison_name:
        return []
    return [
        sheet.label(name)
        for name in ("liaison_mobile", "liaison_email")
        if getattr(sheet, name) and getattr(sheet, name) == getattr(former, name)
    ]
