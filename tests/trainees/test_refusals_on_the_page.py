"""A refused act on many people: said on top, with a link to where it is put right."""

import re

import pytest
from django.urls import reverse

from institutions.models import Membership
from institutions.states import Duty, Kind
from portal import clock
from tests.factories import actor
from tests.factories import trainees as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge(client):
    client.force_login(make.reviewer().user)
    roster = make.in_review()

    def judge(**posted):
        answer = client.post(reverse("rosters:judge", args=[roster.pk]), posted)
        return answer.status_code, answer.content.decode()

    judge.row = make.keys(roster)[0]
    return judge


def anchors(page):
    """Where the summary leads, each place being on the page."""
    summary = re.search(r'id="errsum".*?</ul>', page, re.DOTALL)[0]
    found = re.findall(r'href="#([^"]+)"', summary)
    return [name for name in found if page.count(f'id="{name}"') == 1]


def test_a_decision_on_nobody_leads_to_the_list(judge):
    status, page = judge(decision="approved")

    assert (status, anchors(page)) == (422, ["h-rows"])
    assert "<title>有错误：" in page


def test_a_decision_without_its_reason_leads_to_the_bar(judge):
    status, page = judge(row=judge.row, decision="returned")

    assert (status, anchors(page)) == (422, ["bulk_reason"])


def test_a_persons_own_panel_is_led_back_to(judge):
    status, page = judge(row=judge.row, next="", note="请补")

    assert (status, anchors(page)) == (422, ["one_decision"])


def test_a_page_without_a_fault_has_no_error_in_its_title(client, judge):
    """A filter that means nothing is no fault of a form that was sent."""
    page = client.get(reverse("rosters:list"), {"track": "nonsense"}).content.decode()

    assert "<title>有错误：" not in page


def test_whoever_has_only_former_duties_is_told_so_and_not_taken_for_a_trainee(client):
    region = actor(Kind.AUTHORITY, Duty.LIAISON)
    newer = actor(Kind.AUTHORITY, Duty.LEAD, organization=region.organization)
    Membership.objects.filter(user=region.user).update(ended_at=clock.now())
    client.force_login(region.user)

    page = client.get("/workbench/", follow=True).content.decode()

    assert ("您在原单位的职责已结束" in page, "还没有班级" in page) == (True, False)
    client.force_login(newer.user)
    assert (
        "您在原单位的职责已结束" not in client.get("/workbench/", follow=True).content.decode()
    )


def test_a_trainee_without_class_is_still_told_of_the_class(client):
    client.force_login(actor("trainee").user)

    assert "还没有班级" in client.get("/my/").content.decode()
