"""Workbooks in and out: the lists that classes bring, the sheet a reviewer fills in."""

from portal.sheets import Unreadable

from .lists import Choice, Found, choices, look_into, open_sheet

__all__ = ["Choice", "Found", "Unreadable", "choices", "look_into", "open_sheet"]
