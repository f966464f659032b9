"""Taking the list of who has not acted out of the portal."""

from django.db import transaction

from portal.audit.trail import record
from programs.models import Program
from programs.sheets.arrears import arrears_sheet


@transaction.atomic
def export_arrears(program: Program, rows, *, actor) -> bytes:
    """The list as shown, as .xlsx; that it left the portal with telephones is on record."""
    record(actor, "export_arrears", program, count=len(rows))
    return arrears_sheet(rows)
