"""签收情况 of one notice: who has confirmed, and whom to call of those who have not."""

from collections import defaultdict

from django.db.models import Count, Q

from institutions.models import Membership
from programs.models import Receipt
from programs.obligations import RECEIPT

SIGNED, WAITING = "signed", "waiting"
IN_STATE = {SIGNED: Q(confirmed_at__isnull=False), WAITING: Q(confirmed_at=None)}
BY_BODY = ("organization__kind", "organization__seq", "pk")


def receipts_of(circular):
    """Its receipts with what a list names; order by ``BY_BODY``."""
    rows = Receipt.objects.filter(circular=circular)
    return rows.select_related("organization", "confirmed_by")


def state_counts(receipts) -> dict[str, int]:
    """How many are in each state; ``""`` counts them all."""
    signed = Count("pk", filter=IN_STATE[SIGNED])
    found = receipts.order_by().aggregate(all=Count("pk"), signed=signed)
    waiting = found["all"] - found["signed"]
    return {"": found["all"], SIGNED: found["signed"], WAITING: waiting}


def with_phones(receipts) -> list[Receipt]:
    """The rows given, those not confirmed with ``phones``: one query whatever their number.

    The office's, and of whom a reminder addresses; never a responsible official's.
    """
    rows = list(receipts)
    silent = [row.organization_id for row in rows if row.confirmed_at is None]
    people = defaultdict(dict)
    members = Membership.objects.active().filter(
        organization__in=silent, duty__in=RECEIPT.duties
    )
    for member in members.exclude(user__mobile="").select_related("user").order_by("user_id"):
        people[member.organization_id][f"{member.user} {member.user.mobile}"] = None
    for row in rows:
        office = [row.organization.office_phone] if row.organization.office_phone else []
        row.phones = [] if row.confirmed_at else office + list(people[row.organization_id])
    return rows
