"""签收情况: who has confirmed a notice, and whom to call of those who have not."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.files.streaming import hand_out_workbook
from portal.ui.pages import KeysetPage, capped_count, pill_links
from programs.actions.circular import export_receipts
from programs.forms.circular import ReceiptFilter
from programs.queries import receipts as queries
from programs.queries.circular import receipt_counts
from programs.sheets.receipts import MOST_ROWS
from programs.states import CircularState

from .circular import visible_circular


@require_GET
def receipts(request, pk):
    circular, filters, narrowed, found = _chosen(request, pk)
    page = KeysetPage(found, request, order=queries.BY_BODY)
    choices = [
        ("", _("全部")),
        (queries.WAITING, _("未签收")),
        (queries.SIGNED, _("已签收")),
    ]
    export_url = reverse("circulars:receipts_export", args=[pk])
    context = {
        "circular": circular,
        "counts": receipt_counts(circular),
        "filter": filters,
        "clear_url": request.path,
        "pills": pill_links(request, "state", choices, queries.state_counts(narrowed)),
        "rows": queries.with_phones(page),
        "page": page,
        "total": capped_count(found),
        "export_url": f"{export_url}?{request.GET.urlencode()}",
    }
    return render(request, "programs/circulars/receipts.html", context)


@require_GET
def export(request, pk):
    circular, _filters, _narrowed, found = _chosen(request, pk)
    rows = queries.with_phones(found.order_by(*queries.BY_BODY)[:MOST_ROWS])
    content = export_receipts(circular, rows, actor=request.actor)
    return hand_out_workbook(content, _("签收情况.xlsx"))


def _chosen(request, pk):
    """The notice, the filter, what it lets through, and of that what is in the state chosen."""
    circular = visible_circular(request, pk)
    if circular.state != CircularState.PUBLISHED:
        raise Http404
    filters = ReceiptFilter(request.GET)
    narrowed = filters.narrow(queries.receipts_of(circular))
    state = queries.IN_STATE.get(request.GET.get("state", ""))
    return circular, filters, narrowed, narrowed.filter(state) if state else narrowed
