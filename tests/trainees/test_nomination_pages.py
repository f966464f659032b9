"""What an authority sees and answers: recommendations in its name, people of its region."""

import pytest
from django.urls import reverse

from institutions.states import Kind
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.support.searching import found as page_found
from tests.trainees.test_review_pages import messages_of, page_of, post
from trainees.models import Nomination

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison(client):
    liaison = actor(Kind.AUTHORITY, organization=organization(Kind.AUTHORITY, "R1"))
    client.force_login(liaison.user)
    return liaison


def recommended(region="R1", **facts):
    organization(Kind.AUTHORITY, region)
    return make.candidate(source="recommended", recommender=region, region=region, **facts)


def test_an_authority_confirms_the_ticked_and_sees_only_its_own(client, liaison):
    make.submitted(rows=[recommended(), recommended(), recommended("R2", name="别省的人")])
    first, second = Nomination.objects.filter(authority__code="R1")
    theirs = Nomination.objects.get(authority__code="R2")
    assert "别省的人" not in page_of(client, "nominations:pending")

    post(client, "nominations:confirm", row=[first.pk, theirs.pk])

    states = {n.pk: n.state for n in Nomination.objects.all()}
    assert states == {
        first.pk: "recommended",
        second.pk: "submitted",
        theirs.pk: "submitted",
    }


def test_confirming_nobody_is_told(client, liaison):
    make.submitted(rows=[recommended()])

    page = post(client, "nominations:confirm")

    assert page.status_code == 422
    assert '<a href="#h-list">没有办理：请先勾选要确认的学员</a>' in page.content.decode()


def test_a_denial_needs_words_and_works_once(client, liaison):
    make.submitted(rows=[recommended()])
    nomination = Nomination.objects.get()
    address = reverse("nominations:disown", args=[nomination.pk])
    assert client.post(address, {"note": " "}).status_code == 422

    client.post(address, {"note": "我省未推荐"})
    again = client.post(address, {"note": "我省未推荐"})

    nomination.refresh_from_db()
    assert (nomination.state, nomination.decline_note) == ("draft", "我省未推荐")
    assert messages_of(again)[-1].startswith("当前状态为“草稿”")


def test_another_authority_cannot_deny(client, liaison):
    make.submitted(rows=[recommended("R2")])
    nomination = Nomination.objects.get()

    page = post(client, "nominations:disown", nomination.pk, note="不是")

    assert page.status_code == 404


def test_the_region_is_shown_whichever_way_people_were_selected(client, liaison):
    make.submitted(
        rows=[
            make.candidate(name="自选的人", region="R1"),
            recommended(name="推荐的人"),
            recommended("R2", name="别省的人"),
        ]
    )
    make.roster(None, make.candidate(name="草稿的人", region="R1"))

    shown = page_of(client, "nominations:region")

    names = ["自选的人", "推荐的人", "别省的人", "草稿的人"]
    assert [name in shown for name in names] == [True, True, False, False]
    routed = page_found(client, "nominations:region", route="selected", q="自选")
    assert [name in routed for name in names] == [True, False, False, False]


@pytest.mark.parametrize("name", ["nominations:pending", "nominations:region"])
def test_the_authoritys_lists_cost_the_same_whatever_their_length(client, liaison, name):
    def with_one_more(_number):
        make.submitted(rows=[recommended()])
        return cost(client, reverse(name))

    assert len({with_one_more(number) for number in range(4)}) == 1
