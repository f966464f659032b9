"""What the public learns: the same to every wrong guess, never more than the keys allow."""

import pytest
from django.urls import reverse

from certificates.models import Certificate
from certificates.verification.answers import same_name
from institutions.states import Kind
from portal.crypto import mask_name
from tests.factories import actor, user
from tests.factories.certificates import issued
from trainees.models import Trainee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate():
    return issued(1)[0]


def ask(client, number, proof):
    return client.post(reverse("verify:number"), {"number": number, "proof": proof})


def test_number_and_full_name_show_the_facts_and_the_full_name(client, certificate):
    page = ask(client, certificate.number, certificate.snapshot["name"]).content.decode()

    assert "证书有效" in page
    assert (certificate.snapshot["name"] in page, "演示企业" in page) == (True, True)


def test_number_and_code_show_a_masked_name(client, certificate):
    page = ask(client, certificate.number.lower(), certificate.check_code).content.decode()

    name = certificate.snapshot["name"]
    assert "证书有效" in page
    assert (mask_name(name) in page, name in page) == (True, False)


def test_a_mistyped_number_is_said_before_anything_is_looked_up(client, certificate):
    answer = ask(client, certificate.number[:-1] + "?", "x")

    assert (answer.status_code, "请逐位核对" in answer.content.decode()) == (422, True)


def test_the_qr_codes_address_answers_with_a_masked_name(client, certificate):
    page = client.get(f"/verify/{certificate.token}").content.decode()

    name = certificate.snapshot["name"]
    assert (mask_name(name) in page, name in page) == (True, False)
    assert certificate.sha256 in page


def test_an_unknown_address_is_not_found_in_words(client):
    answer = client.get("/verify/" + "A" * 22)

    assert (answer.status_code, "没有查到" in answer.content.decode()) == (200, True)


def test_any_dot_between_the_parts_of_a_name_is_the_names_own():
    assert same_name("阿依古丽•买买提", "阿依古丽·买买提") is True
    assert same_name("阿依古丽买买提", "阿依古丽·买买提") is False


def test_the_full_name_is_shown_to_whoever_knows_it(client, certificate):
    url = reverse("verify:name", args=[certificate.token])
    page = client.get(reverse("verify:token", args=[certificate.token])).content.decode()
    assert f'action="{url}#h-name"' in page
    empty = client.post(url, {"full_name": ""}).content.decode()
    assert ('href="#id_full_name"' in empty, "<title>有错误：" in empty) == (True, True)
    name = certificate.snapshot["name"]

    wrong = client.post(url, {"full_name": "别人"}).content.decode()
    right = client.post(url, {"full_name": f" {name} "}).content.decode()
    empty = client.post(url, {"full_name": ""})

    assert ("不符" in wrong, name in wrong) == (True, False)
    assert ("相符" in right, name in right) == (True, True)
    assert empty.status_code == 422


@pytest.mark.parametrize(
    ("state", "text"),
    [("revoked", "证书已撤销"), ("superseded", "这一版已由新版替代")],
)
def test_a_certificate_that_no_longer_counts_says_so_at_the_next_request(
    client, certificate, state, text
):
    address = f"/verify/{certificate.token}"
    before = client.get(address).content.decode()
    Certificate.objects.update(state=state)
    after = client.get(address).content.decode()
    Certificate.objects.update(state="issued")

    assert ("证书有效" in before, text in before) == (True, False)
    assert ("证书有效" in after, text in after) == (False, True)
    assert "证书有效" in client.get(address).content.decode()


@pytest.mark.parametrize("state", ["queued", "rendering", "failed", "void"])
def test_what_was_never_issued_is_not_found(client, certificate, state):
    Certificate.objects.update(state=state)

    assert "没有查到" in client.get(f"/verify/{certificate.token}").content.decode()


def test_in_rehearsal_nothing_is_ever_valid(client, certificate, settings):
    settings.REHEARSAL = True

    page = client.get(f"/verify/{certificate.token}").content.decode()

    assert ("演练样本，无效力" in page, "证书有效" in page) == (True, False)


def test_a_rehearsals_sample_is_not_valid_anywhere_else(client, certificate):
    Certificate.objects.update(is_rehearsal=True)

    assert "演练样本，无效力" in client.get(f"/verify/{certificate.token}").content.decode()


@pytest.mark.postgres
@pytest.mark.parametrize("token", ["%00", "a%00b", "a" * 65, "ä"])
def test_what_is_no_token_is_not_found(client, certificate, token):
    page = client.get(f"/verify/{token}")

    assert (page.status_code, "没有查到" in page.content.decode()) == (200, True)
    assert client.post(f"/verify/{token}/name/", {"full_name": "某"}).status_code == 200


def test_the_holder_downloads_the_stored_file_and_nobody_else(client, certificate):
    holder = user()
    Trainee.objects.update(user=holder)
    url = reverse("certificates:download", args=[certificate.public_id])
    client.force_login(holder)
    mine = client.get(url)
    listed = client.get(reverse("certificates:mine")).content.decode()
    client.force_login(actor(Kind.INSTITUTION).user)
    theirs = client.get(url)

    assert b"".join(mine.streaming_content) == certificate.file.read()
    assert mine["Content-Disposition"].startswith("attachment")
    assert (certificate.number in listed, theirs.status_code) == (True, 404)


def test_a_revoked_certificate_is_not_handed_out(client, certificate):
    own = actor(Kind.INSTITUTION, organization=certificate.enrolment.cohort.organization)
    client.force_login(own.user)
    Certificate.objects.update(state="revoked")

    url = reverse("certificates:download", args=[certificate.public_id])
    assert client.get(url).status_code == 403


def test_a_trainee_without_certificate_is_told_when_it_comes(client):
    client.force_login(user())

    assert "还没有证书" in client.get(reverse("certificates:mine")).content.decode()
