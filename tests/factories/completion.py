"""Hours and proposals of a class."""

from decimal import Decimal

from trainees.actions import completion as actions
from trainees.models import Completion, Enrolment

FULL = {
    "classroom_hours": Decimal("64"),
    "practice_hours": Decimal("32"),
    "online_hours": Decimal("0"),
    "practice_count": 2,
    "report_passed": True,
    "has_discipline_case": False,
}
LITTLE = {**FULL, "classroom_hours": Decimal("10")}


def people(cohort):
    return list(Enrolment.objects.filter(cohort=cohort).order_by("number"))


def recorded(cohort, teacher, *hours):
    rows = dict(zip((p.pk for p in people(cohort)), hours, strict=False))
    return actions.record_hours(cohort, rows=rows, actor=teacher)


def proposed(cohort, teacher):
    recorded(cohort, teacher, FULL, FULL, LITTLE)
    actions.propose_completions(cohort, actor=teacher)
    return list(Completion.objects.order_by("enrolment__number"))


def states():
    return list(
        Completion.objects.order_by("enrolment__number").values_list("state", flat=True)
    )
