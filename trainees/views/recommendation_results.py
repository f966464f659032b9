"""What became of each person an authority has recommended, on one page and as a workbook."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.files.streaming import hand_out_workbook
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.sealed import opened, sealed_words
from trainees.actions.results import export_results
from trainees.forms.selection import ResultFilter
from trainees.models import Nomination
from trainees.queries import selection as queries
from trainees.sheets.recommendation import MOST_ROWS


@sealed_words
def results(request):
    filters, found = _chosen(request)
    page = KeysetPage(found.for_table(), request)
    context = {
        "page": page,
        "rows": [(person, queries.outcome(person), queries.why(person)) for person in page],
        "total": capped_count(found),
        "filter": filters,
        "clear_url": request.path,
        "query": request.GET.urlencode(),
    }
    return render(request, "trainees/recommendations/results.html", context)


@require_GET
def export(request):
    _filters, found = _chosen(request)
    rows = list(found.for_table().order_by("-pk")[:MOST_ROWS])
    content = export_results(request.actor.organization, rows, actor=request.actor)
    return hand_out_workbook(content, _("推荐结果.xlsx"))


def _chosen(request):
    people = Nomination.objects.visible_to(request.actor)
    filters = ResultFilter(opened(request))
    return filters, filters.applied(queries.results_of(people, request.actor.organization))
