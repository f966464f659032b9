from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from . import throttle


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts come from activation codes and invitations, never from self-registration."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "用户名或密码不正确。忘记密码时，单位用户请联系平台运维人员，学员请联系班主任"
        ),
        "too_many_login_attempts": _("连续输错次数过多，请 15 分钟后再试"),
    }

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        throttle.note("login.passed", user.username)
        super().login(request, user)

    def authentication_failed(self, request, **credentials):
        throttle.note("login.failed", credentials.get("username", ""))
