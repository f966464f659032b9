"""Who is told: a body's people by duty, or its office address while it has none."""

from datetime import date

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
    day = day or clock.today()
    return people_by_day(organizations, *duties, days={day})[day]


def people_by_day(organizations, *duties, days: set) -> dict[date, dict[int, list[Recipient]]]:
    """:func:`people_by_body` of each of these days, in as many queries as of one."""
    bodies = {body.pk: body for body in organizations}
    if not (bodies and days):
        return {day: {pk: [] for pk in bodies} for day in days}
    rows = (
        Membership.objects.active()
        .filter(organization__in=bodies, duty__in=duties)
        .select_related("user")
        .order_by("organization_id", "user_id")
    )
    posts: dict[int, dict] = {pk: {} for pk in bodies}
    for row in rows:
        posts[row.organization_id][row.user_id] = row.user
    deputies = list(_deputies(bodies, duties, days))
    return {day: _on(day, bodies, posts, deputies) for day in days}


def _deputies(bodies, duties, days):
    rows = Deputy.objects.in_force_within(min(days), max(days)).order_by("pk")
    posts = rows.filter(membership__organization__in=bodies, membership__duty__in=duties)
    return posts.select_related("user", "membership")


def _on(day, bodies, posts, deputies) -> dict[int, list[Recipient]]:
    people = {pk: dict(posts[pk]) for pk in bodies}
    for row in deputies:
        if row.from_on <= day <= row.until_on:
            people[row.membership.organization_id][row.user_id] = row.user
    return {
        pk: [Recipient(user=user, label=body.short_name) for user in people[pk].values()]
        or _office(body)
        for pk, body in bodies.items()
    }


def _office(body) -> list[Recipient]:
    if not body.office_email:
        return []
    return [Recipient(address=body.office_email, label=body.short_name)]
