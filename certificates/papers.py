"""What a certificate says, word by word, and whether it can be printed (R36)."""

from datetime import date

from django.conf import settings

from certificates import rendering
from certificates.numbering import format_number
from certificates.template_versions import CURRENT
from institutions.models import Organization
from institutions.states import Kind


class ClassPaper:
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


def preflight(paper: ClassPaper, enrolment) -> str:
    """Why this person's certificate cannot be printed; ``""`` if it can."""
    try:
        rendering.check(paper.snapshot(enrolment, serial=1), CURRENT)
    except rendering.Unprintable as problem:
        return str(problem)
    return ""
