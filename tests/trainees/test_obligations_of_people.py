"""Who owes an answer about recommended people, and who owes proposals for completion."""

from datetime import timedelta

import pytest

from institutions.models import Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.ui import todos
from programs import obligations as duties
from programs import reminders
from programs.models import Cohort
from programs.queries.arrears import arrears
from programs.states import CohortState
from tests.factories import actor, organization
from tests.factories import completion as hours
from tests.factories import trainees as make
from tests.factories.programs import authority, milestone, program
from tests.trainees.test_nomination_pages import recommended
from tests.trainees.test_rosters import codes
from trainees.actions.nomination import confirm_nominations, disown_nomination
from trainees.models import Enrolment, Nomination
from trainees.obligations import (
    have_answered,
    have_proposed,
    named_as_recommenders,
    with_people_in_class,
)

pytestmark = pytest.mark.django_db


def liaison(code):
    return actor(Kind.AUTHORITY, organization=authority(code))


def due_of(who, kind):
    return [todo.due for todo in todos.collect(who) if todo.kind == kind]


def test_only_who_is_named_as_recommender_owes_an_answer():
    authority("R3")
    make.submitted(rows=[recommended("R1"), recommended("R2"), make.candidate()])
    make.roster(None, recommended("R4"))

    assert codes(named_as_recommenders(program())) == ["R1", "R2"]
    assert codes(have_answered(program())) == []


def test_an_answer_is_a_yes_or_a_no_to_everybody():
    make.submitted(rows=[recommended("R1"), recommended("R1"), recommended("R2")])
    first, second = Nomination.objects.filter(authority__code="R1")
    confirm_nominations([first.pk], actor=liaison("R1"))
    assert codes(have_answered(program())) == []

    disown_nomination(second, note="我省未推荐", actor=liaison("R1"))

    assert codes(have_answered(program())) == ["R1"]
    assert codes(named_as_recommenders(program())) == ["R1", "R2"]


def test_an_unanswered_recommendation_is_a_dated_todo_reminded_and_in_arrears():
    make.submitted(rows=[recommended("R1")])
    year = program()
    due = milestone(year, "recommendation", days=-1)
    type(year).objects.update(opened_at=clock.now() - timedelta(days=60))
    own = liaison("R1")

    reminded = {item.organization.code for item in reminders.due_reminders(clock.today())}
    late = [(row.organization.code, row.days_over) for row in arrears(actor(Kind.BUREAU))]

    assert reminded == {"R1"}
    assert late == [("R1", 1)]
    assert due_of(own, "nomination.confirm") == [due.due_on]


def taught(size=3):
    """A class in teaching, with its manager."""
    of = make.enrolled(size=size).cohort
    Cohort.objects.filter(pk=of.pk).update(state=CohortState.CLOSING)
    of.refresh_from_db()
    return of, make.manager(of)


def test_who_has_people_in_class_owes_proposals_and_delivers_them_for_everybody():
    of, teacher = taught()
    organization(Kind.INSTITUTION, "IDLE")
    year = program()
    milestone(year, "completion")
    assert codes(with_people_in_class(year)) == [of.organization.code]
    assert codes(have_proposed(year)) == []
    assert due_of(teacher, "completion") == [clock.today() + timedelta(days=3)]

    hours.proposed(of, teacher)

    assert codes(have_proposed(year)) == [of.organization.code]
    assert due_of(teacher, "completion") == []


def test_one_class_without_proposals_keeps_a_body_owing():
    of, teacher = taught()
    hours.proposed(of, teacher)
    make.enrolled(make.enrolling(of.organization))

    assert codes(have_proposed(program())) == []


def test_somebody_who_left_and_a_cancelled_class_owe_nothing():
    of, _teacher = taught()
    other = make.enrolled().cohort
    Enrolment.objects.filter(cohort=of).update(state="withdrawn")
    Cohort.objects.filter(pk=other.pk).update(state=CohortState.CANCELLED)

    assert codes(with_people_in_class(program())) == []


def test_reminders_of_completion_go_to_manager_and_class_teacher():
    of, teacher = taught()
    clerk = actor(Kind.INSTITUTION, Duty.CLERK, organization=of.organization)
    year = program()
    type(year).objects.update(opened_at=clock.now() - timedelta(days=60))
    milestone(year, "completion", days=0)

    [item] = reminders.due_reminders(clock.today())

    managers = Membership.objects.filter(organization=of.organization, duty=Duty.MANAGER)
    told = {recipient.user for recipient in item.recipients}
    assert told == {row.user for row in managers}
    assert teacher.user in told
    assert clerk.user not in told


def test_every_kind_of_date_has_an_obligation():
    kinds = [duty.kind for duty in duties.registered()]

    assert kinds == [
        "receipt",
        "contact_sheet",
        "plan",
        "recommendation",
        "selection",
        "roster",
        "completion",
        "certificates",
    ]
