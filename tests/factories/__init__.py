"""Bodies, people and actors for tests; every app's own rows are made in its own module here."""

from itertools import count

from institutions.actor import PUBLIC_ACTOR, Actor, actor_for
from institutions.models import Membership, Organization
from institutions.states import Duty, Group, Kind
from portal import clock
from portal.accounts.models import User

_numbers = count(1)

SINGLE = {Kind.BUREAU: "BUREAU", Kind.CENTRE: "CENTRE", Kind.EVALUATOR: "EVAL"}
USUAL_DUTY = {
    Kind.BUREAU: Duty.OFFICER,
    Kind.CENTRE: Duty.REVIEWER,
    Kind.AUTHORITY: Duty.LIAISON,
    Kind.INSTITUTION: Duty.MANAGER,
    Kind.PARTNER: Duty.MANAGER,
    Kind.EVALUATOR: Duty.SCORER,
}


def organization(kind=Kind.INSTITUTION, code: str = "", **fields) -> Organization:
    """A body of that kind; the one and only where there is one, else a new one.

    The same ``code`` gives the same row, so that tests may name bodies.
    """
    number = next(_numbers)
    code = code or SINGLE.get(kind) or f"T{number:04d}"
    defaults = {"kind": kind, "seq": number, "name": f"示例单位{number}"}
    defaults["short_name"] = f"示例{number}"
    if kind == Kind.AUTHORITY:
        defaults["group"] = Group.PROVINCIAL
    return Organization.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


# ``actor`` has a parameter of that name.
new_organization = organization


def user(username: str = "", **fields) -> User:
    """An active account without a usable password; ``client.force_login`` opens it."""
    number = next(_numbers)
    fields.setdefault("full_name", f"测试人员{number}")
    return User.objects.create_user(username or f"user{number}", **fields)


def member(of: Organization, *duties: str, **fields) -> User:
    """A new user with these duties (the kind's usual one if none) for that body."""
    person = user(**fields)
    for duty in duties or (USUAL_DUTY[of.kind],):
        Membership.objects.create(
            user=person, organization=of, duty=duty, started_at=clock.wall()
        )
    return person


def actor(kind: str, *duties: str, organization: Organization | None = None) -> Actor:
    """Who acts: a new person of that kind, under the hat of that (or a new) body.

    ``trainee``, ``operator`` and ``public`` have no body.
    """
    if kind == "public":
        return PUBLIC_ACTOR
    if kind in {"trainee", "operator"}:
        return actor_for(user(is_superuser=kind == "operator", is_staff=kind == "operator"))
    body = organization or new_organization(kind)
    return actor_for(member(body, *duties), body.code)
