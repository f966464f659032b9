"""What an officer does from the list of who has not acted."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Organization
from portal.audit.trail import record
from portal.notices.actions import readdress_notice
from portal.notices.models import Notice
from portal.policy import require
from programs.models import Program
from programs.policies.arrears import may_correct_address
from programs.queries.arrears import reminded_of, still_owes
from programs.sheets.arrears import arrears_sheet


@transaction.atomic
def export_arrears(program: Program, rows, *, actor) -> bytes:
    """The list as shown, as .xlsx; that it left the portal with telephones is on record."""
    record(actor, "export_arrears", program, count=len(rows))
    return arrears_sheet(rows)


@transaction.atomic
def correct_address(notice: Notice, address: str, *, actor) -> Organization | None:
    """Send a reminder that did not arrive to the right address (改投), in one press.

    An office's address is corrected with it, so that the next reminder goes
    there too; a person's own address is that person's to change.

    Returns:
        The body whose office address was corrected, if it was one.

    Raises:
        PermissionDenied: not an officer of the Bureau, or it did not come to a stop.
        ValidationError: the body has acted, the address cannot be used or was
            told already, or no mail leaves this installation.
    """
    require(may_correct_address(actor, notice))
    milestone, body = reminded_of(notice.key)
    if not still_owes(milestone, body):
        raise ValidationError(_("该单位已经办理，不需要再发"))
    wrong, right = notice.address, address.strip()
    readdress_notice(notice, right, actor=actor)
    return None if notice.user_id else _correct_office(body, wrong, right, actor)


def _correct_office(body, wrong: str, right: str, actor) -> Organization | None:
    """Nothing is overwritten that somebody has corrected meanwhile."""
    offices = Organization.objects.select_for_update()
    office = offices.filter(pk=body.pk, office_email__iexact=wrong).first()
    if office is None:
        return None
    office.office_email = right
    office.save(update_fields=["office_email"])
    record(actor, "correct_address", office, before=wrong, after=right)
    return office
