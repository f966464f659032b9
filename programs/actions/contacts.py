"""Taking the directory of contacts out of the portal."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.audit.timeline import describe
from portal.audit.trail import record
from programs.models import Program
from programs.sheets.contacts import contacts_sheet

describe("programs.program", {"export_contacts": _("导出通讯录")})


@transaction.atomic
def export_contacts(program: Program, bodies, *, actor) -> bytes:
    """The list as shown, as .xlsx; that it left the portal is on record."""
    record(actor, "export_contacts", program, count=len(bodies))
    return contacts_sheet(bodies)
