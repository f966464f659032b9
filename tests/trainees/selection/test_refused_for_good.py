"""Refused for good by a class's review: no way leads back into that class that year."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from portal import clock
from tests.factories import trainees as make
from trainees.actions import people, recommendation, review, selection
from trainees.models import Nomination
from trainees.policies import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def refused(of):
    """Somebody the Centre has refused in this class, beside one it has taken."""
    row = make.named(name="甲示例")
    listed, by = make.in_review(of, rows=[row, make.candidate()]), make.reviewer()
    first, second = make.keys(listed)
    review.judge_rows(listed, [first], "rejected", reason="N02", note="", actor=by)
    review.judge_rows(listed, [second], "approved", actor=by)
    review.decide_roster(listed, actor=by)
    return row


@pytest.fixture
def of():
    return make.enrolling()


@pytest.fixture
def earlier():
    return f"{clock.today().isoformat()} 不通过，企业不属于中小企业"


def test_the_authority_cannot_name_them_for_that_class_again(of, earlier):
    again, liaison = refused(of), make.liaison()
    letter = make.letter(by=liaison, cohort=of)

    found = recommendation.name_people(
        letter, [again, make.named()], attested=True, actor=liaison
    )

    assert [(one.status, one.message) for one in found] == [
        ("error", f"该学员在本班审核不通过，不能再报（{earlier}）"),
        ("new", ""),
    ]


def test_for_another_class_or_the_pool_they_may_be_named(of):
    again, liaison = refused(of), make.liaison()
    letter = make.letter(by=liaison, cohort=make.enrolling())

    (found,) = recommendation.name_people(letter, [again], attested=True, actor=liaison)

    assert found.status == "new"


def test_a_letter_turned_to_that_class_afterwards_is_not_sent(of, earlier):
    again, liaison = refused(of), make.liaison()
    letter = make.letter(again, by=liaison, program=of.program)
    values = {name: getattr(letter, name) for name in recommendation.HEAD}
    letter = recommendation.save_recommendation(
        letter, values={**values, "cohort": of}, revision=letter.revision, actor=liaison
    )

    with pytest.raises(ValidationError) as refusal_of_it:
        recommendation.send_recommendation(letter, revision=letter.revision, actor=liaison)

    assert refusal_of_it.value.messages == [
        f"本班审核不通过的人选本年度不能再进本班：甲示例（{earlier}）"
    ]
    assert Nomination.objects.get(recommendation=letter).state == "draft"


@pytest.mark.parametrize(
    "verb",
    [
        selection.shortlist_candidates,
        selection.waitlist_candidates,
        selection.enlist_candidates,
    ],
)
def test_the_class_cannot_pick_them_from_the_pool_but_another_can(of, earlier, verb):
    letter = make.recommended(refused(of), program=of.program)
    person, other = Nomination.objects.get(recommendation=letter), make.enrolling()

    with pytest.raises(PermissionDenied, match=f"甲示例（{earlier}）"):
        verb([person.pk], of, actor=make.manager(of))

    person.refresh_from_db()
    assert (person.state, person.cohort) == ("recommended", None)
    verb([person.pk], other, actor=make.manager(other))
    person.refresh_from_db()
    assert person.cohort == other


def test_an_import_says_when_and_why(of, earlier):
    again = refused(of)
    listed = make.roster(of)

    (found,) = people.accept_rows(listed, [again], attested=True, actor=make.manager(of))

    assert (found.status, found.message) == (
        "error",
        f"该学员在本班审核不通过，不能再报（{earlier}）",
    )


def test_the_database_itself_refuses_them_in_that_class_only(of):
    refused(of)
    first = Nomination.objects.get(state="ineligible")
    again = Nomination.objects.get(pk=first.pk)
    again.pk, again.state, again.cohort = None, "recommended", make.enrolling()
    again.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=again.pk).update(cohort=of)


def test_a_long_list_of_names_is_cut(of, monkeypatch):
    letter = make.recommended(refused(of), program=of.program)
    person = Nomination.objects.select_related("trainee").get(recommendation=letter)
    monkeypatch.setattr(refusal, "NAMED", 0)

    assert refusal.may_come_back(of, [person]).reason.endswith("：等")
