"""Guessing: few tries, no hits, and no difference between a wrong number and a wrong code."""

import secrets
import statistics
import time

import pytest
from django.urls import reverse

from certificates.models import Certificate
from certificates.numbering import format_number
from certificates.verification import answers
from certificates.views import public
from portal import clock
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db(transaction=True)

NOT_THERE = "LJ2022-REG-10003-02-0045-5"
CODE = "0123456789"
SECONDS = 0.005


@pytest.fixture
def certificate():
    return issued(1)[0]


@pytest.fixture
def at_noon(monkeypatch):
    """The time stands on the page; here it stands still."""
    noon = clock.now()
    monkeypatch.setattr(public.clock, "now", lambda: noon)


@pytest.fixture
def no_limit(monkeypatch):
    monkeypatch.setattr(public, "_let_through", lambda *_asked: True)


def ask(client, number, proof):
    return client.post(reverse("verify:number"), {"number": number, "proof": proof})


def test_a_wrong_number_and_a_wrong_code_get_equal_bytes(client, certificate, at_noon):
    wrong_code = ask(client, certificate.number, CODE)
    wrong_number = ask(client, NOT_THERE, CODE)
    Certificate.objects.update(number=NOT_THERE)
    the_same_number_is_there = ask(client, NOT_THERE, CODE)

    assert wrong_number.content == the_same_number_is_there.content
    as_typed = wrong_code.content.replace(certificate.number.encode(), NOT_THERE.encode())
    assert as_typed == wrong_number.content
    assert "没有查到" in wrong_code.content.decode()
    assert {*wrong_code.headers} == {*wrong_number.headers}


def test_equal_bytes_would_show_a_difference(client, certificate, at_noon):
    right = ask(client, certificate.number, certificate.check_code).content
    wrong = ask(client, NOT_THERE, certificate.check_code).content

    assert right.replace(certificate.number.encode(), NOT_THERE.encode()) != wrong


def medians(answer, known: str, tries: int) -> float:
    """How far apart the medians of both wrong answers are, in seconds; asked in turn."""
    taken = {known: [], NOT_THERE: []}
    for _ in range(tries):
        for number, times in taken.items():
            begun = time.perf_counter()
            assert answer(number, CODE).kind == "unknown"
            times.append(time.perf_counter() - begun)
    one, other = map(statistics.median, taken.values())
    return abs(one - other)


def comparing_early(number, proof):
    """What must not be: a number that is not there is answered before anything is compared."""
    if not Certificate.objects.filter(number=number).exists():
        return answers.UNKNOWN
    return answers.by_number(number, proof)


def test_a_wrong_number_takes_as_long_as_a_wrong_code(certificate, monkeypatch):
    assert medians(answers.by_number, certificate.number, 100) < SECONDS

    # As on a machine where comparing costs something, so that leaving it out would show.
    def slowly(typed, known):
        time.sleep(2 * SECONDS)
        return typed == known

    monkeypatch.setattr(answers, "same_code", slowly)
    assert medians(answers.by_number, certificate.number, 9) < SECONDS
    assert medians(comparing_early, certificate.number, 9) > SECONDS


@pytest.mark.proof
def test_two_thousand_wrong_answers_of_each_kind_take_equally_long(
    client, certificate, no_limit
):
    def page(number, proof):
        assert ask(client, number, proof).status_code == 200
        return answers.UNKNOWN

    assert medians(answers.by_number, certificate.number, 2000) < SECONDS
    assert medians(page, certificate.number, 2000) < SECONDS


def a_code() -> str:
    return "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(10))


def guesses(client, certificate, tries):
    """Statuses of guesses at codes, and of guesses at numbers with the code in hand."""
    answered = []
    for n in range(tries):
        number = format_number(
            year=2022,
            track="REG",
            institution_code="10003",
            class_no=2,
            serial=n % 9999 + 1,
            rehearsal=False,
        )
        pair = (certificate.number, a_code()) if n % 2 else (number, certificate.check_code)
        answered.append(ask(client, *pair))
    return answered


@pytest.mark.parametrize("tries", [60, pytest.param(10_000, marks=pytest.mark.proof)])
def test_guesses_hit_nothing_and_are_stopped_after_the_limit(
    client, certificate, tries, monkeypatch
):
    standing = clock.wall()
    monkeypatch.setattr(clock, "wall", lambda: standing)

    answered = guesses(client, certificate, tries)

    assert [a.status_code for a in answered] == [200] * 10 + [429] * (tries - 10)
    assert [a for a in answered if "登记内容" in a.content.decode()] == []
    refused = answered[-1]
    assert "每分钟最多查验 10 次" in refused.content.decode()
    assert refused["Retry-After"] == "60"
    assert client.get(reverse("verify:number")).status_code == 200


def test_what_was_typed_is_still_there_when_it_was_too_often(client, certificate):
    answered = [ask(client, NOT_THERE, "示例姓名") for _ in range(11)]

    page = answered[-1].content.decode()
    assert answered[-1].status_code == 429
    assert (f'value="{NOT_THERE}"' in page, 'value="示例姓名"' in page) == (True, True)


@pytest.mark.parametrize("tries", [500, pytest.param(10_000, marks=pytest.mark.proof)])
def test_random_codes_without_any_limit_hit_nothing(certificate, tries):
    kinds = {answers.by_number(certificate.number, a_code()).kind for _ in range(tries)}

    assert kinds == {"unknown"}


def test_a_hall_of_sixty_scans_twice_behind_one_address_and_guesses_stay_few(
    client, certificate
):
    """One class in one hall has one address; a later class waits a minute at most."""
    url = f"/verify/{certificate.token}"
    names = reverse("verify:name", args=[certificate.token])

    scans = [client.get(url).status_code for _ in range(2 * 60 + 1)]
    names_typed = [client.post(names, {"full_name": f"某{n}"}).status_code for n in range(11)]
    elsewhere = client.get(url, REMOTE_ADDR="192.0.2.9").status_code

    assert scans == [200] * 120 + [429]
    assert names_typed == [200] * 10 + [429]
    assert elsewhere == 200


def test_all_addresses_together_stay_below_the_lid(client, certificate, monkeypatch):
    monkeypatch.setattr(public, "FROM_EVERYWHERE", public.Limit("verify", 3))
    url = f"/verify/{certificate.token}"

    scans = [client.get(url, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(5)]

    assert scans == [200] * 3 + [429] * 2
