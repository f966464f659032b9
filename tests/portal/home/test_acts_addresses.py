"""An act's address, opened like a page, leads to the page above it."""

import re
from uuid import uuid4

import pytest
from django.urls import URLPattern, get_resolver

from institutions.states import Kind
from tests.factories import actor
from tests.factories.programs import milestone

pytestmark = pytest.mark.django_db

SAMPLES = {"int": "1", "uuid": str(uuid4()), "slug": "return", "str": "t"}


@pytest.fixture
def officer(client):
    client.force_login(actor(Kind.BUREAU).user)


def addresses(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield "/" + re.sub(
                r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route
            )
        else:
            yield from addresses(pattern.url_patterns, route)


@pytest.mark.parametrize(
    ("kind", "act", "page"),
    [
        (
            Kind.CENTRE,
            "/rosters/6/review/judge/?q=1&person=3",
            "/rosters/6/review/?q=1&person=3",
        ),
        (Kind.CENTRE, "/rosters/6/review/steps/take/", "/rosters/6/review/"),
        (Kind.BUREAU, "/milestones/3/extensions/", "/milestones/3/"),
        (Kind.BUREAU, "/contact-sheets/40/steps/return/", "/contact-sheets/40/"),
        (Kind.BUREAU, "/verify/abc/name/", "/verify/abc"),
        (Kind.BUREAU, "/text-size/", "/"),
    ],
)
def test_an_acts_address_leads_to_the_page_above_it(client, kind, act, page):
    client.force_login(actor(kind).user)

    answer = client.get(act)

    assert (answer.status_code, answer.url) == (302, page)


def test_what_the_page_above_does_not_admit_is_passed_over(client):
    """A liaison draws up no list of a class, and its list of lists is the offices'."""
    client.force_login(actor(Kind.INSTITUTION).user)

    assert client.get("/rosters/of-class/1/begin/").url == "/"


def test_no_address_answers_a_visitor_with_an_empty_page(client, officer):
    listed = list(addresses(get_resolver().url_patterns))
    answers = {address: client.get(address) for address in listed}
    for answer in answers.values():
        answer.close()  # a font or a file that nobody read to its end
    empty = [address for address, answer in answers.items() if answer.status_code == 405]

    assert "/milestones/1/rules/" in listed
    assert empty == []


def test_the_language_is_switched_from_a_page_that_came_back_with_errors(client, officer):
    due = milestone()
    refused = client.post(f"/milestones/{due.pk}/extensions/", {})
    client.post("/i18n/setlang/", {"language": "en", "next": refused.wsgi_request.path})

    page = client.get(refused.wsgi_request.path, follow=True)

    assert refused.status_code == 422
    assert (page.status_code, page.redirect_chain) == (200, [(f"/milestones/{due.pk}/", 302)])


def test_other_methods_are_still_refused(client, officer):
    assert client.put("/text-size/").status_code == 405
    assert client.post("/help/").status_code == 405
