"""A file is *the* file or it is not: by its hash alone, or uploaded where none is reckoned."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.models import Certificate
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db(transaction=True)
SAME, OTHER, DIFFERENT = "与登记的文件完全一致", "这是另一份证书的文件", "与登记的文件不一致"


@pytest.fixture
def certificate():
    return issued(1)[0]


def said(answer):
    """Which of the three the page says, and whether as the first thing."""
    page = answer.content.decode().partition("<main")[2].partition('class="slip"')[0]
    return [words for words in (SAME, OTHER, DIFFERENT) if f"<h2>{words}</h2>" in page]


def upload(client, content, **beside):
    file = SimpleUploadedFile("证书.pdf", content, "application/pdf")
    return client.post(reverse("verify:file"), {"file": file, **beside})


def by_hash(client, content, **beside):
    digest = hashlib.sha256(content).hexdigest()
    return client.post(reverse("verify:hash"), {"sha256": digest, **beside})


@pytest.mark.parametrize("ask", [upload, by_hash])
def test_the_original_is_recognised_with_whose_it_is_and_its_state(client, certificate, ask):
    content = certificate.file.read()
    answer = ask(client, content)
    Certificate.objects.update(state="revoked")
    revoked = ask(client, content)

    page = answer.content.decode()
    assert said(answer) == said(revoked) == [SAME]
    assert ("证书有效" in page, certificate.number in page) == (True, True)
    assert certificate.snapshot["name"] not in page
    assert "证书已撤销" in revoked.content.decode()


@pytest.mark.parametrize("ask", [upload, by_hash])
def test_one_changed_bit_is_not_the_original(client, certificate, ask):
    content = bytearray(certificate.file.read())
    content[len(content) // 3] ^= 1

    answer = ask(client, bytes(content))

    page = answer.content.decode()
    assert said(answer) == [DIFFERENT]
    assert ("证书有效" in page, certificate.number in page) == (False, False)


@pytest.mark.parametrize("ask", [upload, by_hash])
def test_an_altered_file_is_set_beside_the_certificate_it_was_shown_for(
    client, certificate, ask
):
    answer = ask(client, certificate.file.read() + b" ", token=certificate.token)

    assert said(answer) == [DIFFERENT]
    assert certificate.number in answer.content.decode()


def test_another_ones_file_is_not_taken_for_this_ones(client):
    mine, theirs = issued(2)

    answer = by_hash(client, theirs.file.read(), token=mine.token)

    page = answer.content.decode()
    assert said(answer) == [OTHER]
    assert (theirs.number in page, mine.number in page) == (True, False)


def test_the_file_itself_stays_with_the_asker(client, certificate):
    by_script = by_hash(client, certificate.file.read()).content.decode()
    by_upload = upload(client, certificate.file.read()).content.decode()

    assert ("没有上传" in by_script, "没有保存" in by_script) == (True, False)
    assert ("没有上传" in by_upload, "没有保存" in by_upload) == (False, True)


def test_an_appended_file_is_ours_in_part_and_refused(client, certificate):
    answer = upload(client, certificate.file.read() + b"\n% more")

    assert said(answer) == [DIFFERENT]
    assert "其中有本平台的数字签名" in answer.content.decode()


@pytest.mark.parametrize("digest", ["", "0" * 63, "g" * 64, "A" * 64, "0" * 64 + "\n0"])
def test_what_is_no_hash_is_asked_for_again(client, digest):
    answer = client.post(reverse("verify:hash"), {"sha256": digest})

    assert answer.status_code == 422


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n" + b"\x00" * 1000])
def test_any_file_gets_an_answer(client, certificate, content):
    assert upload(client, content).status_code in {200, 422}


def test_a_huge_file_is_refused(client, certificate):
    answer = upload(client, b"0" * (5 * 1024 * 1024 + 1))

    page = answer.content.decode()
    assert (answer.status_code, "超过 5 MB" in page) == (422, True)
    assert 'href="#id_file"' in page
