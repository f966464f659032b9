"""Inviting a colleague, and joining by the link."""

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
from institutions.actions import invitation as actions
from institutions.actions.opening import SecretRefused
from institutions.forms.people import InviteForm, JoinForm
from institutions.models import Invitation
from institutions.policies import grantable, may_invite
from portal.accounts.forms import NewPersonForm
from portal.policy import require
from portal.ui.posted import typed

from .entry import enter, limited, sign_in_url, take_back, too_many


@require_http_methods(["GET", "POST"])
@never_cache
def invite(request):
    body = request.actor.organization
    require(may_invite(request.actor, body))
    form = InviteForm(typed(request), duties=grantable(request.actor, body))
    if request.method == "GET":
        return _invite_page(request, form)
    if not form.is_valid():
        return _invite_page(request, form, 422)
    invitation, token = actions.invite(body, **form.cleaned_data, actor=request.actor)
    return _link_page(request, invitation, token)


@require_POST
@never_cache
def renew(request, public_id):
    try:
        invitation, token = actions.renew_invitation(
            _invitation(request, public_id), actor=request.actor
        )
    except ValidationError as problems:
        messages.warning(request, " ".join(problems.messages))
        return redirect("institutions:people")
    return _link_page(request, invitation, token)


@require_POST
def withdraw(request, public_id):
    invitation = _invitation(request, public_id)
    try:
        actions.withdraw_invitation(invitation, actor=request.actor)
    except ValidationError as problems:
        messages.warning(request, " ".join(problems.messages))
    else:
        done = _("已撤回给%(name)s的邀请，原链接不能再用")
        messages.success(request, done % {"name": invitation.full_name})
    return redirect("institutions:people")


@limited("invitation")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@never_cache
def join(request, token):
    """Wrong, used, withdrawn and expired links get one and the same answer."""
    invitation = queries.invitation_by(token)
    if invitation is None:
        return _refused(request)
    form = _join_form(request, invitation)
    if request.method == "GET":
        return _join_page(request, invitation, form)
    if request.too_many:
        form.add_error(None, too_many())
        return _join_page(request, invitation, form, 429)
    if not form.is_valid():
        return _join_page(request, invitation, form, 422)
    try:
        newcomer = actions.accept_invitation(token, person=form.person(), actor=request.actor)
    except SecretRefused:
        return _refused(request)
    except ValidationError as problems:
        take_back(form, problems)
        return _join_page(request, invitation, form, 422)
    return enter(request, newcomer)


def _invitation(request, public_id) -> Invitation:
    invitations = Invitation.objects.visible_to(request.actor).select_related("organization")
    return get_object_or_404(invitations, public_id=public_id)


def _invite_page(request, form, status=200):
    return render(request, "institutions/invitations/new.html", {"form": form}, status=status)


def _link_page(request, invitation, token):
    """The link stands on this page and nowhere else."""
    context = {
        "invitation": invitation,
        "link": settings.SITE_URL + reverse("institutions:join", args=[token]),
        "days": actions.LIFETIME.days,
    }
    return render(request, "institutions/invitations/link.html", context)


def _join_form(request, invitation):
    if request.actor.user is not None:
        return JoinForm(typed(request))
    known = {"full_name": invitation.full_name, "mobile": invitation.mobile}
    return NewPersonForm(typed(request), initial=known)


def _join_page(request, invitation, form, status=200):
    context = {"invitation": invitation, "form": form, "sign_in": sign_in_url(request)}
    return render(request, "institutions/invitations/join.html", context, status=status)


def _refused(request):
    return render(request, "institutions/invitations/refused.html", status=404)
