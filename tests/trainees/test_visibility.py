"""Which rows each kind of actor may know exist; beside them always rows that could leak."""

import pytest

from institutions.states import Kind
from portal.policy import SystemActor
from tests.factories import actor, organization
from tests.factories import trainees as make
from trainees.models import (
    Enrolment,
    Nomination,
    Roster,
    RosterEntry,
    RosterImport,
    Trainee,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Three lists: a draft and a sent one of ours, a sent one of others; one person each.

    The sent people are said to be recommended by R1 and R2; the draft's by R1.
    """
    organization(Kind.AUTHORITY, "R2")
    us, them = organization(Kind.INSTITUTION, "US"), organization(Kind.INSTITUTION, "THEM")

    def row(name, region):
        by = {"source": "recommended", "recommender": region}
        return make.candidate(name=name, region=region, **by)

    make.roster(make.enrolling(us), row("draft", "R1"))
    make.enrolled(make.enrolling(us), rows=[row("sent", "R1")])
    make.enrolled(make.enrolling(them), rows=[row("theirs", "R2")])


def someone(kind, code=""):
    if kind == "system":
        return SystemActor("测试")
    if kind in {"public", "operator", "trainee"}:
        return actor(kind)
    return actor(kind, organization=organization(kind, code))


SEEN = {
    ("institution", "US"): {"draft", "sent"},
    ("institution", "THEM"): {"theirs"},
    ("institution", "NEW"): set(),
    ("partner", "P1"): set(),
    ("authority", "R1"): {"sent"},
    ("authority", "R2"): {"theirs"},
    ("authority", "R3"): set(),
    ("centre", ""): {"sent", "theirs"},
    ("bureau", ""): {"sent", "theirs"},
    ("system", ""): {"draft", "sent", "theirs"},
    ("evaluator", ""): set(),
    ("operator", ""): set(),
    ("trainee", ""): set(),
    ("public", ""): set(),
}
NAME = {
    Trainee: "name",
    Nomination: "trainee__name",
    RosterEntry: "nomination__trainee__name",
    Roster: "entries__nomination__trainee__name",
    Enrolment: "trainee__name",
}


@pytest.mark.parametrize("who", SEEN, ids=lambda who: "-".join(filter(None, who)))
def test_people_and_their_nominations(world, who):
    viewer = someone(*who)

    for model in (Trainee, Nomination, RosterEntry):
        names = set(model.objects.visible_to(viewer).values_list(NAME[model], flat=True))
        assert (model.__name__, names) == (model.__name__, SEEN[who])


@pytest.mark.parametrize("who", SEEN, ids=lambda who: "-".join(filter(None, who)))
def test_lists_are_for_their_body_and_the_offices(world, who):
    viewer = someone(*who)
    expected = set() if who[0] == "authority" else SEEN[who]

    names = set(Roster.objects.visible_to(viewer).values_list(NAME[Roster], flat=True))

    assert names == expected


@pytest.mark.parametrize("who", SEEN, ids=lambda who: "-".join(filter(None, who)))
def test_enrolments(world, who):
    viewer = someone(*who)

    names = set(Enrolment.objects.visible_to(viewer).values_list(NAME[Enrolment], flat=True))

    assert names == SEEN[who] - {"draft"}


@pytest.mark.parametrize("who", SEEN, ids=lambda who: "-".join(filter(None, who)))
def test_imports_are_the_uploading_bodys_alone(world, who):
    for of in Roster.objects.select_related("cohort__organization"):
        RosterImport.objects.create(
            cohort=of.cohort,
            file_name=of.cohort.organization.code,
            sha256="0" * 64,
            created_at="2022-12-01T00:00Z",
        )
    viewer = someone(*who)
    own = {"US", "THEM"} & {who[1]} if who[0] != "system" else {"US", "THEM"}

    names = set(RosterImport.objects.visible_to(viewer).values_list("file_name", flat=True))

    assert names == own


def test_a_trainee_sees_themselves_and_nobody_else(world):
    me = actor("trainee")
    Trainee.objects.filter(name="sent").update(user=me.user)

    assert [person.name for person in Trainee.objects.visible_to(me)] == ["sent"]
    assert [n.trainee.name for n in Nomination.objects.visible_to(me)] == ["sent"]
    assert [e.trainee.name for e in Enrolment.objects.visible_to(me)] == ["sent"]
    assert list(Roster.objects.visible_to(me)) == []


def test_what_another_body_tells_of_the_same_person_stays_theirs():
    row = make.candidate()
    earlier = make.roster(None, row)
    roster = make.roster()
    viewer = make.manager(roster.cohort)

    assert list(Trainee.objects.visible_to(viewer)) == []
    assert list(Trainee.objects.visible_to(make.manager(earlier.cohort))) != []
