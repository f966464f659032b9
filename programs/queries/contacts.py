"""通讯录: whom to call at each body, from what the bodies themselves have reported.

The offices see the confirmed information forms and the institutions' project
managers; everybody else sees what offices publish and no person. A
responsible official's mobile is neither shown nor found by anybody.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from institutions.models import Membership, Organization
from institutions.states import Duty, Kind
from programs.models import ContactDesk, ContactSheet, Program
from programs.models.program import OFFICES

LISTED = [Kind.BUREAU, Kind.CENTRE, Kind.AUTHORITY, Kind.INSTITUTION, Kind.PARTNER]
RUN_BY_MANAGERS = [Kind.INSTITUTION, Kind.PARTNER]
BOARD = ("kind", "seq", "code")
# In rehearsal nobody's real telephone is shown.
INVENTED = "000-0000 0000"
A_LEADERS = Q(liaison_name=F("leader_name")) | Q(liaison_mobile=F("leader_mobile"))


@dataclass(frozen=True)
class Contact:
    """One line to call; a desk or an office has no ``name``."""

    role: str
    name: str = ""
    post: str = ""
    phone: str = ""
    mobile: str = ""
    fax: str = ""
    email: str = ""


def sees_people(actor) -> bool:
    return actor.kind in OFFICES


def listed_bodies(actor):
    return Organization.objects.visible_to(actor).filter(kind__in=LISTED)


def matching(bodies, text: str, actor):
    """Bodies whose name, or anything shown of them to this actor, contains ``text``."""
    found = Q(name__icontains=text) | Q(short_name__icontains=text)
    found |= Q(office_phone__icontains=text) | Q(office_email__icontains=text)
    if not settings.REHEARSAL:
        at_desk = Q(phones__icontains=text) | Q(fax__icontains=text) | Q(email__icontains=text)
        found |= Exists(_desks(actor).filter(at_desk, organization=OuterRef("pk")))
    if sees_people(actor):
        found |= Exists(_sheets(actor).filter(_on_sheet(text), authority=OuterRef("pk")))
        by_name = Q(user__full_name__icontains=text) | Q(user__mobile__icontains=text)
        found |= Exists(_managers().filter(by_name, organization=OuterRef("pk")))
    return bodies.filter(found)


def with_contacts(bodies, actor) -> list[Organization]:
    """The bodies given, each with ``contacts``; the queries do not grow with their number."""
    bodies = list(bodies)
    found = defaultdict(list)
    for desk in _desks(actor).filter(organization__in=bodies):
        found[desk.organization_id].append(_of_desk(desk))
    if sees_people(actor):
        for sheet in _sheets(actor).filter(authority__in=bodies):
            found[sheet.authority_id] += _of_sheet(sheet)
        for row in _managers().filter(organization__in=bodies):
            found[row.organization_id].append(_of_manager(row))
    for body in bodies:
        body.contacts = _of_office(body) + found[body.pk]
    return bodies


def year_of(actor) -> Program | None:
    """The year in work, or the newest before any is."""
    programs = Program.objects.visible_to(actor)
    return programs.current() or programs.order_by("-year").first()


def _desks(actor):
    return ContactDesk.objects.filter(program=year_of(actor)).order_by("pk")


def _sheets(actor):
    return ContactSheet.objects.visible_to(actor).accepted().filter(program=year_of(actor))


def _managers():
    rows = Membership.objects.active().filter(
        duty=Duty.MANAGER, organization__kind__in=RUN_BY_MANAGERS
    )
    return rows.select_related("user").order_by("user_id")


def _on_sheet(text: str) -> Q:
    shown = [
        f"{who}_{what}"
        for who in ("leader", "liaison")
        for what in ("name", "department", "post", "phone", "fax", "email")
    ]
    found = Q(liaison_mobile__icontains=text) & ~A_LEADERS
    for name in shown:
        found |= Q(**{f"{name}__icontains": text})
    return found


def _of_office(body) -> list[Contact]:
    if not (body.office_phone or body.office_email):
        return []
    return [Contact(_("办公室"), phone=body.office_phone, email=body.office_email)]


def _of_desk(desk) -> Contact:
    role = _("业务咨询：%(task)s") % {"task": desk.task}
    if settings.REHEARSAL:
        return Contact(role, phone=INVENTED)
    return Contact(role, phone=desk.phones, fax=desk.fax, email=desk.email)


def _of_sheet(sheet) -> list[Contact]:
    same = sheet.liaison_name == sheet.leader_name
    hidden = same or sheet.liaison_mobile == sheet.leader_mobile
    mobile = "" if hidden else sheet.liaison_mobile
    return [
        _on_form(sheet, "leader", _("分管负责同志")),
        _on_form(sheet, "liaison", _("联络员"), mobile),
    ]


def _on_form(sheet, who: str, role: str, mobile: str = "") -> Contact:
    department, post = (getattr(sheet, f"{who}_{what}") for what in ("department", "post"))
    return Contact(
        role,
        getattr(sheet, f"{who}_name"),
        " ".join(part for part in (department, post) if part),
        getattr(sheet, f"{who}_phone"),
        mobile,
        getattr(sheet, f"{who}_fax"),
        getattr(sheet, f"{who}_email"),
    )


def _of_manager(row) -> Contact:
    return Contact(_("项目负责人"), str(row.user), mobile=row.user.mobile)
