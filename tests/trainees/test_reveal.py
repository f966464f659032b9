"""An identity number in clear: to few, for a reason, on record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from tests.factories import actor
from tests.factories import trainees as make
from trainees.actions import people
from trainees.models import Trainee

pytestmark = pytest.mark.django_db


def test_a_reviewer_reads_the_number_for_a_reason_that_is_kept():
    row = make.candidate()
    make.roster(None, row)
    reviewer = make.reviewer()

    shown = people.reveal_id_number(Trainee.objects.get(), reason=" 核对证件 ", actor=reviewer)

    entry = Entry.objects.get(action="trainees.trainee.reveal_id_number")
    assert (shown, entry.actor, entry.detail) == (
        row.id_no,
        reviewer.user,
        {"note": "核对证件"},
    )


def test_without_a_reason_nothing_is_shown():
    make.roster(None, make.candidate())

    with pytest.raises(ValidationError):
        people.reveal_id_number(Trainee.objects.get(), reason=" ", actor=make.reviewer())


def test_only_the_manager_of_a_list_with_that_person_reads_the_number():
    row = make.candidate()
    roster = make.roster(None, row)
    own = make.manager(roster.cohort)
    clerk = actor(Kind.INSTITUTION, Duty.CLERK, organization=roster.cohort.organization)
    person = Trainee.objects.get()

    assert people.reveal_id_number(person, reason="核对", actor=own) == row.id_no
    for other in (clerk, actor(Kind.INSTITUTION), actor(Kind.BUREAU), actor(Kind.AUTHORITY)):
        with pytest.raises(PermissionDenied):
            people.reveal_id_number(person, reason="核对", actor=other)


def test_a_manager_who_took_the_person_off_again_reads_nothing():
    roster = make.roster(None, make.candidate())
    manager = make.manager(roster.cohort)
    person = Trainee.objects.get()
    people.remove_entries(roster, make.keys(roster), actor=manager)

    with pytest.raises(PermissionDenied):
        people.reveal_id_number(person, reason="核对", actor=manager)
