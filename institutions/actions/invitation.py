"""Invitations: a colleague joins by a link that is copied and sent however one likes."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from institutions.actor import Actor
from institutions.models import Invitation, Organization
from institutions.policies import (
    may_accept_invitation,
    may_change_liaison,
    may_grant,
    may_withdraw_invitation,
)
from institutions.states import Duty
from portal import clock
from portal.accounts.codes import new_token
from portal.accounts.forms import NewPerson
from portal.audit.trail import record
from portal.crypto import token_digest
from portal.policy import require

from .membership import give_duty, succeed_as_liaison
from .opening import SecretRefused, new_account

LIFETIME = timedelta(days=14)


@transaction.atomic
def invite(
    organization: Organization, *, duty: str, full_name: str, actor, mobile: str = ""
) -> tuple[Invitation, str]:
    """Invite somebody to hold ``duty``; returns the invitation and the link's token.

    The token is in nobody's keeping but the caller's: show it once. Inviting
    the same person to the same duty again replaces the link, so that a form
    sent twice leaves one invitation.

    Raises:
        PermissionDenied: another body, or a duty beyond one's own scope.
    """
    require(may_grant(actor, organization, duty))
    return _send(organization, actor, duty=duty, full_name=full_name, mobile=mobile)


@transaction.atomic
def invite_next_liaison(
    organization: Organization, *, full_name: str, actor, mobile: str = ""
) -> tuple[Invitation, str]:
    """Invite the new liaison of an authority; the old one keeps the duty until they accept.

    Raises:
        PermissionDenied: ``actor`` is not an officer of the Bureau.
    """
    require(may_change_liaison(actor, organization))
    _withdraw_all(organization, actor, hands_over=True)
    return _send(
        organization,
        actor,
        duty=Duty.LIAISON,
        full_name=full_name,
        mobile=mobile,
        hands_over=True,
    )


@transaction.atomic
def renew_invitation(invitation: Invitation, *, actor) -> tuple[Invitation, str]:
    """A new link in place of one that was lost; the old one no longer opens.

    Raises:
        PermissionDenied: as for inviting.
        ValidationError: it was accepted or withdrawn meanwhile.
    """
    require(may_withdraw_invitation(actor, invitation))
    _withdraw(invitation, actor)
    return _send(
        invitation.organization,
        actor,
        duty=invitation.duty,
        full_name=invitation.full_name,
        mobile=invitation.mobile,
        hands_over=invitation.hands_over,
    )


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor) -> None:
    """Raises as :func:`renew_invitation` does."""
    require(may_withdraw_invitation(actor, invitation))
    _withdraw(invitation, actor)


@transaction.atomic
def accept_invitation(token: str, *, actor, person: NewPerson | None = None) -> Actor:
    """Join the body with the invited duty.

    Args:
        person: The account to make; None for somebody who is signed in.

    Returns:
        The newcomer under their new hat.

    Raises:
        SecretRefused: the link opens nothing.
        ValidationError: the sign-in name is taken (``username``).
        PermissionDenied: the inviter themselves, or an operator.
    """
    invitation = _lock_invitation(token)
    require(may_accept_invitation(actor, invitation))
    body = invitation.organization
    user = new_account(person, actor=actor) if person else actor.user
    invitation.used_at, invitation.used_by = clock.wall(), user
    invitation.save(update_fields=["used_at", "used_by"])
    newcomer = Actor(user, body.kind, body, frozenset({str(invitation.duty)}))
    record(newcomer, "accept", invitation)
    if invitation.hands_over:
        succeed_as_liaison(invitation, actor=newcomer)
    else:
        give_duty(user, body, invitation.duty, actor=newcomer)
    return newcomer


def _send(organization, actor, **facts) -> tuple[Invitation, str]:
    person = {name: facts[name] for name in ("duty", "full_name", "mobile")}
    _withdraw_all(organization, actor, **person)
    token, moment = new_token(), clock.wall()
    invitation = Invitation.objects.create(
        organization=organization,
        digest=token_digest(token),
        issued_by=actor.user,
        issued_at=moment,
        expires_at=moment + LIFETIME,
        **facts,
    )
    record(actor, "invite", invitation, duty=str(invitation.duty))
    return invitation, token


def _withdraw_all(organization, actor, **facts) -> None:
    # Two forms sent at once: the second waits here and then finds the first's invitation.
    Organization.objects.select_for_update().get(pk=organization.pk)
    open_ones = Invitation.objects.unused().filter(organization=organization, **facts)
    for earlier in open_ones.select_related("organization"):
        _withdraw(earlier, actor)


def _withdraw(invitation, actor) -> None:
    unused = Invitation.objects.unused().filter(pk=invitation.pk)
    if not unused.update(withdrawn_at=clock.wall()):
        raise ValidationError(_("这份邀请已被接受或撤回，请刷新后再看"))
    record(actor, "withdraw", invitation)


def _lock_invitation(token: str) -> Invitation:
    links = Invitation.objects.select_for_update(of=("self",))
    found = links.usable(clock.wall()).filter(digest=token_digest(token))
    invitation = found.select_related("organization").first()
    if invitation is None:
        raise SecretRefused
    return invitation
