"""Workbooks of people in and out: what is uploaded, what is handed back, the empty form,
the sheet a reviewer fills in."""

from portal.sheets import Unreadable

from .blank import template
from .handing_back import annotated
from .reading import Choice, Found, choices, look_into, open_sheet

__all__ = [
    "Choice",
    "Found",
    "Unreadable",
    "annotated",
    "choices",
    "look_into",
    "open_sheet",
    "template",
]
