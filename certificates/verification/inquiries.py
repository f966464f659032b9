"""What is noted of an inquiry, for the holder: when, by which way, with which answer."""

from collections.abc import Iterable
from datetime import date

from django.utils.crypto import salted_hmac

from certificates.models import CertificateInquiry
from certificates.models.inquiry import KEPT
from portal import clock

from .answers import Answer


def note(answers: Iterable[Answer], *, way: str, address: str) -> None:
    """Note what was answered about certificates that are there; one insert, no lock.

    Who asked is not kept: ``address`` becomes a keyed digest of this day, good for
    telling two askers of one day apart and for nothing else.
    """
    at = clock.now()
    asker = asker_of(address, clock.local_day(at))
    CertificateInquiry.objects.bulk_create(
        CertificateInquiry(
            certificate=answer.certificate, at=at, way=way, answer=answer.kind, asker=asker
        )
        for answer in answers
        if answer.certificate
    )


def asker_of(address: str, day: date) -> str:
    """The same for one address on one day, another the day after."""
    return salted_hmac(f"inquiry:{day}", address, algorithm="sha256").hexdigest()[:32]


def forget_old() -> int:
    """Delete what is older than ``KEPT``; returns how many."""
    return CertificateInquiry.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
