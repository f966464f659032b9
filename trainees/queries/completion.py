"""How far the classes are with completion."""

from collections import Counter

from django.db.models import Count, Q

from trainees.models import Enrolment
from trainees.states import CompletionState


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
