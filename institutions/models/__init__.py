from .membership import Invitation, Membership, OpeningCode
from .organization import Organization, OrganizationName

__all__ = ["Invitation", "Membership", "OpeningCode", "Organization", "OrganizationName"]
