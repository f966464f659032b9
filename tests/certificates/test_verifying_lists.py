"""A pasted list: every line answered or its fault named, as if it had been asked alone."""

import io

import openpyxl
import pytest
from django.urls import reverse

from certificates.models import Certificate
from certificates.verification import lists
from certificates.views import verifying_list
from certificates.views.public import GUESSES, LISTS
from portal.crypto import mask_name
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db(transaction=True)

NOT_THERE = "LJ2022-REG-10003-02-0045-5"
URL = "/verify/list/"


@pytest.fixture
def certificates():
    return issued(3)


def ask(client, text):
    return client.post(URL, {"lines": text})


def fields(text):
    return [(line.number, line.proof, line.problem) for line in lists.read(text)]


@pytest.mark.parametrize(
    "pasted",
    [
        f"{NOT_THERE}\t林徽言",
        f"林徽言\t{NOT_THERE}",
        f"{NOT_THERE},林徽言",
        f"{NOT_THERE}，林徽言",
        f"{NOT_THERE} 林徽言",
        f"{NOT_THERE}　林徽言",
        f"1\t{NOT_THERE}\t林徽言",
        f"12. 林徽言 {NOT_THERE}",
        f"  {NOT_THERE}\t\t林徽言\t",
        "ＬＪ２０２２－ＲＥＧ－１０００３－０２－００４５－５ 林徽言",
        "LJ2022 – REG – 10003 – 02 – 0045 – 5 林徽言",
        f"证书编号\t姓名\n{NOT_THERE}\t林徽言",
        f"\n\n{NOT_THERE}\t林徽言\n\n",
    ],
)
def test_a_line_is_read_as_people_paste_it(pasted):
    [(number, proof, problem)] = fields(pasted)

    assert (lists.normalize(number), proof, problem) == (NOT_THERE, "林徽言", "")


def test_names_of_several_parts_stay_whole():
    assert fields(f"{NOT_THERE} 阿依古丽·买买提 江") == [(NOT_THERE, "阿依古丽·买买提 江", "")]
    assert fields(f"{NOT_THERE}\tLin Huiyan") == [(NOT_THERE, "Lin Huiyan", "")]


@pytest.mark.parametrize(
    ("pasted", "problem"),
    [
        ("林徽言", "没有认出证书编号"),
        ("LJ2022-REG-10003 林徽言", "没有认出证书编号"),
        ("LJ2022-REG-10003-02-0045-6\t林徽言", "证书编号有误，请逐位核对"),
        (NOT_THERE, "缺少持证人姓名或防伪校验码"),
        (f"{NOT_THERE}\t林徽言\t望江大学", "编号以外只留姓名或防伪校验码一栏"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(pasted, problem):
    assert [line.problem for line in lists.read(pasted)] == [problem]


def test_lines_keep_the_numbers_they_were_pasted_under():
    assert [
        line.no for line in lists.read(f"编号 姓名\n\n{NOT_THERE} 甲\n\n{NOT_THERE} 乙")
    ] == [3, 5]


def test_every_line_gets_the_answer_it_would_get_alone(client, certificates):
    valid, revoked, replaced = certificates
    Certificate.objects.filter(pk=revoked.pk).update(state="revoked")
    Certificate.objects.filter(pk=replaced.pk).update(state="superseded")
    text = "\n".join(
        [
            f"{valid.number}\t{valid.snapshot['name']}",
            f"{valid.number}\t{valid.check_code}",
            f"{revoked.number}\t{revoked.snapshot['name']}",
            f"{replaced.number}\t{replaced.check_code}",
            f"{valid.number}\t别人",
            f"{NOT_THERE}\t{valid.snapshot['name']}",
        ]
    )

    checked = lists.check(lists.read(text))

    kinds = ["valid", "valid", "revoked", "superseded", "unknown", "unknown"]
    assert [row.answer.kind for row in checked] == kinds
    page = ask(client, text).content.decode()
    assert [page.count(words) for words in ("证书已撤销</", "没有查到</")] == [1, 2]


def test_a_wrong_name_and_a_wrong_number_are_answered_alike(client, certificates):
    known = certificates[0]
    wrong_name = ask(client, f"{known.number}\t别人").content.decode()
    wrong_number = ask(client, f"{NOT_THERE}\t别人").content.decode()

    def result(page):
        return page.partition('class="results"')[2].partition("</ol>")[0]

    assert result(wrong_name).replace(known.number, NOT_THERE) == result(wrong_number)
    assert result(wrong_name) != ""


def test_a_name_is_shown_masked_even_to_whoever_typed_it(client, certificates):
    name = certificates[0].snapshot["name"]

    page = ask(client, f"{certificates[0].number}\t{name}").content.decode()

    shown = page.partition('class="results"')[2].partition("</ol>")[0]
    assert (mask_name(name) in shown, name in shown) == (True, False)


def test_good_lines_are_answered_although_others_are_faulty_and_all_text_stays(
    client, certificates
):
    text = f"{certificates[0].number}\t{certificates[0].snapshot['name']}\r\n没有编号的一行"

    answer = ask(client, text)

    page = answer.content.decode()
    assert (answer.status_code, "第 2 行" in page, "没有认出证书编号" in page) == (
        200,
        True,
        True,
    )
    assert "证书有效" in page
    assert f"{text}</textarea>".replace("\r\n", "\n") in page.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "请粘贴"),
        (" \n ", "请粘贴"),
        (f"{NOT_THERE} 甲\n" * 51, "一次最多查验 50 行，现在有 51 行"),
    ],
)
def test_none_and_too_many_are_refused_with_the_text_kept(client, text, fault):
    answer = ask(client, text)

    page = answer.content.decode()
    assert (answer.status_code, fault in page) == (422, True)
    assert page.count(NOT_THERE) >= text.count(NOT_THERE)


def test_fifty_lines_are_one_question_to_the_register(certificates, django_assert_num_queries):
    one = f"{certificates[0].number}\t{certificates[0].snapshot['name']}\n"

    with django_assert_num_queries(1):
        checked = lists.check(lists.read(one * 50))

    assert len(checked) == 50


def test_lists_are_limited_and_the_text_is_still_there(client, certificates):
    answers = [ask(client, f"{NOT_THERE}\t甲{n}") for n in range(13)]

    assert [answer.status_code for answer in answers] == [200] * 12 + [429]
    page = answers[-1].content.decode()
    assert ("每小时最多查验 12 次" in page, f"{NOT_THERE}\t甲12" in page) == (True, True)
    assert answers[-1]["Retry-After"] == "3600"


def test_lists_are_no_quicker_way_of_guessing_than_single_tries():
    by_lists = lists.MOST * LISTS.times / LISTS.seconds

    assert by_lists <= GUESSES.times / GUESSES.seconds


# --- taken along --------------------------------------------------------------------------


def taken(page) -> str:
    return page.partition('name="taken" value="')[2].partition('"')[0]


def workbook(client, page):
    answer = client.post("/verify/list/workbook/", {"taken": taken(page)})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return answer, [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_result_is_taken_along_as_a_workbook(client, certificates):
    first = certificates[0]
    name = first.snapshot["name"]
    page = ask(client, f"{first.number}\t{name}\n没有编号\n{NOT_THERE}\t=1+1").content.decode()

    answer, rows = workbook(client, page)

    assert answer["Content-Disposition"].startswith("attachment")
    assert rows[0][0] == "证书查验结果单"
    assert (rows[2][0], rows[3][0]) == (
        "数字签名用于防篡改，不等同于电子印章。",
        "本证书不作为学历、学位、职业资格证明。",
    )
    found, faulty, unknown = rows[5:]
    assert found[:5] == [1, first.number, name, "证书有效", mask_name(name)]
    assert (faulty[0], faulty[3], faulty[-1]) == (2, "没有查验", "没有认出证书编号")
    assert unknown[:4] == [3, NOT_THERE, "=1+1", "没有查到"]


def test_in_rehearsal_the_workbook_says_sample(client, certificates, rehearsal):
    first = certificates[0]
    page = ask(client, f"{first.number}\t{first.check_code}").content.decode()

    assert workbook(client, page)[1][5][3] == "演练样本，无效力"


@pytest.mark.parametrize("sent", ["", "x", "changed"])
def test_nobody_gets_a_workbook_of_what_was_not_answered(client, certificates, sent):
    page = ask(client, f"{NOT_THERE}\t甲").content.decode()
    sent = taken(page)[:-1] + "_" if sent == "changed" else sent

    answer = client.post("/verify/list/workbook/", {"taken": sent})

    assert (answer.status_code, "结果已过期" in answer.content.decode()) == (422, True)


def test_a_result_is_not_to_be_had_an_hour_later(client, certificates, monkeypatch):
    page = ask(client, f"{NOT_THERE}\t甲").content.decode()
    monkeypatch.setattr(verifying_list, "HOUR", -1)

    assert client.post("/verify/list/workbook/", {"taken": taken(page)}).status_code == 422


def test_the_pages_lead_to_each_other(client):
    single = client.get(reverse("verify:number")).content.decode()
    several = client.get(URL).content.decode()

    assert f'href="{URL}"' in single
    assert f'href="{reverse("verify:number")}"' in several
