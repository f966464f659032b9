"""Accounts as such, for the operator; and the page where a reset link leads."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from institutions import queries
from institutions.actions import account as actions
from institutions.actions.opening import SecretRefused
from institutions.forms.people import AccountFilter
from institutions.policies import may_look_after
from portal.accounts.forms import NewPasswordForm
from portal.accounts.models import User
from portal.ui.pages import KeysetPage, capped_count
from portal.ui.posted import typed
from portal.ui.sealed import opened, sealed_words

from .entry import limited, too_many
from .people import last_seen


@sealed_words
def accounts(request):
    form = AccountFilter(opened(request))
    users = form.narrow(queries.with_second_factor(User.objects.visible_to(request.actor)))
    page = KeysetPage(users, request, order=("username", "pk"))
    context = {
        "rows": [
            (user, last_seen(user.last_login), may_look_after(request.actor, user))
            for user in page
        ],
        "page": page,
        "total": capped_count(users),
        "filter": form,
    }
    return render(request, "institutions/accounts/list.html", context)


@require_POST
@never_cache
def reset_link(request, public_id):
    user = _user(request, public_id)
    try:
        uid, token = actions.issue_reset_link(user, actor=request.actor)
    except ValidationError as problems:
        messages.warning(request, " ".join(problems.messages))
        return redirect("institutions:accounts")
    context = {
        "person": user,
        "link": settings.SITE_URL + reverse("institutions:reset", args=[uid, token]),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
    }
    return render(request, "institutions/accounts/link.html", context)


@require_POST
def switch_off(request, public_id):
    user = _user(request, public_id)
    actions.switch_off(user, actor=request.actor)
    messages.success(request, _("已停用%(name)s的账号，其下一次操作即被拒绝") % {"name": user})
    return redirect("institutions:accounts")


@require_POST
def switch_on(request, public_id):
    user = _user(request, public_id)
    actions.switch_on(user, actor=request.actor)
    messages.success(request, _("已启用%(name)s的账号") % {"name": user})
    return redirect("institutions:accounts")


@require_POST
def drop_second_factor(request, public_id):
    user = _user(request, public_id)
    actions.drop_second_factor(user, actor=request.actor)
    messages.success(request, _("已移除%(name)s的身份验证器，其可重新绑定") % {"name": user})
    return redirect("institutions:accounts")


@limited("reset")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@never_cache
def reset(request, uid, token):
    """Wrong, used and expired links get one and the same answer."""
    user = queries.account_by(uid, token)
    if user is None:
        return render(request, "institutions/accounts/refused.html", status=404)
    form = NewPasswordForm(typed(request), user=user)
    if request.method == "GET":
        return _reset_page(request, form)
    if request.too_many:
        form.add_error(None, too_many())
        return _reset_page(request, form, 429)
    if not form.is_valid():
        return _reset_page(request, form, 422)
    try:
        actions.reset_password(
            user, token, password_hash=form.password_hash(), actor=request.actor
        )
    except SecretRefused:
        return render(request, "institutions/accounts/refused.html", status=404)
    messages.success(request, _("新密码已设置，请用它登录"))
    return redirect("account_login")


def _reset_page(request, form, status=200):
    return render(request, "institutions/accounts/reset.html", {"form": form}, status=status)


def _user(request, public_id) -> User:
    return get_object_or_404(User.objects.visible_to(request.actor), public_id=public_id)
