"""From the notice to the tenth of January, day by day: what went out equals a table by hand.

37 authorities owe the receipt and the information form, 20 institutions the
selection. Nine authorities and three institutions never act; the others act
in the afternoon of the days that ``ACTS`` names, after that day's reminders.
"""

from collections import Counter
from datetime import timedelta

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

from .players import ACTS, BY_HAND, FIRST, LAST, SILENT, Season, table

pytestmark = pytest.mark.django_db


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
    waiting = {
        "receipt": authorities[SILENT:],
        "contact_sheet": authorities[SILENT:],
        "selection": institutions,
    }
    return Season(year, waiting)


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
