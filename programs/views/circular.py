"""The notices of a year as they are read: text, annexes, publication, one's own receipt."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.audit.timeline import timeline
from portal.files.streaming import stream
from portal.ui.posted import seen_revision
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import circular as actions
from programs.actions.circular_draft import EDITABLE
from programs.models import Annex, Circular, Program, Receipt
from programs.models.program import OFFICES
from programs.policies.circular import (
    may_confirm_receipt,
    may_correct_circular,
    may_discard_circular,
    may_publish_circular,
    may_write_circular,
)
from programs.queries.circular import postponements_of, receipt_counts
from programs.states import ProgramState
from programs.workflow.circular import CIRCULAR


@require_GET
def circular_list(request):
    circulars = Circular.objects.visible_to(request.actor).for_table()
    has_year = Program.objects.visible_to(request.actor).exists()
    context = {
        "circulars": circulars,
        "may_write": has_year and bool(may_write_circular(request.actor)),
    }
    return render(request, "programs/circulars/list.html", context)


@require_GET
def circular_detail(request, pk):
    return detail_page(request, visible_circular(request, pk))


@require_GET
def annex(request, public_id):
    """Saved, never shown by the browser itself: an office file is nobody's page."""
    annexes = Annex.objects.visible_to(request.actor).select_related("file")
    return stream(get_object_or_404(annexes, public_id=public_id).file)


@require_POST
def circular_publish(request, pk):
    circular = visible_circular(request, pk)
    try:
        circular = actions.publish_circular(
            circular, revision=seen_revision(request), actor=request.actor
        )
    except (IllegalStep, Stale) as moved_on:
        messages.warning(request, str(moved_on))
        return detail_page(request, visible_circular(request, pk), status=409)
    messages.success(request, _("通知已发布，收文单位可以签收"))
    return redirect("circulars:detail", pk=pk)


@require_POST
def circular_confirm(request, pk):
    circular = visible_circular(request, pk)
    receipt = own_receipt(request, circular)
    if receipt is None:
        raise Http404
    try:
        actions.confirm_receipt(receipt, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
    else:
        messages.success(request, _("已签收"))
    return redirect("circulars:detail", pk=pk)


def visible_circular(request, pk) -> Circular:
    circulars = Circular.objects.visible_to(request.actor).for_table()
    return get_object_or_404(circulars, pk=pk)


def own_receipt(request, circular) -> Receipt | None:
    """The receipt of the body one acts for; the offices see all, but own one at most."""
    receipts = Receipt.objects.visible_to(request.actor).filter(circular=circular)
    own = receipts.filter(organization__code=request.actor.organization_slug)
    return own.select_related("organization", "circular", "confirmed_by").first()


def detail_page(request, circular, status=200):
    actor = request.actor
    is_draft, oversees = circular.state in EDITABLE, actor.kind in OFFICES
    receipt = own_receipt(request, circular)
    annexes = Annex.objects.visible_to(actor).filter(circular=circular)
    opens = circular.program.state == ProgramState.PLANNING
    original = circular.corrects or circular
    may_edit = is_draft and bool(may_write_circular(actor, circular))
    context = {
        "circular": circular,
        "paragraphs": circular.body.split("\n\n"),
        "annexes": annexes.current().for_page(),
        "former": annexes.exclude(retired_at=None).for_page() if oversees else [],
        "corrections": original.corrections.published().order_by("correction_no"),
        "receipt": receipt,
        "may_confirm": receipt and may_confirm_receipt(actor, receipt),
        "counts": receipt_counts(circular),
        "may_watch": oversees and not is_draft,
        "postponements": postponements_of(circular.program),
        "steps": CIRCULAR.available(circular, actor),
        "opens_year": opens,
        "may_edit": may_edit,
        "refusal": may_edit and may_publish_circular(actor, circular).reason,
        "may_correct": bool(may_correct_circular(actor, circular)),
        "may_discard": bool(may_discard_circular(actor, circular)),
        "timeline": timeline(circular) if oversees else [],
    }
    return render(request, "programs/circulars/detail.html", context, status=status)
