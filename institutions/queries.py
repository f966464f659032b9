"""Looking things up by a secret, and the directory's read model."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.models import Invitation, Membership, OpeningCode, Organization
from institutions.policies import runs_the_programme
from institutions.states import Kind
from portal import clock
from portal.accounts.models import User
from portal.crypto import token_digest
from portal.ui.todos import Todo

SIGN_IN_STATES = ("entered", "code_out", "no_account")


def invitation_by(token: str) -> Invitation | None:
    """The invitation whose link this is, while it still opens."""
    links = Invitation.objects.usable(clock.wall()).select_related("organization")
    return links.filter(digest=token_digest(token)).first()


def account_by(uid: str, token: str) -> User | None:
    """The account whose reset link this is, while it still opens."""
    try:
        pk = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if default_token_generator.check_token(user, token) else None


def with_second_factor(users):
    """Accounts with ``has_second_factor``."""
    return users.annotate(
        has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    )


def newest_code() -> int:
    """The number of the newest opening code, 0 before the first."""
    return OpeningCode.objects.aggregate(newest=Max("pk"))["newest"] or 0


def with_sign_in(bodies):
    """Bodies with ``people`` (persons with an account), ``has_code``, ``last_entry``."""
    active = Membership.objects.active().filter(organization=OuterRef("pk")).order_by()
    per_body = active.values("organization")
    codes = OpeningCode.objects.usable(clock.wall()).filter(organization=OuterRef("pk"))
    return bodies.annotate(
        people=Subquery(per_body.annotate(n=Count("user", distinct=True)).values("n")),
        last_entry=Subquery(per_body.annotate(at=Max("user__last_login")).values("at")),
        has_code=Exists(codes),
    )


def in_sign_in_state(bodies, state: str):
    """Those of :func:`with_sign_in` in one of ``SIGN_IN_STATES``."""
    if state == "entered":
        return bodies.filter(people__gt=0)
    if state == "code_out":
        return bodies.filter(people=None, has_code=True)
    return bodies.filter(people=None, has_code=False)


def sign_in_counts(bodies) -> dict[str, int]:
    """How many bodies are in each of ``SIGN_IN_STATES``; ``""`` counts them all."""
    found = bodies.aggregate(
        all=Count("pk"),
        entered=Count("pk", filter=Q(people__gt=0)),
        code_out=Count("pk", filter=Q(people=None, has_code=True)),
    )
    entered, code_out = found["entered"], found["code_out"]
    rest = found["all"] - entered - code_out
    return {"": found["all"], "entered": entered, "code_out": code_out, "no_account": rest}


def openable(actor, bodies) -> list[Organization]:
    """Bodies for which ``actor`` may open codes, with sign-in state, in board order."""
    kinds = [Kind.BUREAU] if actor.kind == "operator" else set(Kind) - {Kind.BUREAU}
    return list(with_sign_in(bodies.filter(kind__in=kinds)).order_by("kind", "seq", "code"))


def provisional():
    """Duties of people who came in by a code and whom the Bureau has not confirmed."""
    return Membership.objects.active().filter(is_provisional=True)


def to_confirm(actor) -> list[Todo]:
    """待确认: what waits for an officer of the Bureau when somebody has used a code."""
    waiting = count_to_confirm(actor)
    if not waiting:
        return []
    sub = ngettext(
        "%(people)d 人凭开户码加入，请核对后确认",
        "%(people)d 人凭开户码加入，请核对后确认",
        waiting,
    )
    return [
        Todo(
            title=_("确认新开户人员"),
            sub=sub % {"people": waiting},
            url=f"{reverse('institutions:people')}?state=provisional",
            action=_("去确认"),
            kind="confirm_people",
        )
    ]


def count_to_confirm(actor) -> int:
    """How many people, whatever number of duties each holds."""
    if not runs_the_programme(actor):
        return 0
    return provisional().exclude(user=actor.user).values("user").distinct().count()
