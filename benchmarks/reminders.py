"""A thousand notices due at once and ten thousand: what more recipients cost in queries."""

import sys
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.ground import database, on
from benchmarks.rows import Row
from institutions.states import Group, Kind
from portal import clock
from portal.notices.models import Notice
from portal.notices.states import Channel
from programs import reminders
from programs.models import Milestone, Program
from tests.factories import member, organization
from tests.factories.programs import milestone, program

# A hundred bodies, ten dates due: 1,000 notices for one recipient each, 10,000 for ten.
BODIES, DUE = 100, 10
FEW, MANY = 1, 10


def rows() -> Iterator[Row]:
    with on(database("reminders")):
        few, many = (_queries(people) for people in (FEW, MANY))
    name = f"reminders-{connection.vendor}"
    yield Row(f"{name}-queries-by-recipients", many / few, 1, at_most=True)


def _queries(people: int) -> int:
    """Queries of one run with so many liaisons in every body; nothing is left behind."""
    with transaction.atomic():
        for number in range(BODIES):
            body = organization(Kind.AUTHORITY, f"A{number}", group=Group.PROVINCIAL)
            for _ in range(people):
                member(body, email="liaison@example.invalid")
        for year in range(DUE):
            _due_today(f"{2001 + year}-{2002 + year}")
        with CaptureQueriesContext(connection) as found:
            owed = reminders.due_reminders(clock.today())
        with CaptureQueriesContext(connection) as sent:
            told = reminders.send_due(clock.today())
        notices = Notice.objects.filter(channel=Channel.INBOX).count()
        if notices != BODIES * DUE * people:
            raise AssertionError(f"{notices} notices in the inboxes")
        print(
            f"# {connection.vendor}: {len(owed)} reminders found in {len(found)} queries; "
            f"{len(told)} sent to {people} recipients each in {len(sent)} queries, "
            f"{notices} notices",
            file=sys.stderr,
        )
        transaction.set_rollback(True)
    return len(sent)


def _due_today(code: str) -> None:
    opened = clock.now() - timedelta(days=60)
    year: Program = program(code, opened_at=opened)
    due: Milestone = milestone(year, days=0)
    Milestone.objects.filter(pk=due.pk).update(opens_at=opened)
