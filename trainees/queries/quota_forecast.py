"""What approvals in pencil would take of the quotas, before anything is written."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from programs.models import Cohort
from trainees.models import Nomination, QuotaRule, RosterEntry
from trainees.queries.quota import by_enterprise, figures, numbers, promised, scoped
from trainees.states import Decision, QuotaBy, Severity


def forecast(
    cohort: Cohort, taking: Iterable[RosterEntry], giving: Iterable[RosterEntry] = ()
) -> list[dict]:
    """Every cap that holds for the class, as if all of ``taking`` were approved.

    Changes to people already enrolled take no place of a quota. A fixed number
    of queries, whatever the number of rules and rows.

    Args:
        giving: Rows that are approved now and would not be any more.
    """
    joining = [row.nomination for row in taking if not row.is_change]
    leaving = [row.nomination for row in giving if not row.is_change]
    capped = QuotaRule.objects.applying_to(cohort).filter(cap__isnull=False)
    rules = list(capped.for_table()) if joining else []
    single = [rule for rule in rules if rule.by != QuotaBy.ENTERPRISE]
    now = numbers(cohort, single, promised())
    more, less = _matched(single, joining), _matched(single, leaving)
    lines = []
    for rule in rules:
        if rule.by == QuotaBy.ENTERPRISE:
            lines.append(_of_firms(rule, cohort, joining, leaving))
            continue
        after = now[rule.pk] + more[rule.pk] - less[rule.pk]
        over = max(after - rule.most(cohort), 0)
        lines.append(_line(rule, cohort, now[rule.pk], more[rule.pk], after, over))
    return lines


def of_desk(roster, keys: list[int]) -> list[dict]:
    """The same for rows ticked at the desk, those not approved yet."""
    rows = RosterEntry.objects.filter(roster=roster, pk__in=keys).unsettled().for_table()
    return forecast(roster.cohort, rows.exclude(decision=Decision.APPROVED))


def _matched(rules: list[QuotaRule], people: list[Nomination]) -> dict[int, int]:
    if not people:
        return dict.fromkeys((rule.pk for rule in rules), 0)
    return figures(rules, Nomination.objects.filter(pk__in=[p.pk for p in people]))[1]


def _of_firms(rule: QuotaRule, cohort: Cohort, joining, leaving) -> dict:
    """Of the enterprises concerned the fullest one, and how many places are wanting in all."""
    more = Counter(person.enterprise_id for person in joining)
    less = Counter(person.enterprise_id for person in leaving)
    people = scoped(promised(), cohort, per_class=rule.per_class)
    now = by_enterprise(people.filter(enterprise__in=more))
    after = {firm: now.get(firm, 0) + more[firm] - less[firm] for firm in more}
    over = sum(max(number - rule.cap, 0) for number in after.values())
    fullest = max(after, key=after.get)
    return _line(rule, cohort, now.get(fullest, 0), more[fullest], after[fullest], over)


def _line(rule: QuotaRule, cohort: Cohort, now: int, more: int, after: int, over: int) -> dict:
    label = _("%(subject)s（最多的一家）") if rule.by == QuotaBy.ENTERPRISE else "%(subject)s"
    return {
        "label": label % {"subject": rule.subject},
        "scope": rule.scope,
        "now": now,
        "more": more,
        "after": after,
        "most": rule.most(cohort),
        "over": over,
        "blocks": rule.severity == Severity.BLOCK,
    }
