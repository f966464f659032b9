"""Workbooks of people in and out: what is uploaded, what is handed back, the empty form."""

from .blank import template
from .handing_back import annotated
from .reading import Choice, Found, choices, look_into, open_sheet

__all__ = [
    "Choice",
    "Found",
    "annotated",
    "choices",
    "look_into",
    "open_sheet",
    "template",
]
