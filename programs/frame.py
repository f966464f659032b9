"""What the year tells every frame and workbench: its name, notices, dates, figures."""

from datetime import timedelta
from itertools import groupby, islice

from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Kind
from portal import clock
from portal.audit.models import Entry
from portal.audit.timeline import event
from portal.ui.workbench import Event, Figure
from programs.models import Circular, ContactDesk, Milestone, Program, Receipt
from programs.queries.contact_sheet import contact_sheet_board
from programs.states import MilestoneState

SHOWN = 5
RECENT = 8
# One act on a whole list leaves a row for each person; it must not hide the others.
SCANNED = 300


def programme_line(actor) -> str:
    """The year in work, for those who may know it: 2022-2023 年度."""
    program = Program.objects.visible_to(actor).current()
    return _("%(code)s 年度") % {"code": program.code} if program else ""


def published() -> list[dict]:
    """The newest published notices, open to everyone (R12)."""
    return [
        {
            "title": circular.title,
            "number": circular.document_no,
            "url": reverse("circulars:detail", args=[circular.pk]),
            "at": circular.published_at,
        }
        for circular in Circular.objects.published()[:SHOWN]
    ]


def consult() -> str:
    """The Centre's desk of the year in work (R44)."""
    desks = ContactDesk.objects.filter(program=Program.objects.current())
    desk = desks.filter(organization__kind=Kind.CENTRE).first()
    return _("业务咨询：%(phones)s") % {"phones": desk.phones} if desk else ""


def rehearsed_consult() -> str:
    """In rehearsal nobody's real telephone stands under a page."""
    return _("业务咨询（演示）：000-0000 0000")


def coming(actor) -> list[Event]:
    """近期时点: the year's open dates from yesterday on, the next five."""
    program = Program.objects.visible_to(actor).current()
    since = clock.now() - timedelta(days=1)
    rows = Milestone.objects.visible_to(actor).filter(
        program=program, state=MilestoneState.OPEN, due_at__gte=since
    )
    return [
        Event(row.due_on, _("%(what)s截止") % {"what": row.get_kind_display()}, "next")
        for row in rows.order_by("due_at")[:SHOWN]
    ]


def lately(actor) -> list[Event]:
    """最近动态: what one's own body did last, each act once however many rows it touched."""
    trail = Entry.objects.filter(organization=actor.organization_slug).exclude(actor=None)
    acts = groupby(trail[:SCANNED], _same_act)
    return [_told(list(entries)) for _act, entries in islice(acts, RECENT)]


def _same_act(entry: Entry) -> tuple:
    minute = entry.business_at.replace(second=0, microsecond=0)
    return entry.action, entry.actor_id, entry.request_id, minute


def _told(entries: list[Entry]) -> Event:
    """One act: who did what, and to which object or to how many."""
    told, count = event(entries[0]), len(entries)
    facts = {"act": told.text, "object": entries[0].target_label, "count": count}
    text = _("%(act)s（%(object)s）") if count == 1 else _("%(act)s（%(count)d 项）")
    return Event(told.at, text % facts, told.kind)


def bureau_figures(actor) -> list[Figure]:
    """The information forms and receipts of the year in work, in five queries."""
    program = Program.objects.visible_to(actor).current()
    if program is None:
        return []
    counts = contact_sheet_board(program).counts
    total = sum(counts.values())
    waiting = Receipt.objects.filter(circular__program=program).outstanding()
    waiting = waiting.filter(organization__is_sample=False).count()
    board = reverse("sheets:board")
    return [
        Figure(
            _("信息表已报送"),
            str(counts["submitted"] + counts["accepted"]),
            _("共 %(total)d 个地区") % {"total": total},
            f"{board}?state=all",
        ),
        Figure(_("待确认"), str(counts["submitted"]), "", f"{board}?state=submitted"),
        Figure(
            _("未填报或草稿"),
            str(counts["not_started"] + counts["draft"] + counts["overdue"]),
            "",
            f"{board}?state=not_started",
        ),
        Figure(_("通知未签收"), str(waiting), _("收文单位"), reverse("circulars:list")),
        Figure(_("计划培训"), str(program.target), _("人，不少于")),
    ]
