"""A season by the clock with all that goes wrong: nobody is left out, nobody told twice.

Three beats run the due query at every tick, each before any other has posted; the portal
is down for 48 hours; for an hour no mail server answers; now and then the server takes a
mail and drops the line before saying so. What must be in the ledger follows from the table
by hand, not from the portal's ladder. Without the ledger's constraint the same proof fails.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from portal.jobs import worker
from portal.notices.models import Notice
from portal.notices.post import MAIL_JOB
from programs import jobs, reminders
from programs.actions.circular import publish_circular
from programs.loading import load_program
from programs.models import Receipt
from programs.queries import ladder
from tests.factories import actor, member
from tests.factories.programs import authority
from tests.support import smtp_sink
from tests.support.ledger import Ledger
from tests.support.races import at_once

from .players import ACTS, BY_HAND, FIRST, LAST, SILENT, Season, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEATS = 3
# The third mail of such a morning comes twice; the fifth is asked for again later.
MOODS = ["accept", "accept", "drop_after_data", "accept", "later_rcpt", "drop_before_data"]
USUAL = ["08:59", "09:00", "09:01", "15:00"]
WITHOUT_MAIL = ["08:59", "09:00", "09:01", "09:20", "09:40", "09:59", "10:05", "11:30", "15:00"]


@dataclass
class Play:
    """From ``first`` to ``last``; ``rungs`` by kind: the days of the table by hand."""

    season: Season
    bodies: list[Organization]
    rungs: dict[str, list[tuple[date, str]]]
    first: date
    last: date
    outage: tuple[datetime, datetime]
    no_mail_on: date
    moody_on: set[date] = field(default_factory=set)

    def is_down(self, moment) -> bool:
        return self.outage[0] <= moment < self.outage[1]

    def told_on(self, day) -> date:
        """The day itself, or the first morning after the outage that took it."""
        while self.is_down(at_time(day, "09:00")):
            day += timedelta(days=1)
        return day

    def expected(self) -> set[str]:
        """Keys without the due day; of several rungs told at once only the latest."""
        found = set()
        for kind, rungs in self.rungs.items():
            latest = {self.told_on(day): name for day, name in rungs}
            for body in self.bodies:
                acted_on = self.season.acted.get((kind, body.code), date.max)
                found |= {
                    f"{kind}:{body.code}:{name}"
                    for day, name in latest.items()
                    if day <= acted_on
                }
        return found


def at_time(day, clock_face) -> datetime:
    hour, minute = map(int, clock_face.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def with_mailbox(bodies):
    for body in bodies:
        member(body, email=f"{body.code.lower()}@example.invalid")
    return bodies


@pytest.fixture
def sink():
    sink = smtp_sink.start()
    yield sink
    sink.close()


@pytest.fixture
def beats(monkeypatch):
    """``beats()``: three at once, all of which look before any of them posts."""
    gate, look = Barrier(BEATS), reminders.unsent

    def look_together(items):
        found = look(items)
        gate.wait(30)
        return found

    monkeypatch.setattr(reminders, "unsent", look_together)

    def beat():
        jobs.remind()
        worker.drain([MAIL_JOB])

    return lambda: at_once(*[beat] * BEATS)


@pytest.fixture
def run(time_machine, settings, sink, beats):
    def run(play: Play):
        day = play.first
        while day <= play.last:
            for face in WITHOUT_MAIL if day == play.no_mail_on else USUAL:
                moment = at_time(day, face)
                time_machine.move_to(moment, tick=False)
                refused = day == play.no_mail_on and "09:00" <= face < "10:00"
                settings.EMAIL_CONFIG = {**sink.config, **({"port": 9} if refused else {})}
                sink.script = [*MOODS] if day in play.moody_on and face == "09:00" else []
                if not play.is_down(moment):
                    assert beats() == []
            play.season.act(day)
            day += timedelta(days=1)

    return run


def prove(play, sink):
    """Nothing lost, nothing doubled; each mail once, or twice where nobody could know."""
    ledger = list(Notice.objects.filter(topic__in=ladder.TOPICS))
    rows = Counter((":".join(row.key.split(":")[2:5]), row.channel) for row in ledger)
    assert {row for row, count in rows.items() if count > 1} == set(), "told twice"
    due = {(key, channel) for key in play.expected() for channel in ("inbox", "email")}
    assert (due - set(rows), set(rows) - due) == (set(), set()), "lost, or told without cause"
    mails = [row for row in ledger if row.channel == "email"]
    assert Counter(row.state for row in mails) == {"sent": len(mails)}
    letters = Counter(letter.message_id for letter in sink.letters)
    assert set(letters) == {row.message_id for row in mails}
    doubted = {row.message_id for row in mails if row.doubts}
    assert {mail: count for mail, count in letters.items() if count > 1} == dict.fromkeys(
        doubted, 2
    )
    return len(mails), len(doubted)


# --- the short one ----------------------------------------------------------------------


@pytest.fixture
def fortnight(sheets_due):
    """Four regions, one of which never acts; the form alone."""
    bodies = with_mailbox([authority(code) for code in ("GD", "GS", "AH", "BJ")])
    acts = {"contact_sheet": {"10-31": 1, "11-04": 1}}
    return Play(
        Season(sheets_due.program, {"contact_sheet": bodies[1:]}, acts),
        bodies,
        rungs={"contact_sheet": dated("contact_sheet")},
        first=date(2022, 10, 28),
        last=date(2022, 11, 7),
        outage=(at_time(date(2022, 11, 2), "08:00"), at_time(date(2022, 11, 4), "08:00")),
        no_mail_on=date(2022, 11, 1),
        moody_on={date(2022, 10, 28), date(2022, 10, 31)},
    )


def dated(kind) -> list[tuple[date, str]]:
    """The days of the table by hand; its first months are those of 2022."""
    days = ((day.split("-"), rung) for day, rung, *_counts in table(BY_HAND[kind]))
    return [
        (date(2022 if int(month) > 9 else 2023, int(month), int(day)), rung)
        for (month, day), rung in days
    ]


def within(play):
    """What lies before the play's first or after its last day is not its matter."""
    for kind, rungs in play.rungs.items():
        play.rungs[kind] = [pair for pair in rungs if play.first <= pair[0] <= play.last]
    return play


def test_a_fortnight_with_faults_tells_everybody_once(fortnight, run, sink):
    run(within(fortnight))

    # 4 on 10-28 and 10-31, 3 on 11-01, 3 after the outage on 11-04, 2 on 11-07.
    assert prove(fortnight, sink) == (4 + 4 + 3 + 3 + 2, 2)


def test_without_the_ledgers_constraint_the_same_proof_fails(fortnight, run, sink):
    fortnight.last = date(2022, 10, 31)

    with Ledger(on=False):
        run(within(fortnight))
        with pytest.raises(AssertionError, match="told twice"):
            prove(fortnight, sink)


# --- the whole one ----------------------------------------------------------------------


@pytest.fixture
def whole_season(at):
    """37 regions owe receipt and form from the notice on; nine never act."""
    year = load_program("2022-2023")
    year.milestones.exclude(kind__in=["receipt", "contact_sheet"]).delete()
    publish_circular(year.circulars.get(), actor=actor(Kind.BUREAU))
    Receipt.objects.exclude(organization__kind=Kind.AUTHORITY).update(
        confirmed_at=clock.now(), confirmed_by=member(Organization.objects.get(code="BUREAU"))
    )
    bodies = with_mailbox(Organization.objects.filter(kind=Kind.AUTHORITY).order_by("seq"))
    assert len(bodies) == 37
    acts = {kind: ACTS[kind] for kind in ("receipt", "contact_sheet")}
    return Play(
        Season(year, {kind: list(bodies)[SILENT:] for kind in acts}, acts),
        list(bodies),
        rungs={kind: dated(kind) for kind in acts},
        first=FIRST,
        last=LAST,
        outage=(at_time(date(2022, 11, 3), "08:00"), at_time(date(2022, 11, 5), "08:00")),
        no_mail_on=date(2022, 10, 31),
        moody_on={date(2022, 10, 26), date(2022, 10, 28), date(2022, 12, 5)},
    )


@pytest.mark.proof
def test_the_whole_season_with_faults_tells_everybody_once(whole_season, run, sink):
    run(whole_season)

    mails, doubted = prove(whole_season, sink)
    assert (mails, doubted) == (len(whole_season.expected()), 3)


@pytest.mark.proof
def test_without_the_ledgers_constraint_the_whole_proof_fails(whole_season, run, sink):
    whole_season.last = date(2022, 11, 7)

    with Ledger(on=False):
        run(within(whole_season))
        with pytest.raises(AssertionError, match="told twice"):
            prove(whole_season, sink)
