"""A letter that goes out after the year's dates: marked, or refused with whom to ask."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from portal import clock
from portal.workflow.engine import IllegalStep
from programs.models import Extension
from programs.states import LatePolicy, MilestoneState
from tests.factories import programs as year
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.trainees.test_review_pages import page_of
from trainees.actions import recommendation as actions
from trainees.models import Nomination, Recommendation

pytestmark = pytest.mark.django_db
TOO_LATE = "“推荐学员”已截止，推荐不再接收；确需补报请与中小企业局联系"


@pytest.fixture
def liaison(client):
    liaison = make.liaison()
    client.force_login(liaison.user)
    return liaison


@pytest.fixture
def draft(liaison):
    return make.letter(make.named(), by=liaison, cohort=make.enrolling())


def send(letter, by):
    return actions.send_recommendation(letter, revision=letter.revision, actor=by)


def extend(milestone, body, days):
    due = clock.end_of(clock.today() + timedelta(days=days))
    Extension.objects.create(milestone=milestone, organization=body, due_at=due, reason="汛情")


@pytest.mark.parametrize(
    ("kind", "days", "late"),
    [("recommendation", -1, True), ("selection", -1, True), ("recommendation", 0, False)],
)
def test_sent_after_either_date_it_is_marked(draft, liaison, kind, days, late):
    year.milestone(kind=kind, days=days)
    year.milestone(kind="roster", days=-9, late_policy=LatePolicy.REFUSE)

    assert send(draft, liaison).is_late is late


def test_without_a_date_nothing_is_late(draft, liaison):
    assert send(draft, liaison).is_late is False


def test_an_extension_counts_for_its_own_body_only(draft, liaison):
    due = year.milestone(kind="recommendation", days=-1, late_policy=LatePolicy.REFUSE)
    extend(due, make.liaison("R2").organization, 5)
    with pytest.raises(IllegalStep) as refused:
        send(draft, liaison)
    assert str(refused.value) == TOO_LATE

    extend(due, liaison.organization, 5)

    assert send(draft, liaison).is_late is False


def test_a_closed_date_that_takes_nothing_refuses_before_its_day(draft, liaison):
    closed = {"state": MilestoneState.CLOSED, "late_policy": LatePolicy.REFUSE}
    year.milestone(kind="selection", days=3, **closed)

    with pytest.raises(IllegalStep, match="“完成推荐选拔”已截止"):
        send(draft, liaison)


def test_taken_back_it_is_judged_anew(draft, liaison):
    due = year.milestone(kind="recommendation", days=-1)
    sent = send(draft, liaison)

    back = actions.withdraw_recommendation(sent, actor=liaison)
    extend(due, liaison.organization, 5)

    assert (sent.is_late, back.is_late, send(back, liaison).is_late) == (True, False, False)


def test_the_page_says_whom_to_ask_and_offers_no_button(client, draft):
    button = f'action="{reverse("recommendations:send", args=[draft.pk])}"'
    assert button in page_of(client, "recommendations:detail", draft.pk)
    year.milestone(kind="recommendation", days=-1, late_policy=LatePolicy.REFUSE)

    page = page_of(client, "recommendations:detail", draft.pk)
    sent = client.post(
        reverse("recommendations:send", args=[draft.pk]), {"seen": draft.revision}
    )

    assert (TOO_LATE in page, button in page) == (True, False)
    assert (sent.status_code, TOO_LATE in sent.content.decode()) == (409, True)
    assert Recommendation.objects.get().state == "draft"


def test_shown_on_letter_list_results_candidates_and_in_the_export(client, draft, liaison):
    year.milestone(kind="recommendation", days=-1)
    of = draft.cohort
    make.recommended(make.named(name="准时"), by=liaison, cohort=of)
    Recommendation.objects.exclude(pk=draft.pk).update(is_late=False)
    send(draft, liaison)
    person = Nomination.objects.get(recommendation=draft)

    pages = [
        page_of(client, "recommendations:detail", draft.pk),
        page_of(client, "recommendations:list"),
        page_of(client, "recommendations:results"),
    ]
    book = client.get(reverse("recommendations:export"))
    client.force_login(make.manager(of).user)
    pages += [
        page_of(client, "candidates:list"),
        page_of(client, "candidates:detail", person.pk),
    ]

    rows = openpyxl.load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True)
    said = {row[0]: row[5] for row in rows if row[0] in {"准时", person.trainee.name}}
    assert said == {"准时": None, person.trainee.name: "逾期报送"}
    assert [
        page.count(">逾期报送<") + page.count("逾期报送</span>") >= 1 for page in pages
    ] == [True] * 5


def test_the_dates_cost_the_same_however_many_extensions(client, draft, liaison):
    due = year.milestone(kind="recommendation", days=3)
    page = reverse("recommendations:detail", args=[draft.pk])
    first = cost(client, page)
    for code in ("R3", "R4"):
        extend(due, make.liaison(code).organization, 5)

    assert cost(client, page) == first
