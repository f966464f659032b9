"""One person wanted by several institutions at the same moment."""

import pytest

from tests.factories import trainees as make
from tests.trainees.test_places import all_at_once
from trainees.actions import recommendation, selection
from trainees.models import Nomination

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_of_many_institutions_one_gets_the_person_and_the_others_a_refusal():
    classes = [make.enrolling() for _ in range(6)]
    make.recommended(program=classes[0].program)
    person, got = Nomination.objects.get(), []

    def pick(pair):
        of, manager = pair
        selection.shortlist_candidates([person.pk], of, actor=manager)
        got.append(of.pk)

    faults = all_at_once(pick, [(of, make.manager(of)) for of in classes])

    person.refresh_from_db()
    assert (faults, got, person.state) == ([], [person.cohort_id], "shortlisted")


def test_picked_and_taken_back_at_once_is_one_of_the_two():
    of, liaison = make.enrolling(), make.liaison()
    manager = make.manager(of)
    letter = make.recommended(by=liaison, program=of.program)
    person, done = Nomination.objects.get(), []
    acts = {
        "pick": lambda: selection.shortlist_candidates([person.pk], of, actor=manager),
        "back": lambda: recommendation.withdraw_recommendation(letter, actor=liaison),
    }

    def act(name):
        acts[name]()
        done.append(name)

    faults = all_at_once(act, ["pick", "back"])

    person.refresh_from_db()
    letter.refresh_from_db()
    ends = {"pick": ("shortlisted", "sent"), "back": ("draft", "draft")}
    assert (faults, [ends[name] for name in done]) == ([], [(person.state, letter.state)])
