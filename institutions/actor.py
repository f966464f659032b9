"""Who acts: a user under one hat, built once per request."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from institutions.models import Deputy, Membership, Organization
from portal import clock

HAT = "hat"
TRAINEE_HAT = "trainee"
DEPUTY_HAT = "deputy:"


@dataclass(frozen=True)
class Actor:
    """A user acting for a body (``kind`` is the body's), or as trainee, operator, public.

    With ``standing_in`` they act under the hat of a deputy: the duties are
    the absent person's one duty, and whatever is recorded says 代.
    ``deputyships`` are those in force today, both ways; ``counterparts`` the
    people with whom they count as one where two pairs of eyes are asked for.
    """

    user: Any
    kind: str
    organization: Organization | None = None
    duties: frozenset[str] = field(default_factory=frozenset)
    standing_in: Deputy | None = None
    deputyships: tuple[Deputy, ...] = ()
    counterparts: frozenset[int] = field(default_factory=frozenset)

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
        return f"{name}（代{self.standing_in.membership.user}）" if self.standing_in else name

    @property
    def hat(self) -> str:
        """What a session keeps to find this actor again."""
        return self.standing_in.hat if self.standing_in else self.organization_slug

    @property
    def persons(self) -> frozenset[int]:
        """The user, and whom they stand in for just now: whose class is theirs to run."""
        away = {self.standing_in.membership.user_id} if self.standing_in else set()
        return frozenset({self.user.pk} | away)

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
    """The actor ``user`` is under ``hat``: a body's code, or a deputyship's own name.

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
    known = list(_deputyships(user))
    present = tuple(row for row in known if row.is_in_force(clock.today()))
    people = {pk for row in known for pk in (row.user_id, row.membership.user_id)}
    facts = {"deputyships": present, "counterparts": frozenset(people - {user.pk})}
    for row in present:
        if row.user_id == user.pk and row.hat == hat:
            post = row.membership
            body, duties = post.organization, frozenset({post.duty})
            return Actor(user, body.kind, body, duties, row, **facts)
    by_code = {row.organization.code: row.organization for row in rows}
    organization = by_code.get(hat, rows[0].organization)
    duties = frozenset(row.duty for row in rows if row.organization_id == organization.pk)
    return Actor(user, organization.kind, organization, duties, **facts)


def _deputyships(user):
    rows = Deputy.objects.filter(Q(user=user) | Q(membership__user=user))
    return rows.begun(clock.today()).with_people().with_footing()


def put_on_hat(request, user, **_signal) -> None:
    """At sign-in: remember the body acted for, so that its end is noticed, not replaced."""
    request.session[HAT] = actor_for(user).hat


def hats(user) -> list[Organization]:
    """The bodies ``user`` may act for, to choose from."""
    memberships = Membership.objects.active().filter(user=user)
    return list(Organization.objects.filter(memberships__in=memberships).distinct())


def deputy_hats(actor) -> list[Deputy]:
    """Those for whom the actor's user may act today."""
    return [row for row in actor.deputyships if row.user_id == actor.user.pk]
