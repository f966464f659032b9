"""The door: no page opens unless its URL name is declared and admits the actor."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from portal.urls import ACCESS


class AccessMiddleware:
    """Default is no: an undeclared route is refused even to the Bureau."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
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
