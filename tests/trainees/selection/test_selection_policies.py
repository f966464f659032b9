"""Refusals that no page offers a button for, and two letters that meet."""

import pytest
from django.db import IntegrityError

from institutions.states import Kind
from tests.factories import actor
from tests.factories import programs as year
from tests.factories import trainees as make
from trainees.actions import recommendation
from trainees.models import Nomination
from trainees.policies.selection import may_begin_recommendation, may_recommend

pytestmark = pytest.mark.django_db


def test_only_an_authority_begins_a_letter():
    verdicts = [may_begin_recommendation(actor(kind)) for kind in (Kind.CENTRE, Kind.AUTHORITY)]

    assert [verdict.reason for verdict in verdicts] == ["推荐由所在地区的主管部门办理", ""]


def test_who_comes_from_a_list_is_in_no_letter():
    make.submitted(rows=[make.named()])

    verdict = may_recommend(make.liaison(), Nomination.objects.get())

    assert verdict.reason == "该学员由机构名单产生，随名单办理"


def test_who_is_taken_in_between_is_refused_at_the_second_reading(monkeypatch):
    draft = make.letter(program=year.program())
    read, calls = recommendation._name, []

    def first_meets_another(*arguments):
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError
        return read(*arguments)

    monkeypatch.setattr(recommendation, "_name", first_meets_another)

    (outcome,) = recommendation.name_people(
        draft, [make.named()], attested=True, actor=make.liaison()
    )

    assert (outcome.status, len(calls)) == ("new", 2)
