"""The door: no page opens unless its URL name is declared and admits the actor."""

from functools import partial

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
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


class AccessMiddleware:
    """Default is no: an undeclared route is refused even to the Bureau."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.opens = partial(opens, request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        rule = ACCESS.get(request.resolver_match.view_name)
        if rule is None or (rule.rehearsal_only and not settings.REHEARSAL):
            raise Http404
        if rule.admits(request.actor):
            return None
        if request.actor.user is None:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied(_("您当前的身份不办理这项业务"))
