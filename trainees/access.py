"""Who may open the trainees app's pages."""

from institutions.states import Kind
from portal.policy import PUBLIC, only

TEACHING = only(Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE)
WATCHING = only(Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE, Kind.BUREAU)

TRAINEE = only("trainee")

ACCESS = {
    "completions:list": WATCHING,
    "completions:detail": WATCHING,
    "completions:hours": TEACHING,
    "completions:propose": TEACHING,
    "completions:confirm": only(Kind.CENTRE),
    "completions:return": only(Kind.CENTRE),
    "activate:claim": PUBLIC,
    "activate:code": PUBLIC,
    "activate:class_code": TEACHING,
    "activate:issue": TEACHING,
    "activate:reset": TEACHING,
    "my:home": TRAINEE,
    "my:profile": TRAINEE,
}
