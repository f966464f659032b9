"""Who has which lists and how far they are, each in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Q

from institutions.models import Deputy, Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.accounts.models import User
from trainees.models import RosterEntry
from trainees.states import IN_CENTRE_HANDS, Decision

JUDGED = ~Q(decision=Decision.PENDING)


class Share(NamedTuple):
    """One reviewer's part of a list, or (``name`` empty) what nobody has."""

    name: str
    judged: int
    total: int


@dataclass
class Load:
    """What one reviewer has in hand; ``deputies`` stand in for them today."""

    user: User
    lists: int = 0
    judged: int = 0
    total: int = 0
    deputies: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.user)


def reviewers():
    """Everybody who judges lists for the Centre, by name."""
    posts = Membership.objects.active().filter(
        organization__kind=Kind.CENTRE, duty__in=[Duty.REVIEWER, Duty.LEAD]
    )
    return User.objects.filter(pk__in=posts.values("user")).order_by("full_name", "pk")


def shares_of(rosters) -> dict[int, list[Share]]:
    """The parts of these lists by the list's key; one query."""
    parts = (
        RosterEntry.objects.filter(roster__in=[roster.pk for roster in rosters])
        .order_by("reviewer__full_name", "reviewer")
        .values_list("roster", "reviewer", "reviewer__full_name", "reviewer__username")
        .annotate(judged=Count("pk", filter=JUDGED), total=Count("pk"))
    )
    found = defaultdict(list)
    for roster, _pk, name, username, judged, total in parts:
        found[roster].append(Share(name or username or "", judged, total))
    return found


def loads() -> list[Load]:
    """Every reviewer with the rows of lists in the Centre's hands; three queries."""
    people = {user.pk: Load(user) for user in reviewers()}
    rows = (
        RosterEntry.objects.filter(roster__state__in=IN_CENTRE_HANDS, reviewer__in=people)
        .order_by()
        .values_list("reviewer")
        .annotate(
            lists=Count("roster", distinct=True),
            judged=Count("pk", filter=JUDGED),
            total=Count("pk"),
        )
    )
    for pk, lists, judged, total in rows:
        load = people[pk]
        load.lists, load.judged, load.total = lists, judged, total
    for pk, name in _deputies(people):
        people[pk].deputies.append(name)
    return list(people.values())


def unallotted() -> Share:
    """What nobody has of the lists in the Centre's hands; one query."""
    rows = RosterEntry.objects.filter(roster__state__in=IN_CENTRE_HANDS, reviewer=None)
    counts = rows.aggregate(judged=Count("pk", filter=JUDGED), total=Count("pk"))
    return Share("", counts["judged"], counts["total"])


def _deputies(people):
    """Who stands in today for whom of ``people``, as reviewer or lead."""
    rows = Deputy.objects.in_force(clock.today()).with_people().order_by("pk")
    posts = rows.filter(
        membership__user__in=people,
        membership__organization__kind=Kind.CENTRE,
        membership__duty__in=[Duty.REVIEWER, Duty.LEAD],
    )
    return {(row.membership.user_id, str(row.user)) for row in posts}
