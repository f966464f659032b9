"""Finding people: the words come by POST and stand in the address only under seal."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from institutions.models import Organization
from portal.ui.pages import MARK, KeysetPage, capped_count, with_query
from portal.ui.sealed import seal, unseal
from programs.models import Program, Track
from trainees.forms.search import PeopleFilter, SearchForm
from trainees.queries import search as queries

WHO, USE = "who", "people"


@require_http_methods(["GET", "POST"])
@cache_control(no_store=True, private=True)
def search(request):
    if request.method == "GET":
        words = unseal(request.GET.get(WHO, ""), user=request.user, use=USE)
        return _results(request, SearchForm(initial={"words": words}), words)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _results(request, form, "", 422)
    token = seal(form.cleaned_data["words"], user=request.user, use=USE)
    return redirect(reverse("people:search") + with_query(request.GET, who=token, page=None))


def _results(request, form, words, status=200):
    actor = request.actor
    filters = PeopleFilter(
        request.GET,
        programs=Program.objects.visible_to(actor),
        tracks=Track.objects.visible_to(actor).order_by("-program__year", "seq"),
        bodies=Organization.objects.visible_to(actor),
        actor=actor,
    )
    found = filters.applied(queries.found_by(actor, words))
    page = KeysetPage(queries.for_page(found), request)
    context = {
        "form": form,
        "words": words,
        "page": page,
        "rows": [{"of": row, "url": queries.address_of(row, actor)} for row in page],
        "total": capped_count(found),
        "filter": filters,
        "clear_url": request.path,
        "query": with_query(request.GET, **{WHO: None, MARK: None}),
    }
    return render(request, "trainees/people/search.html", context, status=status)
