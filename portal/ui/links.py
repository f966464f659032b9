"""Addresses that leave the portal: on paper, in QR codes, in mails."""

from django.conf import settings


def absolute(path: str) -> str:
    """The full address of ``path``, built from configuration, never from a request's Host."""
    return f"{settings.SITE_URL}{path}"
