"""Who is told: a body's people by duty, or its office address while it has none."""

from institutions.models import Membership
from portal.notices.post import Recipient


def people_of(organizations, *duties) -> list[Recipient]:
    """Everyone with one of ``duties`` in these bodies, one recipient a person and body.

    A body without such a person falls back to its office address; a body
    with neither contributes nobody (two queries whatever the number).
    """
    bodies = {body.pk: body for body in organizations}
    rows = (
        Membership.objects.active()
        .filter(organization__in=bodies, duty__in=duties)
        .select_related("user")
        .order_by("organization_id", "user_id")
    )
    people = {(row.organization_id, row.user_id): row.user for row in rows}
    reached = {organization_id for organization_id, _user in people}
    found = [
        Recipient(user=user, label=bodies[organization_id].short_name)
        for (organization_id, _pk), user in people.items()
    ]
    offices = [
        Recipient(address=body.office_email, label=body.short_name)
        for pk, body in bodies.items()
        if pk not in reached and body.office_email
    ]
    return found + offices
