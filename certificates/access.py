"""Who may open the pages about certificates."""

from institutions.states import Kind
from portal.policy import PUBLIC, only

WATCHING = only(Kind.CENTRE, Kind.BUREAU, Kind.INSTITUTION, Kind.PARTNER)
CENTRE = only(Kind.CENTRE)
READING = only(Kind.CENTRE, Kind.BUREAU, Kind.INSTITUTION, Kind.PARTNER, Kind.AUTHORITY)
HOLDERS = only(
    Kind.CENTRE, Kind.BUREAU, Kind.INSTITUTION, Kind.PARTNER, Kind.AUTHORITY, "trainee"
)

ACCESS = {
    "certificates:list": WATCHING,
    "certificates:register": READING,
    "certificates:register_export": READING,
    "certificates:cohort": CENTRE,
    "certificates:batch": WATCHING,
    "certificates:retry": CENTRE,
    "certificates:download": HOLDERS,
    "certificates:detail": HOLDERS,
    "certificates:ask": CENTRE,
    "certificates:change_step": CENTRE,
    "certificates:step": CENTRE,
    "certificates:mine": only("trainee"),
    "verify:number": PUBLIC,
    "verify:token": PUBLIC,
    "verify:name": PUBLIC,
    "verify:file": PUBLIC,
    "verify:hash": PUBLIC,
    "verify:list": PUBLIC,
    "verify:list_workbook": PUBLIC,
}
