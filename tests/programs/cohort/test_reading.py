"""Who sees which plans, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError

from institutions.states import Kind
from programs.models import Cohort, Countersign
from tests.factories import actor
from tests.factories.programs import authority, cohort, countersign

from .plans import drawn_up, submitted

pytestmark = pytest.mark.django_db


def test_a_draft_and_whom_it_will_ask_are_the_planners_own_business(manager):
    gansu = actor(Kind.AUTHORITY)
    draft = drawn_up(manager)
    row = countersign(draft, gansu.organization)

    seen = {
        kind: list(Cohort.objects.visible_to(who))
        for kind, who in {
            "manager": manager,
            "authority": gansu,
            "centre": actor(Kind.CENTRE),
            "other": actor(Kind.INSTITUTION),
        }.items()
    }

    assert seen == {"manager": [draft], "authority": [], "centre": [], "other": []}
    assert list(Countersign.objects.visible_to(gansu)) == []
    assert list(Countersign.objects.visible_to(manager)) == [row]


def test_liaoning_sees_neither_dalians_plans_nor_its_opinions(manager):
    liaoning = authority("LN")
    dalian = authority("DL", home=liaoning)
    sent = submitted(manager, dalian)
    who = actor(Kind.AUTHORITY, organization=liaoning)

    assert list(Cohort.objects.visible_to(who)) == []
    assert list(Countersign.objects.visible_to(who)) == []
    assert list(Cohort.objects.visible_to(actor(Kind.AUTHORITY, organization=dalian))) == [sent]


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fields",
    [
        {"capacity": 0},
        {"capacity": 501},
        {"starts_on": date(2023, 12, 15)},
        {"state": "unheard of"},
    ],
)
def test_the_database_refuses_nonsense_plans(fields):
    with pytest.raises(IntegrityError):
        cohort(**fields)
