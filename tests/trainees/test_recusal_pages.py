"""回避 in the browser's eyes: from a row or from the list, refusals, the lead's word."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from tests.factories import actor
from tests.factories import trainees as make
from tests.factories.programs import authority
from tests.support.queries import cost
from trainees.actions import recusal
from trainees.models import Recusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(client):
    one = make.reviewer()
    client.force_login(one.user)
    return one


def url(name, *args, **query):
    parts = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"rosters:{name}", args=args) + (f"?{parts}" if parts else "")


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


def test_a_person_is_declared_from_the_panel_and_the_row_says_so(client, one):
    roster = make.in_review(size=2)
    first, _second = make.entries(roster)
    desk = client.get(url("review", roster.pk, person=first.pk)).content.decode()
    assert url("declare", row=first.pk) in desk
    form = client.get(url("declare", row=first.pk)).content.decode()
    name, firm = first.nomination.trainee.name, first.nomination.enterprise.name
    assert (f"学员：{name}" in form, f"企业：{firm}" in form) == (True, True)

    answer = client.post(
        url("declare", row=first.pk), {"kind": "person", "reason": "亲属（演示）"}
    )

    page = client.get(answer.url)
    assert messages_of(page) == [f"已申报对{name}回避；退回未分办 0 人，收回您的审核意见 0 条"]
    shown = page.content.decode()
    assert f"须回避：您已申报对{name}回避" in shown
    assert "本名单有 1 人须您回避" in shown
    assert f'name="row" value="{first.pk}"' not in shown
    panel = client.get(url("review", roster.pk, person=first.pk)).content.decode()
    assert "one_decision" not in panel


def test_bodies_regions_and_firms_are_declared_from_the_list(client, one):
    roster = make.in_review(size=1)
    (row,) = make.entries(roster)
    body, firm = roster.cohort.organization, row.nomination.enterprise
    region = authority("R1")
    typed = [
        {"kind": "institution", "institution": body.pk},
        {"kind": "region", "region": region.pk},
        {"kind": "enterprise", "uscc": f" {firm.uscc.lower()} "},
    ]

    for data in typed:
        answer = client.post(url("declare"), {**data, "reason": "演示"})
        assert answer.url == url("recusals")

    page = client.get(url("recusals")).content.decode()
    for subject in (body.short_name, region.short_name, firm.name):
        assert subject in page
    assert Recusal.objects.filter(user=one.user).count() == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "region"}, "请选择回避对象"),
        ({"kind": "institution", "institution": "0"}, "请选择回避对象"),
        ({"kind": "enterprise", "uscc": "91990100000000000X"}, "提交的名单里没有这家企业"),
        ({"kind": "person"}, "person"),
        ({"kind": "enterprise", "uscc": "x", "reason": ""}, "请写明回避的事由"),
    ],
)
def test_a_declaration_that_says_nothing_is_refused(client, one, data, words):
    page = client.post(url("declare"), {"reason": "原样留着", **data})

    shown = page.content.decode()
    assert (page.status_code, words in shown) == (422, True)
    assert ("原样留着" in shown) == ("reason" not in data)
    assert Recusal.objects.count() == 0


def test_a_firm_still_in_somebodys_draft_is_not_known(client, one):
    draft = make.roster(None, make.candidate())
    firm = make.entries(draft)[0].nomination.enterprise

    data = {"kind": "enterprise", "uscc": firm.uscc, "reason": "演示"}
    page = client.post(url("declare"), data)

    assert (page.status_code, firm.name in page.content.decode()) == (422, False)


def test_a_row_of_a_draft_is_a_missing_row(client, one):
    draft = make.roster(None, make.candidate())

    for key in (make.keys(draft)[0], 10**9, "x"):
        assert client.get(url("declare", row=key)).status_code == 404


def test_what_was_declared_is_not_declared_twice(client, one):
    recusal.declare_recusal("region", authority("R1"), reason="演示", actor=one)

    data = {"kind": "region", "region": authority("R1").pk, "reason": "再次"}
    page = client.post(url("declare"), data)

    assert (page.status_code, "您已申报对它回避" in page.content.decode()) == (422, True)


def test_who_reviews_nothing_declares_nothing(client):
    client.force_login(actor(Kind.CENTRE, Duty.ISSUER).user)

    assert "回避由审核名单的同志本人申报" in client.get(url("declare")).content.decode()
    data = {"kind": "region", "region": authority("R1").pk, "reason": "演示"}
    assert client.post(url("declare"), data).status_code == 403


def test_the_lead_lifts_with_a_reason_and_once(client, one, lead):
    row = recusal.declare_recusal("region", authority("R1"), reason="演示", actor=one).recusal
    assert url("lift", row.pk) not in client.get(url("recusals")).content.decode()
    assert "回避由人才交流中心负责同志解除" in client.get(url("lift", row.pk)).content.decode()
    assert client.post(url("lift", row.pk), {"note": "自己"}).status_code == 403
    client.force_login(lead.user)
    assert url("lift", row.pk) in client.get(url("recusals")).content.decode()
    assert client.post(url("lift", row.pk), {"note": ""}).status_code == 422

    answer = client.post(url("lift", row.pk), {"note": "已核实（演示）"})

    page = client.get(answer.url)
    assert messages_of(page) == [f"已解除回避：{row}"]
    assert "已核实（演示）" in page.content.decode()
    again = client.post(url("lift", row.pk), {"note": "再次"})
    assert (again.status_code, messages_of(again)) == (409, ["这项回避此前已经解除"])


def test_a_colleagues_declaration_does_not_exist_for_others(client, lead):
    mine = recusal.declare_recusal(
        "region", authority("R1"), reason="演示", actor=make.reviewer()
    ).recusal
    client.force_login(make.reviewer().user)

    assert client.get(url("lift", mine.pk)).status_code == 404
    assert "没有回避申报" in client.get(url("recusals")).content.decode()


def test_the_pages_cost_the_same_whatever_was_declared(client, lead, one):
    roster = make.in_review(size=3)

    def cost_of(entry):
        firm = entry.nomination.enterprise
        recusal.declare_recusal("enterprise", firm, reason="演示", actor=one)
        client.force_login(one.user)
        desk = cost(client, url("review", roster.pk))
        client.force_login(lead.user)
        return desk, cost(client, url("recusals"))

    assert len({cost_of(entry) for entry in make.entries(roster)}) == 1
