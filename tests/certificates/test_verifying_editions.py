"""Older editions of one number: what counts now, and which edition took their place."""

import uuid

import pytest
from django.urls import reverse

from certificates.models import Certificate
from certificates.states import CertificateState
from certificates.verification import answers
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db(transaction=True)


def next_edition(old: Certificate, *, state="issued", **facts) -> Certificate:
    """As a replacement leaves them: same number, the old one superseded."""
    Certificate.objects.filter(pk=old.pk).update(state="superseded")
    edition = old.edition + 1
    fields = ("enrolment_id", "number", "serial", "template_version")
    kept = {name: getattr(old, name) for name in fields}
    return Certificate.objects.create(
        **kept,
        edition=edition,
        state=state,
        snapshot={**old.snapshot, "edition": edition, "issued_on": "2023-12-20", **facts},
        token=f"T{edition}{old.token[2:]}",
        check_code=f"{edition}{old.check_code[1:]}",
        file=_copy(old.file),
        sha256=f"{edition}" * 64,
        signer_fingerprint=old.signer_fingerprint,
        signed_at=old.signed_at,
    )


def _copy(file):
    file.pk, file.public_id = None, uuid.uuid4()
    file.key = f"{file.key}-copy"
    file.save(force_insert=True)
    return file


@pytest.fixture
def old():
    return issued(1)[0]


def page(client, certificate):
    answer = client.get(reverse("verify:token", args=[certificate.token]))
    return answer.content.decode().partition("<main")[2]


def test_the_old_paper_says_which_edition_took_its_place(client, old):
    new = next_edition(old)

    shown = page(client, old)

    assert "证书已换发" in shown
    assert "这是第 1 版，已由 2023-12-20 颁发的第 2 版替代，请以第 2 版为准。" in shown
    secrets = (new.token, new.check_code, new.sha256, old.snapshot["name"])
    assert [secret for secret in secrets if secret in shown] == []
    assert "证书有效" in page(client, new)


def test_the_old_file_is_recognised_as_the_old_edition(client, old):
    next_edition(old)

    answer = client.post(reverse("verify:hash"), {"sha256": old.sha256}).content.decode()

    assert ("与登记的文件完全一致" in answer, "证书已换发" in answer) == (True, True)


def test_a_name_answers_for_the_edition_that_counts(old):
    new = next_edition(old)

    answer = answers.by_number(old.number, old.snapshot["name"])

    assert (answer.kind, answer.certificate, answer.successor) == ("valid", new, None)


def test_the_old_code_and_a_name_that_was_corrected_answer_for_the_old_edition(old):
    new = next_edition(old, name="林徽言（演示）")

    by_code = answers.by_number(old.number, old.check_code)
    by_old_name = answers.by_number(old.number, old.snapshot["name"])
    by_new_name = answers.by_number(old.number, "林徽言（演示）")

    old.refresh_from_db()
    assert (by_code.kind, by_code.certificate, by_code.successor) == ("superseded", old, new)
    assert (by_old_name.certificate, by_new_name.certificate) == (old, new)
    assert answers.by_number(old.number, "0000000000") == answers.UNKNOWN


def test_when_the_new_edition_is_revoked_neither_counts(client, old):
    new = next_edition(old, state="revoked")

    assert "证书已撤销" in page(client, new)
    assert "两版都不再有效" in page(client, old)


@pytest.mark.parametrize("state", ["queued", "rendering", "failed", "void"])
def test_an_edition_that_never_came_out_took_no_ones_place(client, old, state):
    new = next_edition(old)
    Certificate.objects.filter(pk=new.pk).update(state=state)
    Certificate.objects.filter(pk=old.pk).update(state="issued")

    assert "证书有效" in page(client, old)
    assert answers.by_token(new.token) == answers.UNKNOWN


def test_in_rehearsal_the_state_in_the_register_is_shown_beside_the_sample(
    client, old, rehearsal
):
    next_edition(old)

    shown = page(client, old)

    assert ("演练样本，无效力" in shown, "证书已换发" in shown) == (True, False)
    assert str(CertificateState.SUPERSEDED.label) in shown
    assert "已由 2023-12-20 颁发的第 2 版替代" in shown


def test_checking_the_name_on_an_old_paper_keeps_saying_what_replaced_it(client, old):
    next_edition(old)
    url = reverse("verify:name", args=[old.token])

    shown = client.post(url, {"full_name": old.snapshot["name"]}).content.decode()

    assert ("相符" in shown, "第 2 版替代" in shown) == (True, True)
