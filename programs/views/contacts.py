"""通讯录: whom to call at each body, searched by body, name or telephone."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.files.streaming import hand_out_workbook
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.sealed import opened, sealed_words
from programs.actions.contacts import export_contacts
from programs.forms.contacts import ContactsFilter
from programs.queries import contacts as queries
from programs.sheets.contacts import MOST_ROWS


@sealed_words
def contacts(request):
    filters, found = _chosen(request)
    page = KeysetPage(found, request, order=(*queries.BOARD, "pk"))
    context = {
        "filter": filters,
        "clear_url": request.path,
        "rows": queries.with_contacts(page, request.actor),
        "page": page,
        "total": capped_count(found),
        "sees_people": queries.sees_people(request.actor),
        "export_url": f"{reverse('contacts:export')}?{request.GET.urlencode()}",
    }
    return render(request, "programs/contacts/list.html", context)


@require_GET
def export(request):
    program = queries.year_of(request.actor)
    if program is None:
        raise Http404
    _filters, found = _chosen(request)
    rows = queries.with_contacts(found.order_by(*queries.BOARD)[:MOST_ROWS], request.actor)
    content = export_contacts(program, rows, actor=request.actor)
    return hand_out_workbook(content, _("通讯录.xlsx"))


def _chosen(request):
    filters = ContactsFilter(opened(request))
    return filters, filters.narrow(queries.listed_bodies(request.actor), request.actor)
