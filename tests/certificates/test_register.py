"""The register: found by number or name, filtered, exported, each reader their own rows."""

import io

import openpyxl
import pytest
from django.db import transaction
from django.urls import reverse

from certificates.models import Certificate
from certificates.views import register as views
from institutions.models import Organization
from institutions.states import Kind
from portal.audit.models import Entry
from tests.factories import actor
from tests.factories.certificates import batch, changed, completed, issued, issuer
from tests.support.queries import cost
from trainees import register as people
from trainees.models import Nomination, Trainee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(client):
    client.force_login(issuer().user)
    return client


def url(name="register") -> str:
    return reverse(f"certificates:{name}")


def found(client, words) -> str:
    return client.post(url(), {"words": words}, follow=True).content.decode()


def named(certificate, name: str) -> None:
    """Called so in the records, and found so."""
    Trainee.objects.filter(pk=certificate.enrolment.trainee_id).update(name=name)
    nominations = Nomination.objects.filter(pk=certificate.enrolment.nomination_id)
    with transaction.atomic():
        people.make_findable(nominations.values_list("pk", flat=True))


def numbers(page: str) -> set[str]:
    return {row.number for row in Certificate.objects.all() if f">{row.number}</a>" in page}


def test_one_is_found_by_number_however_it_is_typed(signed_in):
    first, second = issued(2)

    pages = [found(signed_in, text) for text in (first.number, f" {first.number.lower()} ")]

    assert [numbers(page) for page in pages] == [{first.number}] * 2
    assert second.number not in pages[0]


@pytest.mark.postgres
@pytest.mark.parametrize("words", ["欧阳", "知", "ouyang", "oyzw"])
def test_one_is_found_by_name(signed_in, words):
    first, _second = issued(2)
    named(first, "欧阳知微")

    assert numbers(found(signed_in, words)) == {first.number}


def test_what_was_typed_stands_in_the_address_under_seal_for_one_reader(signed_in):
    first, _second = issued(2)
    named(first, "欧阳知微")

    answer = signed_in.post(url() + "?state=issued", {"words": "欧阳"})
    own = signed_in.get(answer.url).content.decode()
    signed_in.force_login(issuer().user)
    others = signed_in.get(answer.url).content.decode()

    assert ("欧阳" in answer.url, "%E6" in answer.url, "state=issued" in answer.url) == (
        False,
        False,
        True,
    )
    assert (len(numbers(own)), len(numbers(others))) == (1, 2)


@pytest.mark.parametrize(("words", "said"), [("", "请填写编号或姓名"), ("（）", "请填写汉字")])
def test_nothing_to_look_for_is_said(signed_in, words, said):
    answer = signed_in.post(url(), {"words": words})

    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_nothing_found_says_what_to_try(signed_in):
    issued(1)

    assert "没有找到；请核对编号，或换一种写法。" in found(signed_in, "查无此人")


def test_every_edition_and_every_void_number_stands_in_it(signed_in):
    (certificate,) = issued(1)
    changed(certificate, "reissue")
    batch(completed(1))
    Certificate.objects.filter(state="queued").update(state="void")

    page = signed_in.get(url()).content.decode()

    assert (page.count("已作废</span>"), page.count("已由新版替代</span>")) == (1, 1)
    assert page.count(f">{certificate.number}</a>") == 2


def test_the_filters_narrow_it_and_nonsense_does_not(signed_in):
    (certificate,) = issued(1)
    changed(certificate, "revoke")
    (other,) = issued(1)
    cohort, program = other.enrolment.cohort, other.enrolment.program
    queries = {
        "state=revoked": {certificate.number},
        "state=issued": {other.number},
        f"cohort={cohort.pk}": {other.number},
        f"program={program.pk}&track={cohort.track.code}&state=issued": {other.number},
        "track=NONE": {certificate.number, other.number},
        "state=nonsense&cohort=x": {certificate.number, other.number},
        "cohort=999999": {certificate.number, other.number},
    }

    for query, expected in queries.items():
        page = signed_in.get(f"{url()}?{query}").content.decode()
        assert (query, numbers(page)) == (query, expected)


def test_each_reader_finds_the_own_rows_alone(client):
    mine, foreign = issued(1)[0], issued(1)[0]
    named(foreign, "欧阳知微")
    body = mine.enrolment.cohort.organization
    own = actor(Kind.INSTITUTION, organization=body)
    client.force_login(own.user)

    pages = [client.get(url()).content.decode(), found(client, foreign.number)]
    pages.append(found(client, "欧阳"))

    assert [numbers(page) for page in pages] == [{mine.number}, set(), set()]
    listed = pages[0]
    assert foreign.enrolment.cohort.code not in listed


def test_a_region_finds_those_it_may_know_of(client):
    mine, foreign = issued(2)
    region = Organization.objects.get(pk=mine.enrolment.nomination.home_id or 0)
    Nomination.objects.filter(pk=foreign.enrolment.nomination_id).update(
        home=actor(Kind.AUTHORITY).organization
    )
    client.force_login(actor(Kind.AUTHORITY, organization=region).user)

    assert numbers(client.get(url()).content.decode()) == {mine.number}


def test_what_is_not_made_yet_is_seen_by_the_offices_alone(client):
    made = batch(completed(1))
    number = made.certificates.get().number
    own = actor(Kind.INSTITUTION, organization=made.cohort.organization)

    seen = []
    for reader in [own.user, issuer().user]:
        client.force_login(reader)
        seen.append(number in client.get(url()).content.decode())

    assert seen == [False, True]


@pytest.mark.parametrize("kind", [Kind.EVALUATOR, "trainee", "operator"])
def test_the_register_is_not_everybodys(client, kind):
    client.force_login(actor(kind).user)

    assert client.get(url()).status_code == 403


def test_the_query_count_does_not_grow(signed_in):
    issued(1)
    one = cost(signed_in, url())

    issued(4)

    assert cost(signed_in, url()) == one


def test_pages_run_on_without_a_gap(signed_in, monkeypatch):
    rows = [row.number for row in issued(5)]
    monkeypatch.setattr(views, "SIZE", 2)
    seen, address = [], url()

    while address:
        answer = signed_in.get(address)
        page = answer.context["page"]
        seen += [row.number for row in page]
        address = url() + page.next_url if page.has_next else ""

    assert seen == rows[::-1]


def sheet(answer) -> list[tuple]:
    workbook = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    return list(workbook.worksheets[0].iter_rows(values_only=True))


def test_the_export_holds_what_the_list_shows_and_is_on_record(signed_in):
    first, second = issued(2)
    changed(first, "revoke")

    answer = signed_in.get(url("register_export") + "?state=issued")

    head, *rows = sheet(answer)
    assert head[:4] == ("证书编号", "版次", "状态", "姓名")
    assert [row[:4] for row in rows] == [(second.number, 1, "已颁发", second.snapshot["name"])]
    entry = Entry.objects.get(action="institutions.organization.export_certificates")
    assert entry.detail == {"count": 1}
    masked = [person.id_masked for person in Trainee.objects.all()]
    assert [text for text in masked if text in str(rows)] == []


def test_the_export_keeps_to_words_and_reader(client):
    mine, foreign = issued(1)[0], issued(1)[0]
    body = mine.enrolment.cohort.organization
    client.force_login(actor(Kind.INSTITUTION, organization=body).user)
    address = client.post(url(), {"words": foreign.number}).url

    everything = sheet(client.get(url("register_export")))
    searched = sheet(client.get(url("register_export") + address[address.index("?") :]))

    assert [row[0] for row in everything[1:]] == [mine.number]
    assert searched[1:] == []


def test_more_than_fit_are_not_cut_off_unsaid(signed_in, monkeypatch):
    issued(2)
    monkeypatch.setattr(views, "MOST_ROWS", 1)

    answer = signed_in.get(url("register_export") + "?state=issued", follow=True)

    assert "超过 1 行" in answer.content.decode()
    assert answer.redirect_chain == [(url() + "?state=issued", 302)]
