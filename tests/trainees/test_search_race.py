"""Two changes of what one person is found by, at the same moment."""

import threading

import pytest
from django.db import transaction

from institutions.actor import actor_for
from tests.factories import actor
from tests.factories import trainees as make
from tests.support.races import at_once
from trainees import register
from trainees.actions import my
from trainees.data.terms import sought
from trainees.models import Enterprise, Nomination, SearchEntry, Trainee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def person():
    make.submitted(rows=[make.candidate(name="原名字", enterprise="原企业有限公司")])
    return Nomination.objects.get()


def found(words) -> bool:
    return Nomination.objects.sought(sought(words)).exists()


def test_a_person_and_their_enterprise_renamed_at_once_are_found_by_both_new_names(person):
    first_wrote, second_wrote = threading.Event(), threading.Event()

    def rename_person():
        with transaction.atomic():
            Trainee.objects.filter(pk=person.trainee_id).update(name="新名字")
            register.make_findable([person.pk])
            first_wrote.set()
            # The other begins while this is not committed, and has to wait for it.
            second_wrote.wait(0.4)

    def rename_enterprise():
        first_wrote.wait(10)
        with transaction.atomic():
            Enterprise.objects.filter(pk=person.enterprise_id).update(name="改后企业有限公司")
            register.make_findable([person.pk])
        second_wrote.set()

    at_once(rename_person, rename_enterprise)

    entry = SearchEntry.objects.get()
    assert ("新名字" in entry.text, "改后企业" in entry.text) == (True, True)
    assert [found(words) for words in ("新名字", "改后企业", "原名字")] == [True, True, False]


def test_two_spellings_confirmed_at_once_leave_the_one_that_is_kept(person):
    trainee = person.trainee
    trainee.user = actor("trainee").user
    trainee.save()
    spellings = ("ROE Mingler", "RAE Minglor")

    def confirm(name):
        itself = Trainee.objects.get(pk=trainee.pk)
        my.confirm_latin_name(itself, name_latin=name, actor=actor_for(trainee.user))

    at_once(*(lambda name=name: confirm(name) for name in spellings))

    kept = Trainee.objects.get().name_latin
    (other,) = set(spellings) - {kept}
    assert (found(kept.replace(" ", "")), found(other.replace(" ", ""))) == (True, False)
