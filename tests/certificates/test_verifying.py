"""What the public learns: the same to every wrong guess, never more than the keys allow."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.models import Certificate
from certificates.verification import same_name
from institutions.states import Kind
from portal.crypto import mask_name
from tests.factories import actor, user
from tests.factories.certificates import issued
from trainees.models import Trainee

pytestmark = pytest.mark.django_db(transaction=True)

NOT_THERE = "LJ2022-REG-10003-02-0045-5"


@pytest.fixture
def certificate():
    return issued(1)[0]


def ask(client, number, proof):
    return client.post(reverse("verify:number"), {"number": number, "proof": proof})


def words(answer):
    """The page without what differs by nature: the request's id and the form's token."""
    body = answer.content.decode()
    lines = (line for line in body.splitlines() if "csrfmiddlewaretoken" not in line)
    return [
        line for line in lines if 'name="number"' not in line and 'name="proof"' not in line
    ]


def test_number_and_full_name_show_the_facts_and_the_full_name(client, certificate):
    page = ask(client, certificate.number, certificate.snapshot["name"]).content.decode()

    assert "证书有效" in page
    assert (certificate.snapshot["name"] in page, "演示企业" in page) == (True, True)


def test_number_and_code_show_a_masked_name(client, certificate):
    page = ask(client, certificate.number.lower(), certificate.check_code).content.decode()

    name = certificate.snapshot["name"]
    assert "证书有效" in page
    assert (mask_name(name) in page, name in page) == (True, False)


def test_a_wrong_number_and_a_wrong_code_get_equal_pages(client, certificate):
    wrong_number = ask(client, NOT_THERE, certificate.check_code)
    wrong_code = ask(client, certificate.number, "0000000000")

    assert (wrong_number.status_code, wrong_code.status_code) == (200, 200)
    assert words(wrong_number) == words(wrong_code)
    assert "没有查到" in wrong_code.content.decode()


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
    [("revoked", "证书已撤销"), ("superseded", "证书已换发")],
)
def test_a_certificate_that_no_longer_counts_says_so(client, certificate, state, text):
    Certificate.objects.update(state=state)

    assert text in client.get(f"/verify/{certificate.token}").content.decode()


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


def test_guessing_is_stopped_and_the_limit_is_said(client, certificate):
    answers = [ask(client, NOT_THERE, f"{n:010d}") for n in range(12)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "每分钟最多查验 10 次" in answers[-1].content.decode()
    assert client.get(reverse("verify:number")).status_code == 200


def test_a_hall_full_of_people_scans_its_papers_and_guesses_stay_few(
    client, certificate, settings
):
    url = f"/verify/{certificate.token}"
    names = reverse("verify:name", args=[certificate.token])

    scans = [client.get(url).status_code for _ in range(121)]
    guesses = [client.post(names, {"full_name": f"某{n}"}).status_code for n in range(11)]

    assert scans == [200] * 120 + [429]
    assert guesses == [200] * 10 + [429]


def upload(client, content):
    file = SimpleUploadedFile("证书.pdf", content, "application/pdf")
    return client.post(reverse("verify:file"), {"file": file}).content.decode()


def test_the_original_file_is_recognised(client, certificate):
    page = upload(client, certificate.file.read())

    assert ("文件与登记原件完全一致" in page, certificate.number in page) == (True, True)


def test_one_changed_bit_is_not_the_original(client, certificate):
    content = bytearray(certificate.file.read())
    content[len(content) // 3] ^= 1

    page = upload(client, bytes(content))

    assert ("这个文件不是登记的原件" in page, certificate.number in page) == (True, False)


def test_an_appended_file_is_ours_in_part_and_refused(client, certificate):
    page = upload(client, certificate.file.read() + b"\n% more")

    assert "这个文件不是登记的原件" in page


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n" + b"\x00" * 1000])
def test_any_file_gets_an_answer(client, certificate, content):
    file = SimpleUploadedFile("x.pdf", content)

    assert client.post(reverse("verify:file"), {"file": file}).status_code in {200, 422}


def test_a_huge_file_is_refused(client, certificate):
    file = SimpleUploadedFile("x.pdf", b"0" * (5 * 1024 * 1024 + 1))

    answer = client.post(reverse("verify:file"), {"file": file})

    assert (answer.status_code, "超过 5 MB" in answer.content.decode()) == (422, True)


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
