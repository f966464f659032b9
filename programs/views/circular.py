"""The notices of a year and their receipts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.workflow.engine import IllegalStep
from programs.actions import circular as actions
from programs.models import Circular, Receipt
from programs.models.program import OFFICES
from programs.queries.circular import postponements_of, receipt_counts
from programs.workflow.circular import CIRCULAR


@require_GET
def circular_list(request):
    circulars = Circular.objects.visible_to(request.actor).select_related("program")
    return render(request, "programs/circulars/list.html", {"circulars": circulars})


@require_GET
def circular_detail(request, pk):
    circular = _circular(request, pk)
    receipts = Receipt.objects.visible_to(request.actor).filter(circular=circular)
    own = receipts.filter(organization__code=request.actor.organization_slug)
    context = {
        "circular": circular,
        "paragraphs": circular.body.split("\n\n"),
        "receipt": own.select_related("organization", "confirmed_by").first(),
        "counts": receipt_counts(circular),
        "may_watch": request.actor.kind in OFFICES and circular.published_at is not None,
        "receipts": receipts.select_related("organization").order_by(
            "organization__kind", "organization__seq"
        ),
        "postponements": postponements_of(circular.program),
        "steps": CIRCULAR.available(circular, request.actor),
    }
    return render(request, "programs/circulars/detail.html", context)


@require_POST
def circular_publish(request, pk):
    circular = _circular(request, pk)
    try:
        actions.publish_circular(circular, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
    else:
        messages.success(request, _("通知已发布，年度已启动，收文单位可以签收"))
    return redirect("circulars:detail", pk=pk)


@require_POST
def circular_confirm(request, pk):
    circular = _circular(request, pk)
    receipts = Receipt.objects.visible_to(request.actor).filter(circular=circular)
    receipt = get_object_or_404(
        receipts.select_related("organization", "circular"),
        organization__code=request.actor.organization_slug,
    )
    try:
        actions.confirm_receipt(receipt, actor=request.actor)
    except IllegalStep as moved_on:
        messages.warning(request, str(moved_on))
    else:
        messages.success(request, _("已签收"))
    return redirect("circulars:detail", pk=pk)


def _circular(request, pk) -> Circular:
    return get_object_or_404(Circular.objects.visible_to(request.actor), pk=pk)
