"""How often and when a certificate was checked, for its holder."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from certificates.models import Certificate, CertificateInquiry
from certificates.models.inquiry import KEPT
from portal import clock

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Checks:
    """What is known of one certificate's inquiries: how many, and the latest of them."""

    count: int
    latest: list[CertificateInquiry]
    days: int = KEPT.days


def checks_of(certificates: list[Certificate]) -> list[tuple[Certificate, Checks]]:
    """Each of one holder's certificates with its inquiries; two queries."""
    kept = CertificateInquiry.objects.filter(
        certificate__in=certificates, at__gte=clock.now() - KEPT
    )
    counts = dict(kept.order_by().values_list("certificate").annotate(Count("pk")))
    latest = defaultdict(list)
    for inquiry in kept.order_by("-at", "-pk")[: SHOWN * len(certificates)]:
        latest[inquiry.certificate_id].append(inquiry)
    return [
        (one, Checks(counts.get(one.pk, 0), latest[one.pk][:SHOWN])) for one in certificates
    ]
