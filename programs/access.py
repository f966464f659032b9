"""Who may open the programme year's pages."""

from institutions.states import Kind
from portal.policy import PUBLIC, only

BUREAU = only(Kind.BUREAU)
AUTHORITY = only(Kind.AUTHORITY)
SHEET_READERS = only(Kind.BUREAU, Kind.CENTRE, Kind.AUTHORITY)
OFFICES = only(Kind.BUREAU, Kind.CENTRE)
ADDRESSED = only(Kind.AUTHORITY, Kind.CENTRE, Kind.INSTITUTION, Kind.PARTNER)

ACCESS = {
    "sheets:board": BUREAU,
    "sheets:mine": AUTHORITY,
    "sheets:begin": AUTHORITY,
    "sheets:detail": SHEET_READERS,
    "sheets:edit": AUTHORITY,
    "sheets:check": AUTHORITY,
    "sheets:done": AUTHORITY,
    "sheets:step": only(Kind.BUREAU, Kind.AUTHORITY),
    "circulars:list": PUBLIC,
    "circulars:detail": PUBLIC,
    "circulars:publish": BUREAU,
    "circulars:confirm": ADDRESSED,
    "milestones:list": OFFICES,
    "milestones:detail": OFFICES,
    "milestones:step": BUREAU,
}
