"""Opening codes: how the first user of a body gets in, without e-mail or text message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from institutions.actor import Actor
from institutions.models import OpeningCode, Organization
from institutions.policies import may_open_codes, may_use_opening_code
from institutions.states import FIRST_DUTIES
from portal import clock
from portal.accounts.codes import as_issued, new_code
from portal.accounts.forms import NewPerson
from portal.accounts.models import User
from portal.audit.trail import record, record_many
from portal.crypto import token_digest
from portal.policy import require

from .membership import give_duty

LIFETIME = timedelta(days=30)


class SecretRefused(Exception):
    """A code or link that opens nothing: wrong, used, withdrawn or expired, untold which."""


class StaleIssue(Exception):
    """Codes were issued for these bodies since the page was drawn."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A clear code on its only way out; the database keeps a keyed digest."""

    organization: Organization
    code: str
    expires_at: datetime


@transaction.atomic
def issue_opening_codes(organizations, *, actor, seen: int) -> list[IssuedCode]:
    """One new code each, 30 days, in the bodies' order; older unused codes are withdrawn.

    Args:
        seen: The number of the newest code when the page was drawn. A page
            that is sent again (reload, second press) must not make the codes
            just printed worthless.

    Raises:
        PermissionDenied: a body whose codes ``actor`` may not open; no code is issued.
        StaleIssue: see ``seen``.
    """
    keys = [body.pk for body in organizations]
    bodies = list(Organization.objects.select_for_update().filter(pk__in=keys))
    for body in bodies:
        require(may_open_codes(actor, body))
    codes = OpeningCode.objects.filter(organization__in=bodies)
    if codes.filter(pk__gt=seen).exists():
        raise StaleIssue
    moment = clock.wall()
    codes.unused().update(withdrawn_at=moment)
    issued = [IssuedCode(body, new_code(), moment + LIFETIME) for body in bodies]
    rows = [_row(each, actor, moment) for each in issued]
    OpeningCode.objects.bulk_create(rows)
    record_many(actor, "issue", rows)
    return issued


def _row(issued: IssuedCode, actor, moment) -> OpeningCode:
    return OpeningCode(
        organization=issued.organization,
        digest=token_digest(issued.code),
        issued_by=actor.user,
        issued_at=moment,
        expires_at=issued.expires_at,
    )


@transaction.atomic
def redeem_opening_code(typed: str, *, actor, person: NewPerson | None = None) -> Actor:
    """Open a body's account: its first user, provisional, with the kind's first duties.

    Args:
        typed: The code as typed; see :func:`portal.accounts.codes.as_issued`.
        person: The account to make; None for somebody who is signed in.

    Returns:
        The newcomer under their new hat.

    Raises:
        SecretRefused: the code opens nothing.
        ValidationError: the sign-in name is taken (``username``).
        PermissionDenied: an operator, or the officer who issued the code.
    """
    code = _lock_code(typed)
    require(may_use_opening_code(actor, code))
    body, duties = code.organization, FIRST_DUTIES[code.organization.kind]
    user = new_account(person, actor=actor) if person else actor.user
    code.used_at, code.used_by = clock.wall(), user
    code.save(update_fields=["used_at", "used_by"])
    newcomer = Actor(user, body.kind, body, frozenset(map(str, duties)))
    record(newcomer, "redeem", code)
    for duty in duties:
        give_duty(user, body, duty, actor=newcomer, provisional=True)
    return newcomer


def _lock_code(typed: str) -> OpeningCode:
    codes = OpeningCode.objects.select_for_update(of=("self",))
    found = codes.usable(clock.wall()).filter(digest=token_digest(as_issued(typed)))
    code = found.select_related("organization").first()
    if code is None:
        raise SecretRefused
    return code


@transaction.atomic
def new_account(person: NewPerson, *, actor) -> User:
    """An account without any duty.

    Raises:
        ValidationError: the sign-in name is taken; keyed ``username``.
    """
    user = User(
        username=person.username,
        full_name=person.full_name,
        mobile=person.mobile,
        password=person.password_hash,
    )
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        raise ValidationError({"username": _name_is_taken(person)}) from taken
    record(Actor(user, "trainee"), "open", user)
    return user


def _name_is_taken(person: NewPerson) -> str:
    if person.username == person.mobile:
        return _(
            "这个手机号码已有账号。是您本人的，请先登录，再回到本页使用；不是的，请另设用户名"
        )
    return _("这个用户名已有人使用，请换一个")
