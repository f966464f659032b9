"""Doors that strangers may knock at: how often, and what happens once inside."""

import functools

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from institutions.actor import HAT
from portal.accounts import throttle

BACKEND = "portal.accounts.backends.PortalBackend"
QUARTER_HOUR = 15 * 60
PER_ADDRESS, FROM_EVERYWHERE = 20, 600


def limited(kind: str):
    """Count what is sent through this door, per address and altogether.

    The view finds ``request.too_many`` and keeps what was typed.
    """

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            request.too_many = request.method == "POST" and not _may_try(kind, request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _may_try(kind: str, request) -> bool:
    return throttle.allow(
        kind, throttle.address(request), PER_ADDRESS, QUARTER_HOUR
    ) and throttle.allow(kind, "", FROM_EVERYWHERE, QUARTER_HOUR)


def sign_in_url(request) -> str:
    """Where somebody with an account signs in, to come back here."""
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"


def too_many() -> str:
    return _("尝试次数过多，请 15 分钟后再试；除密码外，已填写的内容仍保留在本页")


def enter(request, newcomer):
    """Sign the newcomer in under the hat they have just been given."""
    if request.user.is_anonymous:
        login(request, newcomer.user, backend=BACKEND)
    request.session[HAT] = newcomer.organization_slug
    welcome = _("已加入%(body)s。请记住登录用户名：%(name)s")
    facts = {"body": newcomer.organization.name, "name": newcomer.user.username}
    messages.success(request, welcome % facts)
    return redirect("home:workbench")


def take_back(form, problems: ValidationError) -> None:
    """Put what the verb refused onto the form's fields."""
    known = hasattr(problems, "error_dict") and set(problems.error_dict) <= set(form.fields)
    form.add_error(None, problems if known else problems.messages)
