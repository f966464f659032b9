"""Limits on doors that can be guessed at, kept in the database: every process counts alike."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.utils.crypto import salted_hmac

from portal import clock

from .models import Attempt

KEPT = timedelta(days=180)


def allow(kind: str, key: str, limit: int, seconds: int) -> bool:
    """Log one attempt; False if ``limit`` were already let through in the last ``seconds``.

    Call it outside any transaction: the row must stay when the rest is rolled
    back. It is written before the count, so of attempts arriving together
    never more than ``limit`` pass. Refused ones do not count, or a stranger
    could keep a door shut for everyone.
    """
    attempt = note(kind, key)
    let_through = Attempt.objects.filter(
        kind=kind,
        key=attempt.key,
        refused=False,
        at__gt=attempt.at - timedelta(seconds=seconds),
    )
    if let_through.count() <= limit:
        return True
    attempt.refused = True
    attempt.save(update_fields=["refused"])
    return False


def note(kind: str, key: str) -> Attempt:
    """Log one attempt without limiting it."""
    return Attempt.objects.create(kind=kind, key=_digest(kind, key), at=clock.wall())


def address(request) -> str:
    """Where a request comes from, as the sign-in limits see it."""
    return get_adapter().get_client_ip(request)


def forget_old_attempts() -> int:
    """Delete attempts older than half a year; returns how many."""
    return Attempt.objects.filter(at__lt=clock.wall() - KEPT).delete()[0]


def _digest(kind: str, key: str) -> str:
    return salted_hmac(f"attempt:{kind}", key, algorithm="sha256").hexdigest()
