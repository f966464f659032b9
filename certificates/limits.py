"""The lock under which one person's certificates change, one act at a time."""

from django.conf import settings

from trainees.models import Enrolment


def lock_certificates_of(enrolment: int) -> None:
    """Until the transaction ends nobody else asks, decides or swaps for this person.

    ``settings.CAPACITY_LOCK`` leaves it out in the tests that prove its use.
    """
    rows = Enrolment.objects.filter(pk=enrolment)
    if settings.CAPACITY_LOCK:
        rows = rows.select_for_update(of=("self",), no_key=True)
    rows.get()
