"""Publishing the notice opens the year; each addressee confirms for itself."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.ui import todos
from portal.workflow.engine import IllegalStep
from programs.actions.circular import confirm_receipt, publish_circular
from programs.models import Circular, Program, Receipt
from tests.factories import actor, organization
from tests.factories.programs import authority, circular, mandate, program
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


def test_publishing_opens_the_year_and_addresses_everyone_concerned():
    year = program(opened=False)
    gd, centre = authority("GD"), organization(Kind.CENTRE)
    mandated, unmandated = organization(Kind.INSTITUTION), organization(Kind.INSTITUTION)
    mandate(mandated, year)
    liaison = actor(Kind.AUTHORITY, organization=gd)

    published = publish_circular(circular(year), actor=actor(Kind.BUREAU))

    year.refresh_from_db()
    assert (year.state, year.opened_at) == ("open", published.published_at)
    addressed = set(Receipt.objects.values_list("organization__code", flat=True))
    assert addressed == {"GD", centre.code, mandated.code}
    assert unmandated.code not in addressed
    assert [n.user_id for n in Notice.objects.filter(channel="inbox")] == [liaison.user.pk]


def test_a_second_notice_of_the_year_does_not_open_it_again():
    year = program()
    opened_at = year.opened_at

    publish_circular(circular(year), actor=actor(Kind.BUREAU))

    assert Program.objects.get().opened_at == opened_at


def test_pressing_twice_publishes_once():
    officer, notice = actor(Kind.BUREAU), circular()
    authority()
    publish_circular(notice, actor=officer)

    with pytest.raises(IllegalStep):
        publish_circular(notice, actor=officer)

    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "duty"),
    [(Kind.CENTRE, Duty.REVIEWER), (Kind.AUTHORITY, Duty.LIAISON), (Kind.BUREAU, Duty.AUDITOR)],
)
def test_only_an_officer_of_the_bureau_publishes(kind, duty):
    notice = circular()

    with pytest.raises(PermissionDenied):
        publish_circular(notice, actor=actor(kind, duty))

    assert Circular.objects.get().state == "draft"


@pytest.fixture
def receipt():
    authority("GD")
    publish_circular(circular(), actor=actor(Kind.BUREAU))
    return Receipt.objects.get()


def test_a_receipt_is_confirmed_once_by_whoever_is_first(receipt):
    first = actor(Kind.AUTHORITY, organization=receipt.organization)
    second = actor(Kind.AUTHORITY, Duty.LEAD, organization=receipt.organization)

    confirmed = confirm_receipt(receipt, actor=first)
    with pytest.raises(IllegalStep, match="已经签收"):
        confirm_receipt(receipt, actor=second)

    assert confirmed.confirmed_by == first.user
    assert Entry.objects.filter(action="programs.receipt.confirm").count() == 1


def test_nobody_confirms_for_another_body(receipt):
    with pytest.raises(PermissionDenied, match="收文单位"):
        confirm_receipt(receipt, actor=actor(Kind.AUTHORITY))


@pytest.mark.parametrize("duty", [Duty.CLASS_TEACHER, Duty.CLERK])
def test_only_who_speaks_for_a_body_confirms(client, duty):
    year, body = program(), organization(Kind.INSTITUTION)
    mandate(body, year)
    published = publish_circular(circular(year), actor=actor(Kind.BUREAU))
    teacher = actor(Kind.INSTITUTION, duty, organization=body)
    client.force_login(teacher.user)

    with pytest.raises(PermissionDenied, match="由本单位联络员"):
        confirm_receipt(Receipt.objects.get(), actor=teacher)

    page = client.get(reverse("circulars:detail", args=[published.pk])).content.decode()
    assert "由本单位联络员" in page
    assert client.post(reverse("circulars:confirm", args=[published.pk])).status_code == 403
    assert [t for t in todos.collect(teacher) if t.kind == "receipt"] == []


def test_who_is_no_addressee_has_nothing_to_confirm(client, receipt):
    client.force_login(actor(Kind.AUTHORITY, organization=authority("LN")).user)

    answer = client.post(reverse("circulars:confirm", args=[receipt.circular_id]))

    assert answer.status_code == 404


def test_a_colleague_who_comes_second_is_told(client, receipt):
    lead = actor(Kind.AUTHORITY, Duty.LEAD, organization=receipt.organization)
    confirm_receipt(receipt, actor=actor(Kind.AUTHORITY, organization=receipt.organization))
    client.force_login(lead.user)

    answer = client.post(reverse("circulars:confirm", args=[receipt.circular_id]), follow=True)

    assert "本单位已经签收" in answer.content.decode()


def test_a_draft_cannot_be_confirmed():
    body = authority("GD")
    draft = Receipt.objects.create(circular=circular(), organization=body)

    with pytest.raises(PermissionDenied, match="尚未发布"):
        confirm_receipt(draft, actor=actor(Kind.AUTHORITY, organization=body))


def test_who_sees_which_receipts(receipt):
    other = authority("LN")
    own = actor(Kind.AUTHORITY, organization=receipt.organization)

    seen = [
        list(Receipt.objects.visible_to(who))
        for who in (own, actor(Kind.AUTHORITY, organization=other), actor("public"))
    ]

    assert seen == [[receipt], [], []]


def test_the_public_reads_published_notices_only(client):
    draft = circular(title="未发布的")
    public = circular(title="已发布的")
    authority()
    publish_circular(public, actor=actor(Kind.BUREAU))

    listed = client.get(reverse("circulars:list")).content.decode()
    answers = [client.get(reverse("circulars:detail", args=[c.pk])) for c in (draft, public)]

    assert ("已发布的" in listed, "未发布的" in listed) == (True, False)
    assert [answer.status_code for answer in answers] == [404, 200]


def test_the_publics_page_names_no_addressee(client):
    authority("GD", name="示例主管部门甲")
    public = publish_circular(circular(), actor=actor(Kind.BUREAU))

    page = client.get(reverse("circulars:detail", args=[public.pk])).content.decode()

    assert "示例主管部门甲" not in page


def test_confirming_on_the_page(client, receipt):
    liaison = actor(Kind.AUTHORITY, organization=receipt.organization)
    client.force_login(liaison.user)
    url = reverse("circulars:detail", args=[receipt.circular_id])
    assert "签收通知" in client.get(url).content.decode()

    client.post(reverse("circulars:confirm", args=[receipt.circular_id]))

    assert "本单位已签收" in client.get(url).content.decode()


def test_publishing_on_the_page(client):
    client.force_login(actor(Kind.BUREAU).user)
    notice = circular()

    answers = [
        client.post(reverse("circulars:publish", args=[notice.pk]), {"seen": 1}) for _ in "ab"
    ]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert Circular.objects.get().state == "published"


def test_the_notices_page_query_count_does_not_grow(client):
    client.force_login(actor(Kind.CENTRE).user)
    authority()
    notice = publish_circular(circular(), actor=actor(Kind.BUREAU))
    url = reverse("circulars:detail", args=[notice.pk])

    def one_more():
        notice.receipts.create(organization=authority())
        return cost(client, url)

    assert len({one_more() for _ in range(4)}) == 1
