"""The door: no page opens unless its URL name is declared and admits the actor."""

from functools import partial
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from portal.urls import ACCESS


def opens(request, address: str) -> bool:
    """Whether a page of the portal lets in who asks here; a link to any other is no help."""
    try:
        rule = ACCESS.get(resolve(address).view_name)
    except Resolver404:
        return False
    return rule is not None and rule.admits(request.actor)


def page_above(request) -> str:
    """The nearest page above the address of an act; the front page is above everything."""
    for folder in PurePosixPath(request.path).parents:
        for address in (f"{folder}/", str(folder)):
            if opens(request, address):
                return address
    return "/"


class AccessMiddleware:
    """Default is no: an undeclared route is refused even to the Bureau.

    An act's address is left in the browser when its form comes back with errors: a
    reload, the language switch or a link there asks for a page, and gets the one above.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.opens = partial(opens, request)
        response = self.get_response(request)
        if response.status_code == 405 and request.method in {"GET", "HEAD"}:
            query = request.META["QUERY_STRING"]
            return HttpResponseRedirect(page_above(request) + (f"?{query}" if query else ""))
        return response

    def process_view(self, request, view, args, kwargs):
        rule = ACCESS.get(request.resolver_match.view_name)
        if rule is None or (rule.rehearsal_only and not settings.REHEARSAL):
            raise Http404
        if rule.admits(request.actor):
            return None
        if request.actor.user is None:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied(_("您当前的身份不办理这项业务"))
