"""What the printed information form says, taken from one edition as it stands."""

from django.conf import settings

from portal import clock
from programs.models import ContactSheet, Milestone
from programs.papers import ROLES
from programs.states import MilestoneKind

FACTS = ("name", "department", "post", "phone", "mobile", "fax", "email")


def paper_number(sheet: ContactSheet) -> str:
    """``XXB-2022-S1-02``: year, region, edition."""
    return f"XXB-{sheet.program.year}-{sheet.authority.code}-{sheet.edition:02d}"


def paper_facts(sheet: ContactSheet) -> dict:
    """For :func:`programs.papers.information_form`."""
    milestone = Milestone.objects.of(sheet.program, MilestoneKind.CONTACT_SHEET)
    filled_at = sheet.arrived_at or sheet.saved_at or clock.now()
    number, code = paper_number(sheet), sheet.check_code()
    return {
        "year": sheet.program.code,
        "number": number,
        "edition": sheet.edition,
        "region": sheet.authority.short_name,
        "authority": sheet.authority.name,
        "address": sheet.postal_address,
        "postcode": sheet.postcode,
        "people": [
            {"role": role, **{fact: getattr(sheet, f"{side}_{fact}") for fact in FACTS}}
            for side, role in ROLES.items()
        ],
        "remark": sheet.remark,
        "filled_by": sheet.filled_by,
        "filled_on": clock.local_day(filled_at),
        "due_on": milestone and clock.local_day(milestone.due_for(sheet.authority)),
        "check_code": code,
        "archive_code": f"{number}/{sheet.edition}/{code.replace('-', '')}",
        "sample": settings.REHEARSAL,
    }
