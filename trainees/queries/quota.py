"""Counting people by the quotas: one definition for what binds and for what is shown."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from programs.models import Cohort
from trainees.models import Enrolment, EnterpriseTitle, Nomination, QuotaRule, RosterEntry
from trainees.models.quota import tiers_from
from trainees.states import TAKEN_NOMINATION, Decision, QuotaBy


def seated():
    """People who are enrolled."""
    enrolments = Enrolment.objects.filter(nomination=OuterRef("pk")).active()
    return Nomination.objects.filter(Exists(enrolments))


def promised():
    """People enrolled, and those approved whose approval has not taken effect."""
    enrolments = Enrolment.objects.filter(nomination=OuterRef("pk")).active()
    approved = RosterEntry.objects.filter(nomination=OuterRef("pk"), decision=Decision.APPROVED)
    open_ones = ~Q(state__in=TAKEN_NOMINATION) & Exists(approved)
    return Nomination.objects.filter(Exists(enrolments) | open_ones)


def listed():
    """People on a list who are still candidates, whatever has been decided."""
    entries = RosterEntry.objects.filter(nomination=OuterRef("pk"))
    return Nomination.objects.live().filter(Exists(entries))


def condition(rule: QuotaRule) -> Q:
    """Which nominations a rule counts; nothing is left out where every enterprise is meant."""
    if rule.by == QuotaBy.TIER:
        titles = EnterpriseTitle.objects.filter(enterprise=OuterRef("enterprise"))
        return Q(Exists(titles.filter(kind__in=tiers_from(rule.value))))
    path = {
        QuotaBy.AUTHORITY: "home__code",
        QuotaBy.TRACK: "cohort__track__code",
        QuotaBy.INSTITUTION: "cohort__organization__code",
        QuotaBy.INDUSTRY: "enterprise__industry",
    }.get(rule.by)
    return Q(**{path: rule.value}) if path else Q()


def numbers(cohort: Cohort, rules: Iterable[QuotaRule], people) -> dict[int, int]:
    """People by rule (its key), of the class or the year; two queries at most."""
    found = {}
    for per_class in (True, False):
        group = [rule for rule in rules if rule.per_class == per_class]
        counted = scoped(people, cohort, per_class=per_class)
        found |= figures(group, counted)[1]
    return found


def figures(rules: Iterable[QuotaRule], people) -> tuple[int, dict[int, int]]:
    """How many there are of ``people``, and how many each rule counts; one query."""
    group = [rule for rule in rules if rule.by != QuotaBy.ENTERPRISE]
    if not group:
        return 0, {}
    counts = {_key(rule): Count("pk", filter=condition(rule)) for rule in group}
    found = people.aggregate(everybody=Count("pk"), **counts)
    return found["everybody"], {rule.pk: found[_key(rule)] for rule in group}


def by_enterprise(people) -> dict[int, int]:
    """People by enterprise; one query."""
    firms = people.order_by().values_list("enterprise").annotate(n=Count("pk"))
    return dict(firms.order_by("-n"))


def enterprise_cap(cohort: Cohort) -> int | None:
    """How many of one enterprise the rules allow in this class; the lowest holds."""
    rules = QuotaRule.objects.applying_to(cohort).filter(by=QuotaBy.ENTERPRISE, per_class=True)
    return min(rules.values_list("cap", flat=True), default=None)


class Room:
    """What the caps still leave, less with every row that takes a place.

    Reads in a fixed number of queries, whatever the number of rules and rows.
    """

    def __init__(self, cohort: Cohort, rules: list[QuotaRule], rows, people):
        self._left: dict[tuple, int] = {}
        self._asked: dict[int, list[tuple[tuple, QuotaRule]]] = defaultdict(list)
        self._people = people
        if rules and rows:
            self._read(cohort, rules, [row.nomination_id for row in rows])

    def take(self, row: RosterEntry) -> QuotaRule | None:
        """A place for this row, or the rule that has none left (and nothing is taken)."""
        asked = self._asked[row.nomination_id]
        for key, rule in asked:
            if self._left[key] < 1:
                return rule
        for key, _rule in asked:
            self._left[key] -= 1
        return None

    def _read(self, cohort, rules, keys):
        asking = Nomination.objects.filter(pk__in=keys).values("pk", "enterprise")
        hits = {r: _key(r) for r in rules}
        matched = asking.annotate(
            **{
                name: ExpressionWrapper(condition(r) or Q(pk__gt=0), BooleanField())
                for r, name in hits.items()
            }
        )
        rows = list(matched)
        taken = self._taken(cohort, rules, {row["enterprise"] for row in rows})
        for row in rows:
            for rule, name in hits.items():
                if not row[name]:
                    continue
                of = row["enterprise"] if rule.by == QuotaBy.ENTERPRISE else None
                key = (rule.pk, of)
                self._left.setdefault(key, rule.most(cohort) - taken.get(key, 0))
                self._asked[row["pk"]].append((key, rule))

    def _taken(self, cohort, rules, enterprises) -> dict[tuple, int]:
        taken = {
            (pk, None): number for pk, number in numbers(cohort, rules, self._people).items()
        }
        for rule in (r for r in rules if r.by == QuotaBy.ENTERPRISE):
            people = scoped(self._people, cohort, per_class=rule.per_class)
            firms = by_enterprise(people.filter(enterprise__in=enterprises))
            taken |= {(rule.pk, firm): number for firm, number in firms.items()}
        return taken


def scoped(people, cohort, *, per_class: bool):
    """Of these people, those whom a rule of the class or of the year counts."""
    return people.filter(cohort=cohort) if per_class else people.filter(program=cohort.program)


def _key(rule: QuotaRule) -> str:
    return f"rule_{rule.pk}"
