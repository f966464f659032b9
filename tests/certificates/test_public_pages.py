"""The pages for the public are light, keep nothing about their readers and ask nobody else."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from portal import settings as product
from tests.factories import user
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db(transaction=True)

LARGEST_PAGE = 60 * 1024
PARTS = re.compile(r"""<(?:link|script|img)[^>]*?\s(?:href|src)="([^"]+)""")
ADDRESSES = re.compile(r"""\s(?:href|src|action|data-[a-z-]+|srcset)="([^"]*)""")


@pytest.fixture
def certificate():
    return issued(1)[0]


@pytest.fixture
def answered(client, certificate):
    """Every kind of page that the public gets, by name."""
    number = {"number": certificate.number, "proof": certificate.snapshot["name"]}
    name = {"full_name": certificate.snapshot["name"]}
    token = certificate.token
    fifty = f"{certificate.number}\t{certificate.snapshot['name']}\n" * 50
    return {
        "empty": client.get(reverse("verify:number")),
        "number": client.post(reverse("verify:number"), number),
        "fault": client.post(reverse("verify:number"), {"number": "x", "proof": ""}),
        "token": client.get(reverse("verify:token", args=[token])),
        "unknown": client.get(reverse("verify:token", args=["A" * 22])),
        "name": client.post(reverse("verify:name", args=[token]), name),
        "hash": client.post(reverse("verify:hash"), {"sha256": certificate.sha256}),
        "list": client.post(reverse("verify:list"), {"lines": fifty}),
        "english": client.get(reverse("verify:token", args=[token]) + "?language=en"),
    }


def of(path: str) -> str:
    return Path(finders.find(path.removeprefix("/static/"))).read_text(encoding="utf-8")


def weight(answer) -> int:
    """Bytes of a page with all its parts, nothing compressed; faces come only if wanting."""
    parts = {part for part in PARTS.findall(answer.content.decode()) if "cjk" not in part}
    return len(answer.content) + sum(len(of(part).encode()) for part in parts)


def test_a_page_with_all_its_parts_is_light(answered):
    heavy = {name: weight(answer) for name, answer in answered.items()}

    assert {name: n for name, n in heavy.items() if n > LARGEST_PAGE} == {}


def test_an_ordinary_page_would_be_too_heavy(client):
    def bootstrap(part):
        return "/static/bootstrap" in part

    page = client.get(reverse("home:front"))

    parts = PARTS.findall(page.content.decode())
    assert [part for part in parts if bootstrap(part)] != []
    assert weight(page) > LARGEST_PAGE


def test_nobody_gets_a_cookie_or_a_session(answered, client):
    cookies = {name: [*answer.cookies] for name, answer in answered.items()}

    assert {name: given for name, given in cookies.items() if given} == {}
    assert [*client.cookies] == []


def test_another_page_would_set_one(client):
    assert [*client.get(reverse("account_login")).cookies] == ["csrftoken"]


def test_a_form_needs_no_cookie(certificate):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(
        reverse("verify:number"), {"number": certificate.number, "proof": "某"}
    )

    assert answer.status_code == 200


def test_every_address_on_the_pages_is_the_portals_own(answered):
    found = {
        address
        for answer in answered.values()
        for address in ADDRESSES.findall(answer.content.decode())
    }
    away = [a for a in found if re.match(r"(?:[a-z]+:)?//|[a-z]+:", a)]

    assert away == []
    styles = of("portal/tokens.css") + of("portal/verify.css") + of("portal/verify.js")
    assert re.findall(r"@import|url\(|https?:|//[a-z]", styles) == []


def test_parts_are_kept_by_browsers_and_pages_are_not(answered):
    pages = [page.content.decode() for page in answered.values()]
    names = {part for page in pages for part in PARTS.findall(page)}

    assert {name for name in names if not name.startswith("/static/portal/")} == set()
    # Named after their content, such files are marked by WhiteNoise to be kept for ever.
    assert "Manifest" in product.STORAGES["staticfiles"]["BACKEND"]
    assert {page["Cache-Control"] for page in answered.values()} == {
        "max-age=0, no-cache, no-store, must-revalidate, private"
    }


def test_the_language_asked_for_stays_without_a_cookie(client, certificate):
    url = reverse("verify:token", args=[certificate.token])
    english = client.get(f"{url}?language=en")
    page = english.content.decode()

    assert ("Certificate valid" in page, english["Content-Language"]) == (True, "en")
    assert page.count('<input type="hidden" name="language" value="en">') == 3
    assert f'href="{url}?language=zh-hans"' in page
    answer = client.post(
        reverse("verify:number"), {"number": "x", "proof": "x", "language": "en"}
    )
    assert '<html lang="en">' in answer.content.decode()
    assert '<html lang="zh-CN">' in client.get(f"{url}?language=xx").content.decode()


def test_whoever_is_signed_in_finds_the_way_back(client, certificate):
    client.force_login(user())

    page = client.get(reverse("verify:token", args=[certificate.token])).content.decode()

    assert f'href="{reverse("home:workbench")}"' in page
    assert reverse("account_login") not in page
