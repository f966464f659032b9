"""Publishing a notice and confirming its receipt."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.audience import people_of
from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record
from portal.notices.post import post
from portal.policy import require
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import require_newest
from programs.actions.circular_draft import EDITABLE, STALE
from programs.models import Circular, Receipt
from programs.policies.circular import RECEIVERS, may_confirm_receipt
from programs.queries.circular import addressees
from programs.sheets.receipts import receipt_sheet
from programs.states import CircularState, ProgramState
from programs.workflow.circular import CIRCULAR
from programs.workflow.program import PROGRAM

describe("programs.receipt", {"confirm": gettext_lazy("签收通知")}, "done")
describe("programs.circular", {"export_receipts": gettext_lazy("导出签收情况")})


@transaction.atomic
def publish_circular(circular: Circular, *, actor, revision: int | None = None) -> Circular:
    """Publish a notice to its addressees; the first one opens its year.

    Makes one receipt per addressee, tells them all, and stamps the year's
    ``opened_at``, before which no reminder exists. From now on text and
    annexes stay as they are. A correction gets the next number. Source: R1.

    Args:
        revision: Which the publisher has read; the given row's own if omitted.

    Raises:
        Stale: text or annexes were changed after the page was drawn.
        IllegalStep, PermissionDenied: see :meth:`Workflow.advance`.
    """
    moment = clock.now()
    number = _next_correction(circular.corrects_id)
    current = Circular.objects.select_for_update().get(pk=circular.pk)
    seen = circular.revision if revision is None else revision
    require_newest(current, seen, editable=EDITABLE, stale=STALE)
    stamp = {"published_at": moment, "correction_no": number}
    circular = CIRCULAR.advance(circular.pk, "publish", actor=actor, stamp=stamp)
    program = circular.program
    if program.state == ProgramState.PLANNING:
        PROGRAM.advance(program.pk, "open", actor=actor, stamp={"opened_at": moment})
    bodies = list(addressees(program))
    Receipt.objects.bulk_create([Receipt(circular=circular, organization=b) for b in bodies])
    post(
        "circular.published",
        key=f"circular:{circular.pk}",
        recipients=people_of(bodies, *RECEIVERS),
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
        PermissionDenied: the notice is not addressed to the actor's body, or
            the actor does not speak for it.
    """
    require(may_confirm_receipt(actor, receipt))
    changes = {"confirmed_at": clock.now(), "confirmed_by": actor.user}
    if not Receipt.objects.filter(pk=receipt.pk, confirmed_at=None).update(**changes):
        raise IllegalStep(_("本单位已经签收"))
    receipt.refresh_from_db()
    record(actor, "confirm", receipt)
    return receipt


@transaction.atomic
def export_receipts(circular: Circular, rows, *, actor) -> bytes:
    """The list as shown, as .xlsx; that it left the portal with telephones is on record."""
    record(actor, "export_receipts", circular, count=len(rows))
    return receipt_sheet(rows)


def _next_correction(original_id: int | None) -> int:
    """The next number of that notice's corrections, gap-free; 0 for no correction.

    The original's row is the lock: of two corrections one follows the other.
    """
    if original_id is None:
        return 0
    original = Circular.objects.select_for_update().get(pk=original_id)
    return original.corrections.filter(state=CircularState.PUBLISHED).count() + 1
