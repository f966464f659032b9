"""Who may get a certificate, and how a batch stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import rendering
from certificates.models import Certificate
from certificates.numbering import format_number
from certificates.policies import is_issuer
from certificates.states import ONCE_ISSUED, CertificateState
from certificates.template_versions import CURRENT
from institutions.models import Organization
from institutions.states import Kind
from portal.ui.todos import Todo
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
class Candidate:
    """One person who completed and has no certificate yet; ``problem`` says why not now."""

    enrolment: Enrolment
    problem: str


def eligible(cohort):
    """Enrolments of one class that completed as required and hold no certificate (R35)."""
    held = Certificate.objects.filter(enrolment=OuterRef("pk"), state__in=IN_HAND)
    people = Enrolment.objects.filter(cohort=cohort, completion__state__in=COMPLETED)
    people = people.exclude(Exists(held)).order_by("number")
    return people.select_related(
        "trainee", "nomination__enterprise", "completion", "program", "cohort__track"
    )


def candidates(cohort, issued_on: date) -> list[Candidate]:
    """The eligible people with the preflight's word on each: glyphs, width, missing facts."""
    paper = Paper(cohort, issued_on)
    return [Candidate(person, preflight(paper, person)) for person in eligible(cohort)]


def preflight(paper: "Paper", enrolment) -> str:
    """Why this person's certificate cannot be printed; ``""`` if it can."""
    try:
        rendering.check(paper.snapshot(enrolment, serial=1), CURRENT)
    except rendering.Unprintable as problem:
        return str(problem)
    return ""


class Paper:
    """What all certificates of one class and day have in common."""

    def __init__(self, cohort, issued_on: date):
        self.cohort, self.issued_on = cohort, issued_on
        self.rehearsal = settings.REHEARSAL
        self.centre = Organization.objects.get(kind=Kind.CENTRE)
        self.issuer = self.centre.name_on(issued_on)
        self.institution = cohort.organization.name_on(issued_on)

    def number(self, serial: int) -> str:
        return format_number(
            year=self.cohort.program.year,
            track=self.cohort.track.code,
            institution_code=self.cohort.organization.code,
            class_no=self.cohort.no,
            serial=serial,
            rehearsal=self.rehearsal,
        )

    def snapshot(self, enrolment, *, serial: int) -> dict:
        """Every word of the paper, and what verification shows; plain JSON values."""
        return {**self._common, **self._person(enrolment), "number": self.number(serial)}

    @property
    def _common(self) -> dict:
        cohort = self.cohort
        return {
            "programme": cohort.program.programme,
            "programme_en": cohort.program.title_en,
            "direction": cohort.track.name,
            "direction_en": cohort.track.name_en,
            "institution": self.institution,
            "institution_en": cohort.organization.name_en,
            "class_name": cohort.title,
            "class_name_en": f"Class {cohort.no:02d}",
            "started_on": cohort.starts_on.isoformat(),
            "ended_on": cohort.ends_on.isoformat(),
            "issued_on": self.issued_on.isoformat(),
            "issuer": self.issuer,
            "issuer_en": self.centre.name_en,
            "rehearsal": self.rehearsal,
            "edition": 1,
            "seal": "sample" if self.rehearsal else "blank",
        }

    @staticmethod
    def _person(enrolment) -> dict:
        return {
            "name": enrolment.trainee.name,
            "name_en": enrolment.trainee.name_latin,
            "enterprise": enrolment.nomination.enterprise.name,
            "hours": enrolment.completion.figures.get("counted_hours", ""),
        }


def batch_counts(batch) -> Counter:
    """Certificates of one batch by state."""
    return Counter(batch.certificates.values_list("state", flat=True))


def issuing_overview(cohorts) -> list[dict]:
    """One row per class: who completed, who holds a certificate, who waits; three queries."""
    cohorts = list(cohorts)
    completed = _by_cohort(
        Enrolment.objects.filter(cohort__in=cohorts, completion__state__in=COMPLETED), "cohort"
    )
    issued = _by_cohort(
        Certificate.objects.issued().filter(enrolment__cohort__in=cohorts), "enrolment__cohort"
    )
    return [
        {
            "cohort": cohort,
            "completed": completed[cohort.pk],
            "issued": issued[cohort.pk],
            "waiting": completed[cohort.pk] - issued[cohort.pk],
        }
        for cohort in cohorts
    ]


def _by_cohort(rows, field: str) -> Counter:
    return Counter(dict(rows.values_list(field).annotate(Count("pk"))))


def to_issue(actor) -> list[Todo]:
    """For an issuer: classes with confirmed completions and no certificate yet, one query."""
    if not is_issuer(actor):
        return []
    held = Certificate.objects.filter(enrolment=OuterRef("pk"), state__in=IN_HAND)
    people = Enrolment.objects.filter(completion__state__in=COMPLETED).exclude(Exists(held))
    waiting = people.values("cohort", "cohort__name").annotate(people=Count("pk"))
    return [
        Todo(
            title=_("颁发%(cohort)s的结业证书") % {"cohort": row["cohort__name"]},
            sub=ngettext("%(count)d 人待颁发", "%(count)d 人待颁发", row["people"])
            % {"count": row["people"]},
            url=reverse("certificates:cohort", args=[row["cohort"]]),
            action=_("颁发"),
            kind="certificates",
        )
        for row in waiting.order_by("cohort")
    ]
