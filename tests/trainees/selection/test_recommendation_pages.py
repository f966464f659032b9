"""The authority's pages: a letter from its number to what became of each person."""

from io import BytesIO

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutions.states import Duty, Kind
from programs.states import CohortState
from tests.factories import actor, organization
from tests.factories import programs as year
from tests.factories import trainees as make
from tests.support.queries import cost
from tests.support.searching import found as page_found
from tests.trainees.test_review_pages import page_of, post
from trainees.actions import recommendation, selection
from trainees.models import Nomination, Recommendation
from trainees.todos import selection as todos

pytestmark = pytest.mark.django_db
HEAD = {"document_no": "示例企函〔2022〕7号", "dated_on": "2022-11-01", "target": "pool"}


@pytest.fixture
def liaison(client):
    liaison = make.liaison()
    client.force_login(liaison.user)
    return liaison


@pytest.fixture
def draft(liaison):
    return make.letter(make.named(), by=liaison, program=year.program())


def messages_of(page) -> list[str]:
    """What was said, on the page itself or to be shown on the next."""
    shown = page.context or {}
    kept = shown["messages"] if "messages" in shown else get_messages(page.wsgi_request)
    return [str(message) for message in kept]


def test_a_letter_is_registered_and_its_scan_uploaded(client, liaison):
    year.program()

    post(client, "recommendations:new", **HEAD)

    letter = Recommendation.objects.get()
    scan = SimpleUploadedFile("推荐函.pdf", b"%PDF-1.4 x")
    post(client, "recommendations:attach", letter.pk, letter=scan, seen=letter.revision)
    got = client.get(reverse("recommendations:letter", args=[letter.pk]))
    assert (letter.target, b"".join(got.streaming_content)) == (
        "推荐库（各承担机构均可选）",
        b"%PDF-1.4 x",
    )


def test_what_is_no_scan_is_refused_and_a_stale_upload_too(client, draft):
    wrong = SimpleUploadedFile("a.pdf", b"hello")
    page = post(client, "recommendations:attach", draft.pk, letter=wrong, seen=1)
    assert page.status_code == 422

    scan = SimpleUploadedFile("b.pdf", b"%PDF-1.4 y")
    page = post(client, "recommendations:attach", draft.pk, letter=scan, seen=0)
    assert (page.status_code, messages_of(page)[-1]) == (409, "保存前，这份推荐已被改过")


def test_a_letter_may_go_to_a_class_or_a_track(client, liaison):
    of = make.enrolling()
    for target in (f"class-{of.pk}", f"track-{of.track_id}"):
        post(client, "recommendations:new", **{**HEAD, "target": target})

    by_track, by_class = Recommendation.objects.all()
    assert (by_class.cohort, by_track.track) == (of, of.track)
    assert 'value="track-' in page_of(client, "recommendations:edit", by_track.pk)


def test_a_class_that_does_not_enrol_cannot_be_chosen(client, liaison):
    of = year.cohort(state=CohortState.APPROVED)

    page = post(client, "recommendations:new", **{**HEAD, "target": f"class-{of.pk}"})

    assert (page.status_code, Recommendation.objects.count()) == (422, 0)


def test_saving_over_somebody_elses_change_shows_both(client, draft):
    change = {**HEAD, "document_no": "甲", "seen": draft.revision}
    post(client, "recommendations:edit", draft.pk, **change)

    page = post(client, "recommendations:edit", draft.pk, **{**change, "document_no": "乙"})

    shown = page.content.decode()
    assert (page.status_code, "甲" in shown, "乙" in shown) == (409, True, True)


def test_ticked_people_leave_the_letter(client, draft):
    nobody = post(client, "recommendations:remove", draft.pk)
    post(client, "recommendations:remove", draft.pk, row=draft.nominations.get().pk)

    assert (nobody.status_code, draft.nominations.count()) == (422, 0)


def test_sent_and_taken_back_from_the_page(client, draft):
    page = post(client, "recommendations:send", draft.pk, seen=draft.revision)
    assert messages_of(page)[-1] == "已推荐 1 人，机构已收到消息"

    again = post(client, "recommendations:send", draft.pk, seen=draft.revision)
    assert again.status_code == 409
    post(client, "recommendations:withdraw", draft.pk)
    assert Recommendation.objects.get().state == "draft"
    page = post(client, "recommendations:withdraw", draft.pk)
    assert page.status_code == 409


def test_once_somebody_is_picked_taking_back_is_not_offered_and_says_why(
    client, draft, liaison
):
    of = make.enrolling()
    recommendation.send_recommendation(draft, revision=draft.revision, actor=liaison)
    button, reason = "撤回推荐</button>", "机构已办理其中人选，推荐不能整份撤回；可逐个撤回人选"

    def seen():
        shown = page_of(client, "recommendations:detail", draft.pk)
        return (button in shown, reason in shown)

    assert seen() == (True, False)
    key = draft.nominations.first().pk
    selection.shortlist_candidates([key], of, actor=make.manager(of))
    assert seen() == (False, True)


def test_what_lacks_is_said_and_nothing_sent(client, draft):
    draft.nominations.all().delete()

    page = post(client, "recommendations:send", draft.pk, seen=draft.revision)

    assert (page.status_code, messages_of(page)[-1]) == (422, "请先写入人选")


@pytest.mark.parametrize("name", ["edit", "add", "paste", "attach", "remove", "again"])
def test_a_letter_that_is_sent_is_only_looked_at(client, draft, liaison, name):
    recommendation.send_recommendation(draft, revision=draft.revision, actor=liaison)

    page = post(client, f"recommendations:{name}", draft.pk)

    assert (page.status_code, messages_of(page)[-1]) == (
        302,
        "推荐“已发出”，不能再改；还没有机构选人时可先撤回",
    )


@pytest.mark.parametrize(("name", "data"), [("remove", "row"), ("again", "declined")])
def test_sent_in_the_meantime_is_a_409(client, draft, liaison, monkeypatch, name, data):
    from trainees.views import recommendation_people as views  # noqa: PLC0415

    key = draft.nominations.get().pk
    recommendation.send_recommendation(draft, revision=draft.revision, actor=liaison)
    monkeypatch.setattr(views, "closed", lambda request, row: None)

    page = post(client, f"recommendations:{name}", draft.pk, **{data: key})

    assert page.status_code == 409


def test_saved_in_the_meantime_is_a_409(client, draft, liaison, monkeypatch):
    from trainees.views import recommendation as views  # noqa: PLC0415

    recommendation.send_recommendation(draft, revision=draft.revision, actor=liaison)
    monkeypatch.setattr(views, "closed", lambda request, row: None)

    page = post(client, "recommendations:edit", draft.pk, **HEAD, seen=draft.revision)

    assert page.status_code == 409


def test_another_region_sees_nothing_of_it(client, draft):
    client.force_login(make.liaison("R2").user)

    for name in ("detail", "edit", "letter", "add", "paste"):
        assert (
            client.get(reverse(f"recommendations:{name}", args=[draft.pk])).status_code == 404
        )
    assert draft.document_no not in page_of(client, "recommendations:list")


def test_the_lead_looks_and_is_told_who_writes(client, draft):
    lead = actor(Kind.AUTHORITY, Duty.LEAD, organization=organization(Kind.AUTHORITY, "R1"))
    client.force_login(lead.user)

    shown = page_of(client, "recommendations:detail", draft.pk)

    assert "推荐由联络员办理，分管负责同志可以查看" in shown
    assert "发出推荐</button>" not in shown
    assert client.get(reverse("recommendations:new")).status_code == 403
    assert todos.count_to_send(lead) == 0


def test_without_a_year_nothing_is_begun(client, liaison):
    assert client.get(reverse("recommendations:new")).status_code == 404


def test_a_letter_without_a_scan_has_nothing_to_show(client, liaison):
    post_head = {"cohort": None, "track": None, "document_no": "无", "dated_on": "2022-11-01"}
    row = recommendation.begin_recommendation(
        year.program(), liaison.organization, values=post_head, actor=liaison
    )

    assert client.get(reverse("recommendations:letter", args=[row.pk])).status_code == 404


def test_the_declined_are_put_into_another_letter(client, liaison):
    of = make.enrolling()
    make.recommended(make.named(940), by=liaison, cohort=of)
    person = Nomination.objects.get()
    selection.decline_candidate(person, reason="full", actor=make.manager(of))
    other = make.letter(by=liaison, program=of.program)
    shown = page_of(client, "recommendations:detail", other.pk)

    nobody = post(client, "recommendations:again", other.pk)
    post(client, "recommendations:again", other.pk, declined=person.pk)

    assert ("名额已满" in shown, nobody.status_code) == (True, 422)
    assert other.nominations.get().trainee == person.trainee
    assert "未录取、可另行推荐" not in page_of(client, "recommendations:detail", other.pk)


def outcomes(of, liaison) -> dict[str, str]:
    """One person of every outcome; returns what each is called."""
    manager = make.manager(of)
    names = ["候甲", "候乙", "初", "列", "拒"]
    make.recommended(*(make.named(name=n) for n in names), by=liaison, cohort=of)
    make.recommended(make.named(name="库"), by=liaison, program=of.program)
    key = dict(Nomination.objects.values_list("trainee__name", "pk"))
    selection.waitlist_candidates([key["候甲"], key["候乙"]], of, actor=manager)
    selection.shortlist_candidates([key["初"]], of, actor=manager)
    selection.enlist_candidates([key["列"]], of, actor=manager)
    refused = Nomination.objects.get(pk=key["拒"])
    selection.decline_candidate(refused, reason="unable", note="出差", actor=manager)
    return {
        "候甲": "候补第 1 位",
        "候乙": "候补第 2 位",
        "初": "拟录取",
        "列": "已列入名单",
        "拒": "未录取",
        "库": "在推荐库",
    }


def test_the_authority_reads_what_became_of_each_and_takes_it_away(client, liaison):
    expected = outcomes(make.enrolling(), liaison)
    make.recommended(
        make.named(name="别省", by="R2"), by=make.liaison("R2"), program=year.program()
    )

    shown = page_of(client, "recommendations:results")
    book = client.get(reverse("recommendations:export"))

    rows = openpyxl.load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True)
    exported = {row[0]: row[8] for row in rows if row[0] in {**expected, "别省": ""}}
    assert exported == expected
    assert [text in shown for text in expected.values()] == [True] * len(expected)
    assert ("本人不能参加；出差" in shown, "别省" in shown) == (True, False)


def test_results_are_filtered_by_outcome_and_name(client, liaison):
    outcomes(make.enrolling(), liaison)

    waiting = page_found(client, "recommendations:results", result="waitlisted", q="候乙")

    assert ("候乙" in waiting, "候甲" in waiting, ">拒 " in waiting) == (True, False, False)


def test_what_was_confirmed_on_a_list_is_among_the_results(client, liaison):
    make.submitted(rows=[make.named(name="表上的人")])
    assert "表上的人" not in page_of(client, "recommendations:results")
    from trainees.actions.nomination import confirm_nominations  # noqa: PLC0415

    confirm_nominations([Nomination.objects.get().pk], actor=liaison)

    shown = page_of(client, "recommendations:results")
    assert ("表上的人" in shown, "名单审核中" in shown) == (True, True)


def test_what_waits_for_the_liaison(client, liaison, draft):
    (todo,) = todos.to_send(liaison)

    assert (todo.title, todo.sub) == ("发出推荐：示例企函〔2022〕1号", "已写入 1 人")
    assert todos.count_to_send(liaison) == 1


@pytest.mark.parametrize("name", ["recommendations:list", "recommendations:results"])
def test_the_authoritys_lists_cost_the_same_whatever_their_length(client, liaison, name):
    of = make.enrolling()

    def with_one_more(_number):
        make.recommended(by=liaison, cohort=of)
        return cost(client, reverse(name))

    assert len({with_one_more(number) for number in range(4)}) == 1
