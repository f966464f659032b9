"""A form sent with nothing in it is judged like any other: 422 and what is lacking."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.ui.posted import typed
from tests.factories import actor
from tests.factories.programs import circular, mandate, program, sheet

APPS = ("portal", "institutions", "programs", "trainees", "certificates")
FRESH = re.compile(r"request\.POST or None")


@pytest.fixture
def answer_to_nothing(client):
    def send(who, name, *args):
        client.force_login(who.user)
        return client.post(reverse(name, args=args), {})

    return send


def test_an_empty_circular_is_judged(db, answer_to_nothing):
    program()
    officer = actor(Kind.BUREAU)
    answers = [
        answer_to_nothing(officer, "circulars:new"),
        answer_to_nothing(officer, "circulars:edit", circular().pk),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("errsum" in answer.content.decode() for answer in answers)


def test_an_empty_plan_is_judged(db, answer_to_nothing):
    who = actor(Kind.INSTITUTION)
    mandate(who.organization)

    answer = answer_to_nothing(who, "cohorts:new")

    assert (answer.status_code, "errsum" in answer.content.decode()) == (422, True)


def test_an_empty_filing_is_judged(db, answer_to_nothing):
    program()
    answer = answer_to_nothing(actor(Kind.AUTHORITY, Duty.LIAISON), "filings:new")

    assert (answer.status_code, "errsum" in answer.content.decode()) == (422, True)


def test_an_empty_submission_of_an_information_form_is_judged(db, answer_to_nothing):
    who = actor(Kind.AUTHORITY, Duty.LIAISON)
    row = sheet(body=who.organization)

    answer = answer_to_nothing(who, "sheets:check", row.pk)

    assert (answer.status_code, "errsum" in answer.content.decode()) == (422, True)


def test_only_a_page_that_is_opened_has_nothing_typed(rf):
    assert typed(rf.get("/")) is None
    assert typed(rf.post("/", {})) is not None


def test_no_view_takes_an_empty_post_for_a_visit():
    assert FRESH.search("form = SomeForm(request.POST or None)")
    sources = (path for app in APPS for path in Path(settings.BASE_DIR, app).rglob("*.py"))
    assert [str(path) for path in sources if FRESH.search(path.read_text("utf-8"))] == []
