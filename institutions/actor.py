"""Who acts: a user under one hat, built once per request."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from institutions.models import Membership, Organization

HAT = "hat"
TRAINEE_HAT = "trainee"


@dataclass(frozen=True)
class Actor:
    """A user acting for a body (``kind`` is the body's), or as trainee, operator, public."""

    user: Any
    kind: str
    organization: Organization | None = None
    duties: frozenset[str] = field(default_factory=frozenset)
    on_behalf_of: str = ""

    @property
    def organization_slug(self) -> str:
        return self.organization.code if self.organization else ""

    @property
    def label(self) -> str:
        if self.user is None:
            return _("公众")
        name = (
            f"{self.organization.short_name}·{self.user}"
            if self.organization
            else str(self.user)
        )
        return f"{name}（代{self.on_behalf_of}）" if self.on_behalf_of else name

    def is_kind(self, *kinds: str) -> bool:
        return self.kind in kinds

    def has_duty(self, *duties: str) -> bool:
        return not self.duties.isdisjoint(duties)

    @property
    def is_staff(self) -> bool:
        """Acts for a body, or looks after the portal: anyone but trainees and the public."""
        return self.organization is not None or self.kind == "operator"

    @property
    def only_audits(self) -> bool:
        return self.duties == frozenset({"auditor"})


PUBLIC_ACTOR = Actor(user=None, kind="public")


def actor_for(user, hat: str = "") -> Actor:
    """The actor ``user`` is under the hat of the organization coded ``hat``.

    Without a (valid) hat: the first body by kind and order; without any
    membership: the operator if superuser, else a trainee.
    """
    if user is None or not user.is_authenticated:
        return PUBLIC_ACTOR
    rows = list(
        Membership.objects.active()
        .filter(user=user)
        .select_related("organization")
        .order_by("organization__kind", "organization__seq", "pk")
    )
    if not rows or hat == TRAINEE_HAT:
        return Actor(user, "operator" if user.is_superuser and not rows else "trainee")
    by_code = {row.organization.code: row.organization for row in rows}
    organization = by_code.get(hat, rows[0].organization)
    duties = frozenset(row.duty for row in rows if row.organization_id == organization.pk)
    return Actor(user, organization.kind, organization, duties)


def put_on_hat(request, user, **_signal) -> None:
    """At sign-in: remember the body acted for, so that its end is noticed, not replaced."""
    request.session[HAT] = actor_for(user).organization_slug


def hats(user) -> list[Organization]:
    """The bodies ``user`` may act for, to choose from."""
    memberships = Membership.objects.active().filter(user=user)
    return list(Organization.objects.filter(memberships__in=memberships).distinct())
