"""Whom a notice addresses, and who has confirmed it."""

from django.db.models import Q

from institutions.models import Organization
from institutions.states import Kind
from programs.models import Postponement


def addressees(program):
    """The authorities, the Centre, and the bodies with a mandate of the year (R1)."""
    mandated = program.mandates.active().values("organization")
    concerned = Q(kind__in=[Kind.AUTHORITY, Kind.CENTRE]) | Q(pk__in=mandated)
    return Organization.objects.filter(concerned)


def postponements_of(program):
    """Moved due times of the year, newest first: what stands beside its notice."""
    return Postponement.objects.filter(milestone__program=program).select_related("milestone")


def receipt_counts(circular) -> dict[str, int]:
    """How many addressees have confirmed, and how many not yet (samples left out)."""
    receipts = circular.receipts.filter(organization__is_sample=False)
    total = receipts.count()
    waiting = receipts.outstanding().count()
    done = total - waiting
    return {
        "total": total,
        "confirmed": done,
        "waiting": waiting,
        "percent": 100 * done / total if total else 0,
    }
