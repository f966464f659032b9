"""The list of what became of those recommended, as it leaves the portal."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.audit.timeline import describe
from portal.audit.trail import record
from trainees.models import Nomination
from trainees.sheets.recommendation import results_table

describe("institutions.organization", {"export_results": _("导出推荐结果")})


@transaction.atomic
def export_results(authority, nominations: list[Nomination], *, actor) -> bytes:
    """The list as .xlsx; that it left the portal is on record."""
    record(actor, "export_results", authority, count=len(nominations))
    return results_table(nominations)
