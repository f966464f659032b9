"""《证书查验结果单》: what a check leaves on paper, whoever printed it."""

import re

import pytest
from django.urls import reverse

from certificates.models import Certificate
from portal.crypto import mask_name
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db(transaction=True)

NOT_THERE = "LJ2022-REG-10003-02-0045-5"
LINES = ("数字签名用于防篡改，不等同于电子印章。", "本证书不作为学历、学位、职业资格证明。")


@pytest.fixture
def certificate():
    return issued(1)[0]


def slip(answer) -> str:
    return answer.content.decode().partition('class="slip"')[2].partition("</section>")[0]


def rows(answer) -> dict[str, str]:
    found = re.findall(r"<th[^>]*>(.*?)</th><td[^>]*>(.*?)</td>", slip(answer), re.DOTALL)
    return {head: cell.replace("<br>", " ").strip() for head, cell in found}


def ask(client, number, proof):
    return client.post(reverse("verify:number"), {"number": number, "proof": proof})


def test_it_says_what_was_asked_when_and_what_the_answer_was(client, certificate):
    answer = ask(client, certificate.number, certificate.snapshot["name"])

    said = rows(answer)
    at = said.pop("查验时间")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d（北京时间）", at)
    assert said == {
        "查验方式": "证书编号和持证人姓名",
        "所填内容": certificate.number,
        "查验结果": "证书有效",
        "证书编号": f"{certificate.number}，第 1 版",
        "持证人": mask_name(certificate.snapshot["name"]),
        "班级": f"望江大学 · {certificate.snapshot['class_name']}",
        "学时": str(certificate.snapshot["hours"]),
        "所在企业（培训时）": certificate.snapshot["enterprise"],
        "颁发日期": certificate.snapshot["issued_on"],
    }
    assert [line in slip(answer) for line in LINES] == [True, True]


def test_the_name_in_full_never_stands_on_it(client, certificate):
    name, names = certificate.snapshot["name"], reverse("verify:name", args=[certificate.token])
    answers = [
        ask(client, certificate.number, name),
        client.post(names, {"full_name": name}),
        client.get(reverse("verify:token", args=[certificate.token])),
    ]

    assert [name in slip(answer) for answer in answers] == [False] * 3
    assert rows(answers[1])["核对姓名"] == "相符"


def test_what_was_not_found_can_be_printed_with_what_was_typed(client, certificate):
    said = rows(ask(client, NOT_THERE, "示例姓名"))

    assert (said["所填内容"], said["查验结果"]) == (f"{NOT_THERE} 示例姓名", "没有查到")
    assert "持证人" not in said


@pytest.mark.parametrize(
    ("ask_for", "way"),
    [
        (lambda c, row: ask(c, row.number, row.check_code), "证书编号和防伪校验码"),
        (lambda c, row: c.get(f"/verify/{row.token}"), "扫描证书上的二维码"),
        (
            lambda c, row: c.post("/verify/hash/", {"sha256": row.sha256}),
            "比对 PDF 文件的校验值",
        ),
    ],
)
def test_it_says_by_which_way_was_asked(client, certificate, ask_for, way):
    assert rows(ask_for(client, certificate))["查验方式"] == way


def test_in_rehearsal_it_is_a_sample(client, certificate, rehearsal):
    answer = client.get(f"/verify/{certificate.token}")

    assert (slip(answer).count("演练样本，无效力"), "证书有效" in slip(answer)) == (2, False)


def test_a_revoked_certificates_slip_says_so(client, certificate):
    Certificate.objects.update(state="revoked")

    assert rows(client.get(f"/verify/{certificate.token}"))["查验结果"] == "证书已撤销"


def test_there_is_nothing_to_print_before_anything_was_asked(client):
    assert slip(client.get(reverse("verify:number"))) == ""
