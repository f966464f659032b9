"""Ways in, ready to be used by a test: the clear secret comes along."""

from institutions.actions import invitation as invitations
from institutions.actions import opening
from institutions.models import Invitation, Organization
from portal.accounts.forms import NewPerson
from tests.factories import actor


def opening_code(organization: Organization, by=None) -> str:
    """A fresh opening code for that body, issued by a Bureau officer."""
    issued = opening.issue_opening_codes(
        [organization], actor=by or actor("bureau"), seen=10**9
    )
    return issued[0].code


def invitation(organization: Organization, by, duty: str, **fields) -> tuple[Invitation, str]:
    """``(invitation, token)``, sent by ``by``."""
    fields.setdefault("full_name", "受邀人")
    return invitations.invite(organization, duty=duty, actor=by, **fields)


def newcomer(mobile: str = "13900000001", **fields) -> NewPerson:
    values = {
        "full_name": "新来的人",
        "mobile": mobile,
        "username": mobile,
        "password_hash": "!",
        **fields,
    }
    return NewPerson(**values)
