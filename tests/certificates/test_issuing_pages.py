"""The issuer's pages, and the two commands."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from certificates.models import Certificate, CertificateBatch
from institutions.states import Kind
from portal import clock
from tests.factories import actor
from tests.factories.certificates import batch, completed, issued, issuer, people
from tests.support.queries import cost
from trainees.models import Trainee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(client):
    client.force_login(issuer().user)
    return client


def test_issuing_leads_to_the_batch(signed_in):
    cohort = completed(2)
    url = reverse("certificates:cohort", args=[cohort.pk])
    listed = signed_in.get(url).content.decode()

    answer = signed_in.post(
        url, {"enrolments": people(cohort), "issued_on": clock.today().isoformat()}
    )

    made = CertificateBatch.objects.get()
    assert listed.count("可以制证") == 2
    assert answer.url == reverse("certificates:batch", args=[made.public_id])
    assert made.certificates.count() == 2


def test_a_second_press_is_refused_and_numbers_nobody(signed_in):
    cohort = completed(1)
    url = reverse("certificates:cohort", args=[cohort.pk])
    data = {"enrolments": people(cohort), "issued_on": clock.today().isoformat()}

    answers = [signed_in.post(url, data).status_code for _ in range(2)]

    assert (answers, Certificate.objects.count()) == ([302, 422], 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"enrolments": []}, "请至少选择一名"),
        ({"issued_on": "明天"}, "请填日期"),
        ({"issued_on": "9999-12-31"}, "颁发日期不能晚于今天"),
        ({"issued_on": "0001-01-01"}, "颁发日期不能早于开班日期"),
    ],
)
def test_what_lacks_is_said(signed_in, changes, message):
    cohort = completed(1)
    data = {"enrolments": people(cohort), "issued_on": clock.today().isoformat(), **changes}

    answer = signed_in.post(reverse("certificates:cohort", args=[cohort.pk]), data)

    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert Certificate.objects.count() == 0


def test_who_cannot_be_printed_stands_there_with_the_reason(signed_in):
    cohort = completed(1)
    Trainee.objects.update(name="王\U00020bb7")

    page = signed_in.get(reverse("certificates:cohort", args=[cohort.pk])).content.decode()

    assert ("不能制证" in page, "可以制证" in page) == (True, False)


def test_a_reviewer_sees_why_the_button_is_not_theirs(client):
    cohort = completed(1)
    client.force_login(actor(Kind.CENTRE).user)

    page = client.get(reverse("certificates:cohort", args=[cohort.pk])).content.decode()

    assert ("结业证书由发证员颁发" in page, "颁发所选证书" in page) == (True, False)


def test_retrying_on_the_page(signed_in):
    made = batch(completed(2))
    url = reverse("certificates:retry", args=[made.public_id])
    nothing = signed_in.post(url, follow=True).content.decode()
    Certificate.objects.filter(serial=1).update(state="failed", problem="缺字")

    page = signed_in.get(reverse("certificates:batch", args=[made.public_id])).content.decode()
    signed_in.post(url)

    assert ("没有生成失败" in nothing, "缺字" in page) == (True, True)
    assert Certificate.objects.get(serial=1).state == "queued"


def test_the_lists_query_count_does_not_grow(signed_in):
    issued(1)
    url = reverse("certificates:list")
    one = cost(signed_in, url)

    issued(3)

    assert cost(signed_in, url) == one


def test_the_batchs_query_count_does_not_grow(signed_in):
    small, large = issued(1)[0].batch, issued(4)[0].batch
    one, four = (
        cost(signed_in, reverse("certificates:batch", args=[made.public_id]))
        for made in (small, large)
    )

    assert one == four


def run(capsys, *arguments):
    call_command(*arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_command_issues_and_waits(capsys):
    cohort, who = completed(2), issuer()

    report = run(capsys, "issue_certificates", cohort.code, "--as", who.user.username)

    assert (report["issued"], report["failed"], report["refused"]) == (2, 0, {})


@pytest.mark.parametrize("arguments", [["nowhere", "--as", "nobody"]])
def test_the_command_names_what_is_not_there(arguments):
    with pytest.raises(CommandError, match="没有班次"):
        call_command("issue_certificates", *arguments)


def test_the_command_says_why_nobody_gets_one(capsys):
    cohort = issued(1)[0].enrolment.cohort

    with pytest.raises(CommandError, match="至少选择一名"):
        call_command("issue_certificates", cohort.code, "--as", issuer().user.username)


def test_a_file_is_checked_against_signature_and_register(capsys, tmp_path):
    row = issued(1)[0]
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    content = row.file.read()
    good.write_bytes(content)
    bad.write_bytes(content[:-40] + bytes(40))

    assert run(capsys, "verify_certificate", str(good)) == {
        "status": "valid",
        "number": row.number,
        "signature": "valid",
        "hash": "match",
    }
    assert run(capsys, "verify_certificate", str(bad)) == {
        "status": "unknown",
        "number": None,
        "signature": "invalid",
        "hash": "unknown",
    }


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="无法读取"):
        call_command("verify_certificate", str(tmp_path / "none.pdf"))
