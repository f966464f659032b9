"""What the year tells every page's frame: its name, its published notices, whom to ask."""

from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.states import Kind
from programs.models import Circular, ContactDesk, Program

SHOWN = 5


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
