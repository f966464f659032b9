"""Who may open the trainees app's pages."""

from institutions.states import Kind
from portal.policy import PUBLIC, only

TEACHING = only(Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE)
WATCHING = only(Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE, Kind.BUREAU)
READING = only(Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE, Kind.BUREAU, Kind.AUTHORITY)

TRAINEE = only("trainee")
OFFICES = only(Kind.CENTRE, Kind.BUREAU)
AUTHORITY = only(Kind.AUTHORITY)

ACCESS = {
    "rosters:list": OFFICES,
    "rosters:review": OFFICES,
    "rosters:workload": only(Kind.CENTRE),
    "rosters:allot_lists": only(Kind.CENTRE),
    "rosters:allot": only(Kind.CENTRE),
    "rosters:judge": only(Kind.CENTRE),
    "rosters:opinions": only(Kind.CENTRE),
    "rosters:opinions_export": only(Kind.CENTRE),
    "rosters:opinions_apply": only(Kind.CENTRE),
    "rosters:finish": OFFICES,
    "rosters:step": OFFICES,
    "rosters:mine": TEACHING,
    "rosters:begin": TEACHING,
    "rosters:detail": TEACHING,
    "rosters:add": TEACHING,
    "rosters:amend": TEACHING,
    "rosters:remove": TEACHING,
    "rosters:check": TEACHING,
    "rosters:withdraw": TEACHING,
    "rosters:reveal": TEACHING,
    "amendments:open": TEACHING,
    "amendments:people": TEACHING,
    "amendments:change": TEACHING,
    "snapshots:of_class": WATCHING,
    "snapshots:compare": WATCHING,
    "snapshots:detail": READING,
    "imports:upload": TEACHING,
    "imports:template": TEACHING,
    "imports:annotated": TEACHING,
    "imports:sheet": TEACHING,
    "imports:preview": TEACHING,
    "imports:mapping": TEACHING,
    "imports:row": TEACHING,
    "imports:accept": TEACHING,
    "imports:undo": TEACHING,
    "imports:cancel": TEACHING,
    "nominations:pending": AUTHORITY,
    "nominations:confirm": AUTHORITY,
    "nominations:disown": AUTHORITY,
    "nominations:region": AUTHORITY,
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
