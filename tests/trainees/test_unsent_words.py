"""A remark that came to nothing: refused or overtaken, the page shows it again."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from programs.models import Extension
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.factories.completion import proposed
from tests.factories.programs import authority, cohort, filing, milestone
from trainees.models import Completion, Nomination

pytestmark = pytest.mark.django_db

TYPED = "这段话不要丢"
# NUL, which PostgreSQL refuses, and more than is kept.
NOT_KEPT = [f"{TYPED}\0", TYPED * 100]


def filing_step():
    row = filing(state="submitted")
    return actor(Kind.BUREAU), row, ("filings:step", row.pk, "review"), "note"


def class_step():
    row = cohort(state="approved")
    return actor(Kind.CENTRE, Duty.LEAD), row, ("cohorts:step", row.pk, "return"), "note"


def date_step():
    row = milestone(days=3)
    return actor(Kind.BUREAU), row, ("milestones:step", row.pk, "close"), "note"


def extension():
    row = milestone(days=3)
    own = Extension.objects.create(
        milestone=row, organization=authority(), due_at=row.due_at, reason="机构改革"
    )
    names = ("milestones:withdraw_extension", row.pk, own.pk)
    return actor(Kind.BUREAU), row, names, "reason"


def roster_step():
    row = make.in_review(make.enrolling(organization(Kind.CENTRE)))
    return actor(Kind.BUREAU), row, ("rosters:step", row.pk, "reconsider"), "note"


STEPS = [filing_step, class_step, date_step, extension, roster_step]


def shown(answer):
    return answer.status_code, TYPED in answer.content.decode()


@pytest.mark.parametrize("text", NOT_KEPT)
@pytest.mark.parametrize("step", STEPS)
def test_a_remark_that_cannot_be_kept_is_refused_and_shown(client, step, text):
    person, row, (name, *keys), field = step()
    before = row.state
    client.force_login(person.user)

    answer = client.post(reverse(name, args=keys), {field: text})

    row.refresh_from_db()
    assert (*shown(answer), row.state) == (422, True, before)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (filing_step, "returned"),
        (class_step, "closed"),
        (date_step, "closed"),
        (extension, "closed"),
        (roster_step, "decided"),
    ],
)
def test_a_remark_that_came_too_late_is_shown(client, step, state):
    person, row, (name, *keys), field = step()
    type(row).objects.update(state=state)
    client.force_login(person.user)

    answer = client.post(reverse(name, args=keys), {field: TYPED})

    assert shown(answer) == (409, True)


@pytest.mark.parametrize("page", ["detail", "extend"])
def test_the_reason_for_a_later_day_that_came_too_late_is_shown(client, page):
    due, body = milestone(days=3, state="closed"), authority()
    client.force_login(actor(Kind.BUREAU).user)
    day = "2099-01-04"
    typed = {"due_on": day, "reason": TYPED, "extension-due_on": day}
    typed |= {"extension-reason": TYPED, "extension-organizations": body.pk}

    answer = client.post(reverse(f"milestones:{page}", args=[due.pk]), typed)

    assert shown(answer) == (409, True)


def test_what_a_filing_lacks_is_shown_when_somebody_was_quicker(client):
    row = filing(state="returned")
    client.force_login(actor(Kind.BUREAU).user)

    answer = client.post(reverse("filings:return", args=[row.pk]), {"place": TYPED})

    assert shown(answer) == (409, True)


@pytest.mark.parametrize("text", [TYPED, *NOT_KEPT])
@pytest.mark.parametrize("waiting", [True, False])
def test_a_remark_on_results_is_shown_beside_them_or_alone(
    client, taught, teacher, text, waiting
):
    rows = proposed(taught, teacher)
    if not waiting:
        Completion.objects.update(state="completed")
    client.force_login(make.reviewer().user)
    typed = {"completion": [row.pk for row in rows] if text != TYPED else [], "note": text}

    answer = client.post(reverse("completions:return", args=[taught.pk]), typed)

    assert shown(answer) == (422, True)
    assert "您填写的意见没有办理" in answer.content.decode() or waiting


def test_a_judgement_that_came_too_late_shows_its_remark(client):
    roster = make.enrolled()
    client.force_login(make.reviewer().user)
    typed = {"row": make.keys(roster), "decision": "returned", "reason": "R01", "note": TYPED}

    answer = client.post(reverse("rosters:judge", args=[roster.pk]), typed)

    assert shown(answer) == (409, True)


def test_a_denial_that_came_too_late_shows_its_words(client):
    body = organization(Kind.AUTHORITY, "R1")
    make.submitted(rows=[make.candidate(source="recommended", recommender="R1", region="R1")])
    nomination = Nomination.objects.get()
    client.force_login(actor(Kind.AUTHORITY, organization=body).user)
    address = reverse("nominations:disown", args=[nomination.pk])
    client.post(address, {"note": "我省未推荐"})

    answer = client.post(address, {"note": TYPED})

    assert shown(answer) == (409, True)
