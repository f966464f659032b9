"""Who may open the pages about people and bodies."""

from institutions.states import Kind
from portal.policy import PUBLIC, SIGNED_IN, only

ANY_BODY = only(*Kind.values)
OFFICES = only(Kind.BUREAU, Kind.CENTRE)
OPENERS = only(Kind.BUREAU, "operator")
OPERATOR = only("operator")

ACCESS = {
    "institutions:open": PUBLIC,
    "institutions:openings": OPENERS,
    "institutions:issue": OPENERS,
    "institutions:workbook": OPENERS,
    "institutions:people": ANY_BODY,
    "institutions:end_duty": ANY_BODY,
    "institutions:confirm": only(Kind.BUREAU),
    "institutions:invite": ANY_BODY,
    "institutions:renew": ANY_BODY,
    "institutions:withdraw": ANY_BODY,
    "institutions:join": PUBLIC,
    "institutions:directory": OFFICES,
    "institutions:profile": SIGNED_IN,
    "institutions:hat": SIGNED_IN,
    "institutions:deputies": ANY_BODY,
    "institutions:end_deputy": ANY_BODY,
    "institutions:accounts": OPERATOR,
    "institutions:reset_link": OPERATOR,
    "institutions:drop_second_factor": OPERATOR,
    "institutions:switch_off": OPERATOR,
    "institutions:switch_on": OPERATOR,
    "institutions:reset": PUBLIC,
}
