"""People with different documents who may be one: nobody is ever merged by a machine."""

from collections import defaultdict
from itertools import combinations

from django.db.models import Count, Q, QuerySet

from trainees.models import DistinctPair, Nomination, Trainee

Pair = tuple[int, int]


def pairs_among(people: QuerySet | set[int]) -> dict[Pair, set[str]]:
    """Pairs with at least one of these people, by reason, without those told apart.

    ``mobile``: one telephone for two people; ``name_and_mobile`` and
    ``name_and_enterprise``: besides, or instead, one name. Only who was once sent to
    the Centre is compared with others. Five queries whatever their number.
    """
    known = Trainee.objects.filter(Q(pk__in=people) | Q(pk__in=_sent().values("trainee")))
    found: dict[Pair, set[str]] = defaultdict(set)
    for group in _sharing_mobile(known, people):
        for (one, name), (other, second) in combinations(sorted(group), 2):
            found[one, other].add("name_and_mobile" if name == second else "mobile")
    for group in _sharing_enterprise(people):
        for pair in combinations(sorted(group), 2):
            found[pair].add("name_and_enterprise")
    asked = set(people) if isinstance(people, set) else set(people.values_list("pk", flat=True))
    told = set(DistinctPair.objects.values_list("first", "second")) if found else ()
    return {pair: why for pair, why in found.items() if pair not in told and asked & set(pair)}


def twins_of(people: set[int]) -> set[int]:
    """Which of these people look like somebody else."""
    return {person for pair in pairs_among(people) for person in pair} & people


def _sent() -> QuerySet:
    return Nomination.objects.exclude(submitted_at=None)


def _sharing_mobile(known, people) -> list[set[tuple[int, str]]]:
    mobiles = Trainee.objects.filter(pk__in=people).exclude(mobile="").values("mobile")
    shared = known.filter(mobile__in=mobiles).order_by().values("mobile")
    shared = shared.annotate(n=Count("pk")).filter(n__gt=1).values("mobile")
    groups = defaultdict(set)
    for mobile, key, name in known.filter(mobile__in=shared).values_list(
        "mobile", "pk", "name"
    ):
        groups[mobile].add((key, name))
    return list(groups.values())


def _sharing_enterprise(people) -> list[set[int]]:
    """People of one name whom one enterprise sent, in whichever years."""
    own = Nomination.objects.filter(trainee__in=people)
    rows = _sent() | own
    rows = rows.filter(enterprise__in=own.values("enterprise")).order_by()
    names = rows.values("enterprise", "trainee__name")
    shared = names.annotate(n=Count("trainee", distinct=True)).filter(n__gt=1)
    keys = {(row["enterprise"], row["trainee__name"]) for row in shared}
    if not keys:
        return []
    groups = defaultdict(set)
    found = rows.filter(
        enterprise__in={key[0] for key in keys}, trainee__name__in={key[1] for key in keys}
    )
    for firm, name, key in found.values_list("enterprise", "trainee__name", "trainee"):
        if (firm, name) in keys:
            groups[firm, name].add(key)
    return list(groups.values())
