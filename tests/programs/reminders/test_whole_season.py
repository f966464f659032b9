"""From the notice to the tenth of January, day by day: what went out equals a table by hand.

37 authorities owe the receipt and the information form, 20 institutions the
selection. Nine authorities and three institutions never act; the others act
in the afternoon of the days that ``ACTS`` names, after that day's reminders.
"""

from collections import Counter
from datetime import date, timedelta

import pytest

from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from portal.notices.models import Notice
from programs import jobs, reminders
from programs.actions.circular import publish_circular
from programs.loading import load_program
from programs.models import Receipt
from programs.queries import ladder
from programs.states import MilestoneKind
from tests.factories import actor, member
from tests.factories.programs import cohort, sheet
from trainees.models import Roster

pytestmark = pytest.mark.django_db

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


@pytest.fixture
def season(at):
    """The year of the notice, published on its day at ten; accounts as the module says."""
    year = load_program("2022-2023")
    year.milestones.exclude(kind__in=ACTS).delete()
    publish_circular(year.circulars.get(), actor=actor(Kind.BUREAU))
    Receipt.objects.exclude(organization__kind=Kind.AUTHORITY).update(
        confirmed_at=clock.now(), confirmed_by=member(Organization.objects.get(code="BUREAU"))
    )
    authorities = list(Organization.objects.filter(kind=Kind.AUTHORITY).order_by("seq"))
    assert len(authorities) == 37
    unknown, office, mailed, doubled, *others = authorities
    for body in (*others, mailed, doubled, doubled):
        member(body, email="liaison@example.invalid" if body is mailed else "")
    Organization.objects.filter(pk=office.pk).update(office_email="office@example.invalid")
    assert unknown.office_email == ""
    institutions = list(Organization.objects.filter(kind=Kind.INSTITUTION).order_by("seq"))
    for body in institutions:
        member(body)
    return Season(year, authorities[SILENT:], institutions)


class Season:
    """Who has yet to act, and acting."""

    def __init__(self, year, authorities, institutions):
        self.year = year
        self.waiting = {
            "receipt": list(authorities),
            "contact_sheet": list(authorities),
            "selection": list(institutions),
        }

    def act(self, day):
        for kind, days in ACTS.items():
            for _ in range(days.get(f"{day:%m-%d}", 0)):
                getattr(self, kind)(self.waiting[kind].pop())

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


def play(season, at):
    """Each day: nothing before nine, the reminders at nine, then who acts that day."""
    rows = {kind: [] for kind in ACTS}
    day = FIRST
    while day <= LAST:
        at(day.month, day.day, 8, 59, year=day.year)
        assert jobs.remind() == 0
        at(day.month, day.day, 9, year=day.year)
        for row in told(reminders.send_due(day)):
            rows[row[0]].append((f"{day:%m-%d}", *row[1:]))
        at(day.month, day.day, 15, year=day.year)
        assert [item for item in reminders.send_due(day) if item.recipients] == []
        season.act(day)
        day += timedelta(days=1)
    return rows


def told(items):
    """``(kind, rung, level, bodies, notices)`` of one day's run."""
    reached = [item for item in items if item.recipients]
    sent = Notice.objects.filter(key__in=[item.key for item in reached])
    notices = Counter(":".join(key.split(":")[2::2][:2]) for key in keys(sent))
    bodies = Counter((i.milestone.kind, i.rung.name, i.rung.level) for i in reached)
    return [(*group, count, notices[":".join(group[:2])]) for group, count in bodies.items()]


def keys(notices):
    return notices.values_list("key", flat=True)


def test_the_whole_season_equals_the_table_by_hand(season, at):
    rows = play(season, at)

    assert rows == {kind: table(text) for kind, text in BY_HAND.items()}
    assert sum(len(rows[kind]) for kind in rows) <= 60
    # Nothing beside the table is in the ledger.
    ledger = Notice.objects.filter(topic__in=ladder.TOPICS)
    assert ledger.count() == sum(row[-1] for found in rows.values() for row in found)


def test_everybody_in_the_season_acts_as_the_table_supposes(season):
    assert {kind: sum(days.values()) for kind, days in ACTS.items()} == {
        MilestoneKind.RECEIPT: 37 - SILENT,
        MilestoneKind.CONTACT_SHEET: 37 - SILENT,
        MilestoneKind.SELECTION: 20 - 3,
    }
