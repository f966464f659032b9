"""The Centre owes a certificate to everybody whose completion is confirmed."""

from datetime import timedelta

import pytest

from certificates.models import Certificate
from certificates.obligations import have_issued, who_issues
from institutions.states import Duty, Kind
from portal import clock
from portal.ui import todos
from programs import reminders
from programs.models import Program
from tests.factories import actor, organization
from tests.factories.certificates import batch, completed, issuer, people
from tests.factories.programs import milestone, program
from tests.trainees.test_rosters import codes

pytestmark = pytest.mark.django_db


def test_nothing_is_owed_before_anybody_has_completed():
    organization(Kind.CENTRE)

    assert codes(who_issues(program())) == []


def test_delivered_is_when_everybody_has_one_issued_or_in_the_making():
    of = completed(2)
    year = program()
    first, second = people(of)
    batch(of, chosen=[first])
    assert (codes(who_issues(year)), codes(have_issued(year))) == (["CENTRE"], [])

    batch(of, chosen=[second])
    assert codes(have_issued(year)) == ["CENTRE"]

    Certificate.objects.filter(enrolment=second).update(state="failed")
    assert codes(have_issued(year)) == []


def test_another_years_people_do_not_count():
    completed(1)

    assert codes(who_issues(program("2023-2024"))) == []


def test_only_the_issuer_is_reminded_and_finds_the_day_on_the_workbench():
    completed(1)
    who = issuer()
    actor(Kind.CENTRE, Duty.REVIEWER)
    year = program()
    Program.objects.update(opened_at=clock.now() - timedelta(days=60))
    due = milestone(year, "certificates", days=0)

    [item] = reminders.due_reminders(clock.today())

    assert [recipient.user for recipient in item.recipients] == [who.user]
    assert [t.due for t in todos.collect(who) if t.kind == "certificates"] == [due.due_on]
