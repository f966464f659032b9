"""The language of what is kept for everybody, whoever acts and in whichever they read."""

from contextlib import contextmanager

from django.conf import settings
from django.utils import translation


@contextmanager
def house_language():
    """Inside, words come in the portal's own language: for all that is stored.

    Remarks, names, notices and results outlive the act and are read by others.
    What is said to the reader alone (refusals, messages) stays outside. Works
    as ``with`` and as decorator of a function that writes nothing but such words.
    """
    with translation.override(settings.LANGUAGE_CODE):
        yield
