"""The season's tables by hand, and the bodies that act in it."""

from datetime import date

from portal import clock
from programs.models import Receipt
from tests.factories.programs import cohort, sheet
from trainees.models import Roster

FIRST, LAST = date(2022, 10, 25), date(2023, 1, 10)
SILENT = 9

# How many of those that do act do so on a day; each body acts once in a kind.
ACTS = {
    "receipt": {"10-25": 10, "10-26": 8, "10-27": 6, "10-31": 4},
    "contact_sheet": {
        **{"10-26": 5, "10-29": 4, "10-30": 3, "10-31": 10},
        **{"11-02": 3, "11-04": 2, "11-10": 1},
    },
    "selection": {"12-20": 10, "12-29": 4, "12-31": 2, "01-04": 1},
}

# Day, rung, level, bodies told, notices. One of the nine has neither account nor address
# and is told nothing; two of them get two notices each, so eight bodies get ten.
# "Nobody acts" from 11-11 on: the nine alone remain.
RECEIPT = """
10-27 -1 liaison 18 20
10-28  0 liaison 12 14
10-31 +1 liaison 12 14
11-01 +2 leader   8 10
11-02 +3 leader   8 10
11-04 +5 leader   8 10
11-11 w1 leader   8 10
11-18 w2 leader   8 10
11-25 w3 leader   8 10
12-02 w4 leader   8 10
12-09 w5 leader   8 10
12-16 w6 leader   8 10
12-23 w7 leader   8 10
12-30 w8 leader   8 10
01-06 w9 leader   8 10
"""
# No -14 and -7: they lie before the notice. w8 would be the 2nd of January, a holiday.
CONTACT_SHEET = """
10-26 -3 liaison 36 38
10-28 -1 liaison 31 33
10-31  0 liaison 24 26
11-01 +1 liaison 14 16
11-02 +2 leader  14 16
11-03 +3 leader  11 13
11-07 +5 leader   9 11
11-14 w1 leader   8 10
11-21 w2 leader   8 10
11-28 w3 leader   8 10
12-05 w4 leader   8 10
12-12 w5 leader   8 10
12-19 w6 leader   8 10
12-26 w7 leader   8 10
01-03 w8 leader   8 10
01-09 w9 leader   8 10
"""
# The last day is a Saturday and the next working day the 3rd of January.
SELECTION = """
12-13 -14 liaison 20 20
12-22  -7 liaison 10 10
12-28  -3 liaison 10 10
12-30  -1 liaison  6  6
12-31   0 liaison  6  6
01-03  +1 liaison  4  4
01-04  +2 leader   4  4
01-05  +3 leader   3  3
01-09  +5 leader   3  3
"""
BY_HAND = {"receipt": RECEIPT, "contact_sheet": CONTACT_SHEET, "selection": SELECTION}


def table(text):
    rows = (line.split() for line in text.split("\n") if line)
    return [(day, rung, level, int(told), int(sent)) for day, rung, level, told, sent in rows]


class Season:
    """Who has yet to act, and acting; ``acted`` says who did what on which day."""

    def __init__(self, year, waiting, acts=ACTS):
        self.year, self.waiting, self.acts = year, waiting, acts
        self.acted = {}

    def act(self, day):
        for kind, days in self.acts.items():
            for _ in range(days.get(f"{day:%m-%d}", 0)):
                body = self.waiting[kind].pop()
                getattr(self, kind)(body)
                self.acted[kind, body.code] = day

    def receipt(self, body):
        Receipt.objects.filter(organization=body).update(
            confirmed_at=clock.now(), confirmed_by=body.memberships.first().user
        )

    def contact_sheet(self, body):
        sheet(self.year, body, state="submitted")

    def selection(self, body):
        made = cohort(self.year, body, state="enrolling")
        Roster.objects.create(
            cohort=made,
            state="submitted",
            submitted_at=clock.now(),
            submitted_by=body.memberships.first().user,
        )
