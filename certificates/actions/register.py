"""Taking the register out of the portal, on record."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from certificates.sheets import register_sheet
from portal.audit.timeline import describe
from portal.audit.trail import record

describe("institutions.organization", {"export_certificates": gettext_lazy("导出证书登记册")})


@transaction.atomic
def export_register(certificates: list, *, actor) -> bytes:
    """The rows as .xlsx; that they left the portal is on record."""
    record(actor, "export_certificates", actor.organization, count=len(certificates))
    return register_sheet(certificates)
