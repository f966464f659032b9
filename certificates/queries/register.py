"""The register: every edition ever numbered, as far as the reader may know of it."""

from certificates.models import Certificate
from certificates.numbering import InvalidNumber, parse
from programs.models import Cohort
from trainees.data.terms import sought
from trainees.models import Enrolment, Nomination


def found_by(actor, words: str):
    """Certificates the actor may see, all of them or those under a number or a name."""
    rows = Certificate.objects.visible_to(actor)
    if not words:
        return rows
    if number := _number(words):
        return rows.filter(number=number)
    people = Nomination.objects.sought(sought(words))
    return rows.filter(enrolment__in=Enrolment.objects.filter(nomination__in=people))


def classes_of(actor):
    """Classes with at least one certificate the actor may see, newest first."""
    numbered = Certificate.objects.visible_to(actor).values("enrolment__cohort")
    return Cohort.objects.filter(pk__in=numbered).order_by("-pk")


def _number(words: str) -> str:
    """The number as it is stored, if the words are one."""
    try:
        return str(parse(words))
    except InvalidNumber:
        return ""
