"""The register of certificates: searched by number or name, filtered, exported."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from certificates.actions.register import export_register
from certificates.forms.register import RegisterFilter, RegisterSearch
from certificates.queries import register as queries
from certificates.sheets import MOST_ROWS
from portal.files.streaming import hand_out_workbook
from portal.ui.pages import MARK, KeysetPage, capped_count, with_query
from portal.ui.sealed import seal, unseal
from programs.models import Program, Track

WHO, USE, SIZE = "who", "certificates", 50


@require_http_methods(["GET", "POST"])
@cache_control(no_store=True, private=True)
def register(request):
    """What was typed comes by POST and stands in the address under seal alone."""
    if request.method == "GET":
        words = _words(request)
        return _register(request, RegisterSearch(initial={"words": words}), words)
    form = RegisterSearch(request.POST)
    if not form.is_valid():
        return _register(request, form, "", 422)
    token = seal(form.cleaned_data["words"], user=request.user, use=USE)
    address = reverse("certificates:register")
    return redirect(address + with_query(request.GET, **{WHO: token, MARK: None}))


@require_GET
def export(request):
    """The rows of the list as it is filtered; more than fit are not cut off unsaid."""
    _filters, found = _chosen(request, _words(request))
    rows = list(found.for_table().order_by("-pk")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        said = _("超过 %(most)d 行，请先按年度、方向或班次筛选再导出")
        messages.warning(request, said % {"most": MOST_ROWS})
        return redirect(reverse("certificates:register") + with_query(request.GET))
    return hand_out_workbook(export_register(rows, actor=request.actor), _("证书登记册.xlsx"))


def _words(request) -> str:
    return unseal(request.GET.get(WHO, ""), user=request.user, use=USE)


def _chosen(request, words):
    actor = request.actor
    filters = RegisterFilter(
        request.GET,
        programs=Program.objects.visible_to(actor).order_by("-year"),
        tracks=Track.objects.visible_to(actor).order_by("-program__year", "seq"),
        cohorts=queries.classes_of(actor),
    )
    return filters, filters.narrow(queries.found_by(actor, words))


def _register(request, form, words, status=200):
    filters, found = _chosen(request, words)
    context = {
        "form": form,
        "words": words,
        "page": KeysetPage(found.for_table(), request, size=SIZE),
        "total": capped_count(found),
        "filter": filters,
        "clear_url": request.path,
        "query": with_query(request.GET, **{WHO: None, MARK: None}),
        "export_query": with_query(request.GET, **{MARK: None}),
    }
    return render(request, "certificates/pages/register.html", context, status=status)
