from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from institutions.actor import DEPUTY_HAT, HAT, PUBLIC_ACTOR, TRAINEE_HAT, actor_for

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WITHOUT_SECOND_FACTOR = frozenset({"set_language", "home:text_size", "home:font"})


class ActorMiddleware:
    """Puts ``request.actor`` on every request; anonymous visitors are the public.

    Duties are looked up each time. When the body somebody was acting for has
    ended their duty, or a deputyship is over, a form they still send is refused:
    it must never be carried out under another hat by accident.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = PUBLIC_ACTOR
        if request.user.is_authenticated:
            hat = request.session.get(HAT, "")
            request.actor = actor_for(request.user, hat)
            if hat not in {"", TRAINEE_HAT, request.actor.hat}:
                self._take_off(request, hat)
        return self.get_response(request)

    def _take_off(self, request, hat):
        request.session[HAT] = request.actor.hat
        words = _("您在原单位的职责已结束，现以“%(who)s”的身份登录")
        if hat.startswith(DEPUTY_HAT):
            words = _("代办已结束，现以“%(who)s”的身份登录")
        ended = words % {"who": request.actor.label}
        if request.method in UNSAFE:
            raise PermissionDenied(ended)
        messages.warning(request, ended)


class SecondFactorMiddleware:
    """Where the policy asks for it, staff come no further without a second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if not settings.STAFF_SECOND_FACTOR or not request.actor.is_staff:
            return None
        if name in WITHOUT_SECOND_FACTOR or name.startswith(("mfa_", "account_")):
            return None
        if is_mfa_enabled(request.user):
            return None
        messages.info(request, _("按安全要求，工作人员须先启用身份验证器，再办理业务"))
        return redirect("mfa_index")
