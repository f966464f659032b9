from .deputy import Deputy
from .membership import Invitation, Membership, OpeningCode
from .organization import Organization, OrganizationName

__all__ = [
    "Deputy",
    "Invitation",
    "Membership",
    "OpeningCode",
    "Organization",
    "OrganizationName",
]
