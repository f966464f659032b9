"""Who left a class by a 变更名单 is free again that year; everybody reads that they left."""

import pytest

from portal.audit.models import Entry
from tests.factories import trainees as make
from tests.trainees.test_amendment import ask, decide, pupils, send
from trainees.actions import amendment
from trainees.actions.selection import enlist_candidates
from trainees.data.candidate import Candidate
from trainees.limits import free_places, places_to_approve
from trainees.models import Enrolment, Nomination, Roster
from trainees.queries.entry import outcome
from trainees.queries.quota import promised
from trainees.queries.selection import outcome as selection_outcome
from trainees.queries.selection import results_of
from trainees.register import number_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    """A class of two places, both taken, its list decided."""
    return make.enrolled(make.enrolling(capacity=2), size=2).cohort


def leave(gone):
    begun = amendment.open_amendment(gone.cohort, actor=make.manager(gone.cohort))
    ask(begun, gone)
    decide(send(begun))


@pytest.fixture
def left(full):
    """Who has left the class, and the row they would be listed with again."""
    gone = pupils(full)[0]
    leave(gone)
    person, facts = gone.trainee, gone.nomination.facts
    return gone, Candidate(number_of(person), person.id_type, facts)


def test_who_left_has_withdrawn_with_the_reason_in_the_history(full, left):
    gone, _row = left
    gone.nomination.refresh_from_db()

    assert gone.nomination.state == "withdrawn"
    last = Entry.objects.about(gone.nomination).latest("pk")
    assert (last.action, last.detail["note"]) == (
        "trainees.nomination.leave",
        "本人离职（演示）",
    )
    listed = make.entries(Roster.objects.get(cohort=full, round=1))
    assert [outcome(entry).text for entry in listed] == ["已退班", "已录取"]
    assert (free_places(full), places_to_approve(full), promised().count()) == (1, 1, 1)


def test_who_left_may_be_listed_in_another_class_and_in_the_same(full, left):
    _gone, row = left
    other = make.enrolled(rows=[row])
    assert [entry.state for entry in pupils(other.cohort)] == ["pending"]
    leave(Enrolment.objects.active().get(cohort=other.cohort))

    back = make.enrolled(full, rows=[row])

    assert make.entries(back)[0].nomination.state == "admitted"
    assert [one.state for one in pupils(full)] == ["withdrawn", "pending", "pending"]


def test_the_authority_reads_that_its_person_left():
    of, liaison = make.enrolling(), make.liaison()
    make.recommended(by=liaison, cohort=of)
    person = Nomination.objects.get()
    enlist_candidates([person.pk], of, actor=make.manager(of))
    draft = Roster.objects.get(cohort=of)
    decide(send(draft))
    leave(Enrolment.objects.get())

    (seen,) = results_of(Nomination.objects.visible_to(liaison), liaison.organization)

    assert selection_outcome(seen).text == "已退班"
