"""How far the classes are with completion."""

from collections import Counter
from decimal import Decimal

from django.db.models import Count, Q

from trainees.data.completion_rule import Figures, judge
from trainees.models import Enrolment, StudyRecord
from trainees.states import CompletionState

RECORD_FIELDS = [
    "classroom_hours",
    "practice_hours",
    "online_hours",
    "practice_count",
    "report_passed",
    "has_discipline_case",
]


def completion_overview(cohorts) -> list[dict]:
    """One row per class with its people and their completion, in two queries."""
    wanted = {
        "people": Count("pk"),
        "recorded": Count("record"),
        "proposed": Count("pk", filter=Q(completion__state__startswith="proposed_")),
        "completed": Count("pk", filter=Q(completion__state=CompletionState.COMPLETED)),
    }
    cohorts = list(cohorts)
    figures = Enrolment.objects.filter(cohort__in=cohorts).active()
    counted = {row["cohort"]: row for row in figures.values("cohort").annotate(**wanted)}
    nothing = dict.fromkeys(wanted, 0)
    return [{**nothing, **counted.get(cohort.pk, {}), "cohort": cohort} for cohort in cohorts]


def completion_counts(people) -> Counter:
    """People of one class by completion state; without one they are not assessed."""
    return Counter(
        person.completion.state if hasattr(person, "completion") else "not_assessed"
        for person in people
    )


def progress_of(enrolment) -> dict:
    """What one person has done and what is missing, by the year's rule as of now.

    ``counted`` and ``required`` are 学时; ``missing`` counts the rules not met.
    """
    rule = enrolment.program.completion_rule
    judged = judge(figures_of(enrolment), rule)
    return {
        "counted": judged.counted_hours,
        "required": Decimal(rule["required_hours"]),
        "percent": judged.percent,
        "reasons": [
            {"kind": "yes" if reason["met"] else "no", "text": reason["text"]}
            for reason in judged.reasons
        ],
        "missing": sum(not reason["met"] for reason in judged.reasons),
    }


def figures_of(enrolment) -> Figures:
    """The recorded figures; nothing recorded counts as nothing done."""
    known = getattr(enrolment, "record", None) or StudyRecord()
    return Figures(**{name: getattr(known, name) for name in RECORD_FIELDS})
