"""The 审核表 in the browser's eyes: page, download, preview, confirmation, refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutions.states import Duty, Kind
from tests.factories import actor
from tests.factories import trainees as make
from tests.trainees.test_opinions import decisions, filled
from trainees.actions import review
from trainees.views import opinions as views

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    reviewer = make.reviewer()
    client.force_login(reviewer.user)
    return reviewer


def address(roster, name="opinions"):
    return reverse(f"rosters:{name}", args=[roster.pk])


def upload(client, roster, content, name="审核表.xlsx"):
    return client.post(address(roster), {"file": SimpleUploadedFile(name, content)})


def confirm(client, roster, preview):
    return client.post(
        address(roster, "opinions_apply"), {"opinions": preview.context["signed"]}
    )


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


def test_the_desk_leads_to_the_sheet_and_the_sheet_is_saved(client, reviewer):
    roster = make.in_review(size=2)
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=reviewer)

    assert address(roster) in client.get(address(roster, "review")).content.decode()
    page = client.get(address(roster)).content.decode()
    assert ("导出全部 2 人" in page, "只导出待审 1 人" in page) == (True, True)
    answer = client.get(address(roster, "opinions_export"), {"decision": "all"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_filled_sheet_is_shown_first_and_written_on_confirmation(client, reviewer):
    roster = make.in_review(size=3)
    content = filled(roster, ("通过", "", ""), ("退回", "R02", "补"), ("同意", "", ""))

    preview = upload(client, roster, content)

    shown = preview.content.decode()
    assert preview.status_code == 200
    assert {d for d, *_ in decisions(roster)} == {"pending"}
    assert ("“审核表”第 6 行" in shown, "K 审核意见" in shown) == (True, True)
    assert ("确认拟定 2 人" in shown, "R02 材料不全，请补充" in shown) == (True, True)
    answer = confirm(client, roster, preview)
    assert answer.url == address(roster, "review")
    assert messages_of(client.get(answer.url)) == ["已按审核表拟定 2 人"]
    assert [d for d, *_ in decisions(roster)] == ["approved", "returned", "pending"]


def test_who_moved_on_and_who_found_no_place_is_named(client, reviewer):
    roster = make.in_review(make.enrolling(capacity=1), size=3)
    names = [entry.nomination.trainee.name for entry in make.entries(roster)]
    preview = upload(client, roster, filled(roster, *[("通过", "", "")] * 3))
    assert "比余下的名额多 2 人" in preview.content.decode()
    first = make.keys(roster)[:1]
    review.judge_rows(roster, first, "held", reason="H01", actor=make.reviewer())

    answer = confirm(client, roster, preview)

    assert messages_of(client.get(answer.url)) == [
        "已按审核表拟定 1 人",
        f"名额已满：还有 1 人待审：{names[2]}",
        f"1 人在您打开页面后已有变动，没有改动：{names[0]}",
    ]
    again = confirm(client, roster, preview)
    assert [text[:4] for text in messages_of(client.get(again.url))] == ["名额已满", "2 人在"]


def test_a_sheet_that_changes_nothing_offers_nothing(client, reviewer):
    roster = make.in_review(size=1)

    shown = upload(client, roster, filled(roster)).content.decode()

    assert ("没有会改动的行。" in shown, "确认拟定" in shown) == (True, False)


def test_the_page_stays_short_and_the_confirmation_whole(client, reviewer, monkeypatch):
    monkeypatch.setattr(views, "SHOWN", 1)
    roster = make.in_review(size=4)
    content = filled(roster, *[("通过", "", "")] * 2, *[("同意", "", "")] * 2)

    preview = upload(client, roster, content)

    shown = preview.content.decode()
    assert ("另有 1 行没有列出" in shown, "另有 1 处问题" in shown) == (True, True)
    confirm(client, roster, preview)
    assert [d for d, *_ in decisions(roster)] == ["approved", "approved", "pending", "pending"]


def test_files_that_cannot_be_used_are_refused_with_the_remedy(client, reviewer):
    roster, other = make.in_review(size=1), make.in_review(size=1)
    cases = {
        "这是另一份名单的审核表": filled(other, ("通过", "", "")),
        "这不是表格文件": b"\x00\x01\x02\x03",
        "文件是空的": b"",
    }

    for words, content in cases.items():
        answer = upload(client, roster, content)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    nothing = client.post(address(roster))
    assert (nothing.status_code, "请选择填好的审核表" in nothing.content.decode()) == (
        422,
        True,
    )
    assert decisions(roster) == [("pending", "", "")]


def test_a_confirmation_holds_for_one_person_and_one_list(client, reviewer):
    roster, other = make.in_review(size=1), make.in_review(size=1)
    preview = upload(client, roster, filled(roster, ("通过", "", "")))

    foreign = confirm(client, other, preview)
    client.force_login(make.reviewer().user)
    somebody = confirm(client, roster, preview)
    forged = client.post(address(roster, "opinions_apply"), {"opinions": "W10:x:y"})

    assert [page.status_code for page in (foreign, somebody, forged)] == [422] * 3
    assert messages_of(forged) == ["预览已过期，没有改动；请重新上传审核表"]
    assert decisions(roster) + decisions(other) == [("pending", "", "")] * 2


def test_a_list_that_left_the_desk_is_told_apart(client, reviewer):
    roster = make.in_review(size=2)
    preview = upload(client, roster, filled(roster, ("", "", ""), ("退回", "R01", "")))
    content = filled(roster, ("通过", "", ""))
    rows = make.keys(roster)
    review.judge_rows(roster, rows[:1], "approved", actor=make.reviewer())
    review.judge_rows(roster, rows[1:], "returned", reason="R02", actor=make.reviewer())
    review.decide_roster(roster, actor=make.reviewer())

    assert client.get(address(roster, "opinions_export")).status_code == 409
    assert upload(client, roster, content).status_code == 409
    assert "名单不在审核中" in client.get(address(roster)).content.decode()
    confirm(client, roster, preview)
    assert [d for d, *_ in decisions(roster)] == ["approved", "returned"]


def test_a_confirmation_after_the_list_went_back_says_so(client, reviewer):
    roster = make.in_review(size=1)
    preview = upload(client, roster, filled(roster, ("通过", "", "")))
    type(roster).objects.filter(pk=roster.pk).update(state="returned")

    answer = confirm(client, roster, preview)

    assert (answer.status_code, messages_of(answer)) == (409, ["名单“退回修改”，不能审核"])


def test_who_may_not_judge_reads_why_and_gets_nothing(client):
    roster = make.in_review(size=1)
    content = filled(roster, ("通过", "", ""))
    client.force_login(actor(Kind.CENTRE, Duty.ISSUER).user)

    page = client.get(address(roster))

    assert "名单由审核员或负责同志审核" in page.content.decode()
    assert upload(client, roster, content).status_code == 403
    assert client.get(address(roster, "opinions_export")).status_code == 403


@pytest.mark.parametrize("kind", [Kind.BUREAU, Kind.INSTITUTION, Kind.AUTHORITY, "trainee"])
def test_the_sheet_is_the_centres_alone(client, kind):
    roster = make.in_review(size=1)
    client.force_login(actor(kind).user)

    assert client.get(address(roster)).status_code == 403
    assert client.get(address(roster, "opinions_export")).status_code == 403


def test_a_draft_does_not_exist_here(client, reviewer):
    draft = make.roster(None, make.candidate())

    assert client.get(address(draft)).status_code == 404
    assert upload(client, draft, b"x").status_code == 404
    assert client.get(address(draft, "opinions_export")).status_code == 404
