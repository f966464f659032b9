"""Who is told: a body's people by duty, or its office address while it has none."""

from institutions.models import Deputy, Membership
from portal import clock
from portal.notices.post import Recipient


def people_of(organizations, *duties) -> list[Recipient]:
    """Everyone with one of ``duties`` in these bodies, one recipient a person and body.

    A body without such a person falls back to its office address; a body
    with neither contributes nobody (three queries whatever the number).
    """
    found = people_by_body(organizations, *duties)
    return [recipient for recipients in found.values() for recipient in recipients]


def people_by_body(organizations, *duties, day=None) -> dict[int, list[Recipient]]:
    """The same by the body's primary key; whom nobody can reach has an empty list.

    Whoever stands in for one of them on ``day`` (today) is told too.
    """
    bodies = {body.pk: body for body in organizations}
    rows = (
        Membership.objects.active()
        .filter(organization__in=bodies, duty__in=duties)
        .select_related("user")
        .order_by("organization_id", "user_id")
    )
    people: dict[int, dict] = {pk: {} for pk in bodies}
    for row in rows:
        people[row.organization_id][row.user_id] = row.user
    for row in _deputies(bodies, duties, day or clock.today()):
        people[row.membership.organization_id][row.user_id] = row.user
    return {
        pk: [Recipient(user=user, label=body.short_name) for user in people[pk].values()]
        or _office(body)
        for pk, body in bodies.items()
    }


def _deputies(bodies, duties, day):
    rows = Deputy.objects.in_force(day).order_by("pk")
    posts = rows.filter(membership__organization__in=bodies, membership__duty__in=duties)
    return posts.select_related("user", "membership")


def _office(body) -> list[Recipient]:
    if not body.office_email:
        return []
    return [Recipient(address=body.office_email, label=body.short_name)]
