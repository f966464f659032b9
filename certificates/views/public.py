"""What all pages for the public share: how often one may ask, in which language, no cookie.

These pages read and change nothing of anybody's, so their forms carry no token that a
cookie would have to go with; what is asked in English stays in English by its address.
"""

import functools
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from certificates.forms.verify import LARGEST, FileForm, FullNameForm, ListForm, NumberForm
from certificates.models import Certificate
from certificates.verification import inquiries
from portal import clock
from portal.accounts import throttle

MINUTE, HOUR = 60, 3600


class Limit(NamedTuple):
    """So many ``times`` in so many ``seconds`` from one address."""

    kind: str
    times: int
    seconds: int = MINUTE


GUESSES = Limit("verify", 10)
# Nothing is guessed by a scan or a file's hash (128 and 256 bits), and a class that
# scans its papers in one hall, behind one address, must not be turned away.
SCANS = Limit("scan", 120)
# Fifty lines each: no more guesses than one by one.
LISTS = Limit("list", 12, HOUR)
FROM_EVERYWHERE = Limit("verify", 6000)


def public_page(*methods, limit: Limit, counted=frozenset({"POST"}), page="verify"):
    """A page for anybody; requests by ``counted`` methods come no oftener than ``limit``."""

    def open_to_all(view):
        @csrf_exempt
        @never_cache
        @sensitive_post_parameters()
        @require_http_methods(list(methods))
        @_in_the_language_asked_for
        @functools.wraps(view)
        def opened(request, *args, **kwargs):
            if request.method in counted and not _let_through(request, limit):
                return too_often(request, limit, page)
            return view(request, *args, **kwargs)

        return opened

    return open_to_all


def too_often(request, limit: Limit, page: str) -> HttpResponse:
    """Refused for now, with what was typed still there."""
    typed = request.POST.dict()
    response = answer_page(
        request,
        page=page,
        status=429,
        limit=limit,
        form=NumberForm(initial=typed),
        list_form=ListForm(initial=typed),
    )
    response["Retry-After"] = str(limit.seconds)
    return response


def answer_page(request, *, status=200, page="verify", **context) -> HttpResponse:
    context = {
        "form": NumberForm(),
        "name_form": FullNameForm(),
        "file_form": FileForm(),
        "hash_form": None,
        "list_form": ListForm(),
        "largest": LARGEST,
        "checked_at": clock.now(),
        "site_address": settings.SITE_URL + reverse("verify:number"),
        "asked_language": _language_asked_for(request),
        **context,
    }
    return render(request, f"certificates/pages/{page}.html", context, status=status)


def noted(request, *given, way: str) -> None:
    """Leave a note of what was answered for the holders; not of what they ask themselves."""
    if request.actor.kind == "trainee":
        own = Certificate.objects.visible_to(request.actor)
        mine = set(own.values_list("pk", flat=True))
        given = [one for one in given if one.certificate and one.certificate.pk not in mine]
    inquiries.note(given, way=way, address=throttle.address(request))


def _in_the_language_asked_for(view):
    @functools.wraps(view)
    def spoken(request, *args, **kwargs):
        code = _language_asked_for(request)
        if not code:
            return view(request, *args, **kwargs)
        with translation.override(code):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = code
        return response

    return spoken


def _language_asked_for(request) -> str:
    code = request.GET.get("language") or request.POST.get("language") or ""
    return code if code in dict(settings.LANGUAGES) else ""


def _let_through(request, limit: Limit) -> bool:
    asked = [(limit, throttle.address(request)), (FROM_EVERYWHERE, "")]
    return all(throttle.allow(of.kind, key, of.times, of.seconds) for of, key in asked)
