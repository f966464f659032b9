"""Gauges of the quotas: how many there are, how many there may or should be."""

from django.utils.translation import gettext as _

from programs.models import Cohort
from trainees.models import QuotaRule
from trainees.queries.quota import by_enterprise, figures, listed, promised
from trainees.states import QuotaBy, QuotaUnit, Severity


def gauges(cohort: Cohort) -> list[dict]:
    """Every rule that holds for the class, provisional decisions included.

    Five queries at most, whatever the number of rules.
    """
    rules = list(QuotaRule.objects.applying_to(cohort).for_table())
    people = promised()
    own = [rule for rule in rules if rule.per_class]
    shared = [rule for rule in rules if not rule.per_class]
    return [
        *_drawn(cohort, own, people.filter(cohort=cohort)),
        *_drawn(cohort, shared, people.filter(program=cohort.program_id)),
    ]


def gauges_for_class(cohort: Cohort) -> list[dict]:
    """The rules that a class counts for itself, by who is on its list.

    The class learns of decisions when they take effect, and nothing of others.
    """
    rules = QuotaRule.objects.applying_to(cohort).filter(per_class=True).for_table()
    return _drawn(cohort, list(rules), listed().filter(cohort=cohort))


def _drawn(cohort, rules, people) -> list[dict]:
    total, counts = figures(rules, people)
    crowds = any(rule.by == QuotaBy.ENTERPRISE for rule in rules)
    firms = list(by_enterprise(people).values()) if crowds else []
    drawn = []
    for rule in rules:
        if rule.by == QuotaBy.ENTERPRISE:
            drawn.append(_crowd(rule, firms))
            continue
        if rule.cap is not None:
            drawn.append(_cap(rule, counts[rule.pk], rule.most(cohort)))
        if rule.floor is not None:
            drawn.append(_floor(rule, counts[rule.pk], total))
    return drawn


def _cap(rule: QuotaRule, number: int, most: int) -> dict:
    text = _("%(number)d / %(most)d 人") % {"number": number, "most": most}
    over = number > most
    note = _("超出 %(over)d 人") % {"over": number - most} if over else ""
    return _gauge(rule, text, _percent(number, most), note, hot=over, full=number >= most)


def _floor(rule: QuotaRule, number: int, total: int) -> dict:
    share = 100 * number // total if total else 0
    if rule.unit == QuotaUnit.PERCENT:
        text = _("%(number)d 人 · %(percent)d%%") % {"number": number, "percent": share}
        wanted = _("不少于 %(floor)d%%") % {"floor": rule.floor}
        reached = total > 0 and 100 * number >= rule.floor * total
        return _gauge(rule, text, share, wanted, mark=rule.floor, hot=not reached)
    text = _("%(number)d 人") % {"number": number}
    wanted = _("不少于 %(floor)d 人") % {"floor": rule.floor}
    reached = number >= rule.floor
    return _gauge(rule, text, _percent(number, rule.floor), wanted, hot=not reached)


def _crowd(rule: QuotaRule, firms: list[int]) -> dict:
    """The enterprise with the most people, and how many have too many."""
    most, over = max(firms, default=0), sum(number > rule.cap for number in firms)
    text = _("最多的一家 %(number)d 人") % {"number": most}
    note = _("上限 %(most)d 人") % {"most": rule.cap}
    if over:
        note = _("上限 %(most)d 人，%(count)d 家超出") % {"most": rule.cap, "count": over}
    return _gauge(rule, text, _percent(most, rule.cap), note, hot=over > 0, full=over > 0)


def _percent(number: int, whole: int) -> float:
    if not whole:
        return 100 if number else 0
    return min(100 * number / whole, 100)


def _gauge(rule, text, value, note="", *, mark=None, hot=False, full=False) -> dict:
    words = [rule.scope, note]
    if rule.severity == Severity.BLOCK:
        words.insert(1, str(Severity.BLOCK.label))
    return {
        "label": rule.subject,
        "num": text,
        "value": value,
        "note": _(" · ").join(filter(None, words)),
        "cls": "b-late" if full else "",
        "mark": mark,
        "hot": hot,
    }
