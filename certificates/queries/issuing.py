"""Who may get a certificate, and how a batch stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef

from certificates.models import Certificate
from certificates.papers import ClassPaper, preflight
from certificates.states import ONCE_ISSUED, CertificateState
from trainees.models import Enrolment
from trainees.states import CompletionState

COMPLETED = [CompletionState.COMPLETED, CompletionState.BY_EXCEPTION]
IN_HAND = [
    *ONCE_ISSUED,
    CertificateState.QUEUED,
    CertificateState.RENDERING,
    CertificateState.FAILED,
]


@dataclass(frozen=True)
class Recipient:
    """One person who completed and has no certificate yet; ``problem`` says why not now."""

    enrolment: Enrolment
    problem: str


def waiting():
    """Enrolments of every class that completed and hold no certificate, unordered."""
    held = Certificate.objects.filter(enrolment=OuterRef("pk"), state__in=IN_HAND)
    return Enrolment.objects.filter(completion__state__in=COMPLETED).exclude(Exists(held))


def eligible(cohort):
    """Enrolments of one class that completed as required and hold no certificate (R35)."""
    people = waiting().filter(cohort=cohort).order_by("number")
    return people.select_related(
        "trainee", "nomination__enterprise", "completion", "program", "cohort__track"
    )


def candidates(cohort, issued_on: date) -> list[Recipient]:
    """The eligible people with the preflight's word on each: glyphs, width, missing facts."""
    paper = ClassPaper(cohort, issued_on)
    return [Recipient(person, preflight(paper, person)) for person in eligible(cohort)]


def batch_counts(batch) -> Counter:
    """Certificates of one batch by state."""
    return Counter(batch.certificates.values_list("state", flat=True))


def issuing_overview(cohorts) -> list[dict]:
    """One row per class: who completed, who holds a certificate, who waits; four queries.

    Whose certificate is being made or was revoked does not wait for one.
    """
    cohorts = list(cohorts)
    completed = _by_cohort(
        Enrolment.objects.filter(cohort__in=cohorts, completion__state__in=COMPLETED), "cohort"
    )
    issued = _by_cohort(
        Certificate.objects.issued().filter(enrolment__cohort__in=cohorts), "enrolment__cohort"
    )
    lacking = _by_cohort(waiting().filter(cohort__in=cohorts), "cohort")
    return [
        {
            "cohort": cohort,
            "completed": completed[cohort.pk],
            "issued": issued[cohort.pk],
            "waiting": lacking[cohort.pk],
        }
        for cohort in cohorts
    ]


def _by_cohort(rows, field: str) -> Counter:
    return Counter(dict(rows.values_list(field).annotate(Count("pk"))))
