"""签收情况: who has confirmed, whom to call, and what leaves the portal."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.ui import wording
from programs.actions.circular import confirm_receipt, publish_circular
from programs.models import Receipt
from programs.queries.receipts import receipts_of, with_phones
from tests.factories import actor, member, organization
from tests.factories.programs import authority, circular, mandate, program
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(officer):
    """Two regions, an institution and a sample; the first region has confirmed."""
    signer = actor(Kind.AUTHORITY, organization=authority("GD", name="甲省厅", seq=1))
    authority("LN", name="乙省厅", seq=2, office_phone="0000-7654321")
    authority("S1", name="示例一省厅", seq=3, is_sample=True)
    mandate(organization(Kind.INSTITUTION, "U1", name="望江大学"), program())
    published = publish_circular(circular(), actor=officer)
    receipt = Receipt.objects.get(organization__code="GD")
    confirm_receipt(receipt, actor=signer)
    return published


def names(answer):
    return [row.organization.name for row in answer.context["rows"]]


def test_the_list_is_told_apart_by_state_kind_and_name(client, notice):
    url = reverse("circulars:receipts", args=[notice.pk])

    found = {
        query: names(client.get(f"{url}?{query}"))
        for query in ("state=signed", "state=waiting", "kind=institution", "q=乙", "state=x")
    }

    assert found == {
        "state=signed": ["甲省厅"],
        "state=waiting": ["乙省厅", "示例一省厅", "望江大学"],
        "kind=institution": ["望江大学"],
        "q=乙": ["乙省厅"],
        "state=x": ["甲省厅", "乙省厅", "示例一省厅", "望江大学"],
    }
    page = client.get(url)
    assert [pill["count"] for pill in page.context["pills"]] == [4, 3, 1]
    assert "已签收 1 家，共 3 家，尚未签收 2 家" in page.content.decode()


def test_phones_are_of_those_who_have_not_and_never_a_leaders(notice):
    body = Receipt.objects.get(organization__code="LN").organization
    doer = member(body, Duty.LIAISON, mobile="13800000001")
    member(body, Duty.LEAD, mobile="13900000009")
    member(Receipt.objects.get(organization__code="GD").organization, mobile="13700000007")

    phones = {row.organization.code: row.phones for row in with_phones(receipts_of(notice))}

    assert phones == {
        "GD": [],
        "LN": ["0000-7654321", f"{doer} 13800000001"],
        "S1": [],
        "U1": [],
    }


def test_the_workbook_is_the_list_as_chosen_with_phones_as_text(client, notice):
    url = reverse("circulars:receipts_export", args=[notice.pk])

    answer = client.get(url)
    waiting = client.get(url, {"state": "waiting", "q": "乙"})

    lines = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    receipt = Receipt.objects.get(organization__code="GD")
    at = f"{wording.local(receipt.confirmed_at):%Y-%m-%d %H:%M}"
    signed = ("甲省厅", None, "中小企业主管部门", "已签收", str(receipt.confirmed_by), at, None)
    assert lines[1] == signed
    assert lines[3][:2] == ("示例一省厅", "是")
    one = list(openpyxl.load_workbook(BytesIO(waiting.content)).active.values)
    assert [line[6] for line in one] == ["电话", "0000-7654321"]
    details = Entry.objects.filter(action="programs.circular.export_receipts")
    assert sorted(entry.detail["count"] for entry in details) == [1, 4]


@pytest.mark.parametrize("kind", [Kind.AUTHORITY, Kind.INSTITUTION, Kind.EVALUATOR])
def test_nobody_else_opens_the_list_or_takes_it_away(client, notice, kind):
    client.force_login(actor(kind).user)

    for name in ("circulars:receipts", "circulars:receipts_export"):
        assert client.get(reverse(name, args=[notice.pk])).status_code == 403


def test_a_draft_has_no_list(client, officer):
    draft = circular()

    for name in ("circulars:receipts", "circulars:receipts_export"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 404


def test_the_query_count_does_not_grow(client, notice):
    url = reverse("circulars:receipts", args=[notice.pk])

    def one_more():
        body = authority(office_phone="1")
        member(body, mobile=f"1380000{Receipt.objects.count():04d}")
        Receipt.objects.create(circular=notice, organization=body)
        return cost(client, url)

    assert len({one_more() for _ in range(3)}) == 1
    assert clock.now() >= notice.published_at
