"""Accounts as such: a person's own details, lost passwords, switching off."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from institutions.models import Invitation
from institutions.policies import may_look_after
from portal import clock
from portal.accounts.models import User
from portal.audit.trail import record, record_many
from portal.policy import require

from .opening import SecretRefused


@transaction.atomic
def update_own_details(*, full_name: str, mobile: str, actor) -> User:
    """Change one's own name and mobile; the trail names the fields, not their content."""
    user = User.objects.select_for_update().get(pk=actor.user.pk)
    changed = [
        name
        for name, value in {"full_name": full_name, "mobile": mobile}.items()
        if getattr(user, name) != value
    ]
    if changed:
        user.full_name, user.mobile = full_name, mobile
        user.save(update_fields=changed)
        record(actor, "update", user, fields=changed)
    return user


@transaction.atomic
def issue_reset_link(user: User, *, actor) -> tuple[str, str]:
    """``(uid, token)`` of a link that sets a new password once, within three days.

    Nothing is stored: the token is bound to the present password and last
    sign-in, so it lapses as soon as either changes.

    Raises:
        PermissionDenied: ``actor`` is not the operator, or it is their own account.
        ValidationError: a rehearsal persona, or the account is switched off.
    """
    require(may_look_after(actor, user))
    if user.persona:
        raise ValidationError(_("演练身份没有密码，从登录页直接进入"))
    if not user.is_active:
        raise ValidationError(_("账号已停用，请先启用"))
    record(actor, "issue_reset_link", user)
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


@transaction.atomic
def reset_password(user: User, token: str, *, password_hash: str, actor) -> None:
    """Set the password by link; every session of the account ends.

    Raises:
        SecretRefused: the link was used meanwhile.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not default_token_generator.check_token(user, token):
        raise SecretRefused
    user.password = password_hash
    user.save(update_fields=["password"])
    record(actor, "reset_password", user)


@transaction.atomic
def drop_second_factor(user: User, *, actor) -> None:
    """Take a lost authenticator off the account; the policy asks for a new one at once.

    Raises:
        PermissionDenied: ``actor`` is not the operator, or it is their own account.
    """
    require(may_look_after(actor, user))
    if Authenticator.objects.filter(user=user).delete()[0]:
        record(actor, "drop_second_factor", user)


@transaction.atomic
def switch_off(user: User, *, actor) -> None:
    """Refuse the account from its next request on; duties stay on file.

    Invitations that this person sent out lapse.

    Raises:
        PermissionDenied: ``actor`` is not the operator, or it is their own account.
    """
    require(may_look_after(actor, user))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        return
    record(actor, "switch_off", user)
    sent = Invitation.objects.unused().filter(issued_by=user)
    lapsed = list(sent.select_related("organization"))
    sent.update(withdrawn_at=clock.wall())
    record_many(actor, "lapse", lapsed)


@transaction.atomic
def switch_on(user: User, *, actor) -> None:
    """Let the account in again.

    Raises:
        PermissionDenied: ``actor`` is not the operator, or it is their own account.
    """
    require(may_look_after(actor, user))
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record(actor, "switch_on", user)
