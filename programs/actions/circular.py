"""Publishing a notice and confirming its receipt."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.audience import people_of
from institutions.states import Duty
from portal import clock
from portal.audit.trail import record
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from programs.models import Circular, Receipt
from programs.policies.circular import may_confirm_receipt
from programs.queries.circular import addressees
from programs.states import ProgramState
from programs.workflow.circular import CIRCULAR
from programs.workflow.program import PROGRAM

ADDRESSED_DUTIES = (Duty.LIAISON, Duty.LEAD, Duty.MANAGER, Duty.REVIEWER)


@transaction.atomic
def publish_circular(circular: Circular, *, actor) -> Circular:
    """Publish a notice to its addressees; the first one opens its year.

    Makes one receipt per addressee, tells them all, and stamps the year's
    ``opened_at``, before which no reminder exists. Source: R1.

    Raises:
        IllegalStep, PermissionDenied: see :meth:`Workflow.advance`.
    """
    moment = clock.now()
    circular = CIRCULAR.advance(
        circular.pk, "publish", actor=actor, stamp={"published_at": moment}
    )
    program = circular.program
    if program.state == ProgramState.PLANNING:
        PROGRAM.advance(program.pk, "open", actor=actor, stamp={"opened_at": moment})
    bodies = list(addressees(program))
    Receipt.objects.bulk_create([Receipt(circular=circular, organization=b) for b in bodies])
    post(
        "circular.published",
        key=f"circular:{circular.pk}",
        recipients=people_of(bodies, *ADDRESSED_DUTIES),
        context={"title": circular.title, "document_no": circular.document_no},
        link=reverse("circulars:detail", args=[circular.pk]),
        actor=actor,
    )
    return circular


@transaction.atomic
def confirm_receipt(receipt: Receipt, *, actor) -> Receipt:
    """Confirm (签收) for one's own body; the first of several colleagues counts.

    Raises:
        IllegalStep: a colleague has already confirmed.
        PermissionDenied: the notice is not addressed to the actor's body.
    """
    require(may_confirm_receipt(actor, receipt))
    changes = {"confirmed_at": clock.now(), "confirmed_by": actor.user}
    if not Receipt.objects.filter(pk=receipt.pk, confirmed_at=None).update(**changes):
        raise IllegalStep(_("本单位已经签收"))
    receipt.refresh_from_db()
    record(actor, "confirm", receipt)
    return receipt
