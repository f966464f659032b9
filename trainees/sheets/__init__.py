"""Workbooks of people in and out: what is uploaded, what is handed back, the empty form."""

from .annotated import annotated
from .reading import Choice, Found, choices, look_into, open_sheet
from .template import template

__all__ = [
    "Choice",
    "Found",
    "annotated",
    "choices",
    "look_into",
    "open_sheet",
    "template",
]
