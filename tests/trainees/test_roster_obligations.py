"""Who owes a list, and who has delivered one."""

import pytest

from institutions.states import Kind
from programs import obligations as duties
from programs.states import CohortState, MandateState
from tests.factories import organization
from tests.factories import trainees as make
from tests.factories.programs import cohort, mandate, program
from tests.trainees.test_rosters import codes
from trainees.models import (
    Roster,
)
from trainees.obligations import have_selected, have_sent, training_bodies

pytestmark = pytest.mark.django_db


def test_who_owes_a_list():
    year = program()
    institution, partner, idle = (
        organization(kind, code)
        for kind, code in [
            (Kind.INSTITUTION, "I1"),
            (Kind.PARTNER, "P1"),
            (Kind.INSTITUTION, "I2"),
        ]
    )
    centre = organization(Kind.CENTRE)
    for body in (institution, partner, centre):
        mandate(body, year)
    mandate(idle, year, state=MandateState.SUSPENDED)
    assert codes(training_bodies(year)) == ["I1"]

    cohort(year, centre, state=CohortState.ENROLLING)
    assert codes(training_bodies(year)) == ["CENTRE", "I1"]


def test_delivered_is_who_has_a_list_for_every_enrolling_class():
    year = program()
    sent = make.submitted()
    body = sent.cohort.organization
    assert codes(have_sent(year)) == [body.code]

    second = make.enrolling(body)
    assert codes(have_sent(year)) == []

    make.submitted(second)
    assert codes(have_sent(year)) == [body.code]


def test_a_returned_list_is_a_selection_made_but_no_list_sent():
    year = program()
    roster = make.submitted()
    Roster.objects.update(state="returned")

    assert codes(have_selected(year)) == [roster.cohort.organization.code]
    assert codes(have_sent(year)) == []


def test_the_year_knows_both_duties():
    registered = {duty.kind: duty.url_name for duty in duties.registered()}

    assert (registered["selection"], registered["roster"]) == ("rosters:mine", "rosters:mine")
