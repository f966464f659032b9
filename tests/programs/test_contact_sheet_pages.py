"""The information form in the browser's words: what each answer says and keeps."""

import pytest
from django.urls import reverse

from institutions.states import Group, Kind
from programs.models import ContactSheet
from tests.factories import actor
from tests.factories.programs import authority, milestone, program, sheet
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison(client):
    person = actor(Kind.AUTHORITY)
    client.force_login(person.user)
    return person


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def typed(row, **changes):
    return {**row.content(), "seen": row.revision, "act": "save", **changes}


def test_an_authority_without_a_form_is_offered_to_begin(client, liaison):
    program()
    page = client.get(reverse("sheets:mine"))
    assert "开始填报信息表" in page.content.decode()

    answer = client.post(reverse("sheets:begin"))

    row = ContactSheet.objects.get()
    assert answer.url == reverse("sheets:edit", args=[row.pk])


def test_mine_leads_to_the_form_while_it_can_be_filled_in(client, liaison):
    row = sheet(body=liaison.organization)

    assert client.get(reverse("sheets:mine")).url == reverse("sheets:edit", args=[row.pk])


def test_mine_leads_to_what_was_sent(client, liaison):
    row = sheet(body=liaison.organization, state="submitted")

    assert client.get(reverse("sheets:mine")).url == reverse("sheets:detail", args=[row.pk])


def test_a_wrong_number_is_said_at_the_field_and_nothing_typed_is_lost(client, liaison):
    row = sheet(body=liaison.organization)
    sent = typed(row, liaison_mobile="1380000001", remark="不要丢")

    answer = client.post(reverse("sheets:edit", args=[row.pk]), sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("联络员手机：号码应为 11 位数字，现有 10 位") == 2
    assert 'value="不要丢"' in page
    assert ContactSheet.objects.get().remark == ""


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("postcode", "12345", "邮政编码：应为 6 位数字"),
        ("leader_phone", "请打手机", "分管负责同志办公电话：“请打手机”不是电话号码"),
        ("liaison_email", "zhouws@", "联络员电子邮箱"),
    ],
)
def test_formats_are_explained(client, liaison, field, value, message):
    row = sheet(body=liaison.organization)

    answer = client.post(reverse("sheets:edit", args=[row.pk]), typed(row, **{field: value}))

    assert (answer.status_code, message in answer.content.decode()) == (422, True)


def test_several_office_phones_in_one_field_are_fine(client, liaison):
    row = sheet(body=liaison.organization)
    sent = typed(
        row, liaison_phone="０１０－68205326/68205325", liaison_mobile="+86 138-0000-0001"
    )

    client.post(reverse("sheets:edit", args=[row.pk]), sent)

    row.refresh_from_db()
    assert (row.liaison_phone, row.liaison_mobile) == ("010-68205326/68205325", "13800000001")


def test_checking_an_incomplete_form_keeps_it_and_lists_what_lacks(client, liaison):
    row = sheet(body=liaison.organization, leader_post="")

    answer = client.post(reverse("sheets:edit", args=[row.pk]), typed(row, act="check"))

    assert answer.status_code == 422
    assert "请填写分管负责同志职务" in answer.content.decode()


def test_the_way_from_form_over_check_to_done(client, liaison):
    milestone()
    row = sheet(body=liaison.organization)
    checked = client.post(reverse("sheets:edit", args=[row.pk]), typed(row, act="check"))
    assert checked.url == reverse("sheets:check", args=[row.pk])
    row.refresh_from_db()

    refused = client.post(checked.url, {"revision": row.revision})
    done = client.post(checked.url, {"revision": row.revision, "leader_reviewed": "on"})

    assert (refused.status_code, done.url) == (422, reverse("sheets:done", args=[row.pk]))
    assert "请确认：以上内容已经分管负责同志审定" in refused.content.decode()
    assert "信息表已报送" in client.get(done.url).content.decode()


def test_a_stale_page_gets_both_values_and_one_more_save(client, liaison):
    row = sheet(body=liaison.organization)
    url = reverse("sheets:edit", args=[row.pk])
    client.post(url, typed(row, remark="同事的"))

    answer = client.post(url, typed(row, remark="我的"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("同事的" in page, "我的" in page) == (True, True)
    assert ContactSheet.objects.get().remark == "同事的"
    again = client.post(url, typed(row, remark="我的", seen=2))
    assert (again.status_code, ContactSheet.objects.get().remark) == (302, "我的")


def test_a_page_checked_before_a_colleague_saved_is_shown_anew(client, liaison):
    row = sheet(body=liaison.organization)
    client.post(reverse("sheets:edit", args=[row.pk]), typed(row, remark="后来的"))

    answer = client.post(
        reverse("sheets:check", args=[row.pk]), {"revision": 1, "leader_reviewed": "on"}
    )

    assert (answer.status_code, "后来的" in answer.content.decode()) == (409, True)
    assert ContactSheet.objects.get().state == "draft"


def test_an_officer_returns_with_a_remark_or_is_asked_for_one(client, officer):
    row = sheet(state="submitted")
    url = reverse("sheets:step", args=[row.pk, "return"])

    empty = client.post(url, {"note": ""})
    done = client.post(url, {"note": "请填处室"})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert "请写明要改什么" in empty.content.decode()
    row.refresh_from_db()
    assert (row.state, row.return_note) == ("returned", "请填处室")


def test_a_decision_overtaken_by_a_colleague_is_a_409_that_shows_what_happened(client, officer):
    row = sheet(state="accepted")

    answer = client.post(reverse("sheets:step", args=[row.pk, "accept"]))

    assert answer.status_code == 409
    assert "当前状态为“已确认”，不能确认信息表" in answer.content.decode()


def test_a_foreign_form_is_the_same_404_as_a_missing_one(client, liaison):
    foreign = sheet()

    answers = [client.get(reverse("sheets:detail", args=[pk])) for pk in (foreign.pk, 10**6)]

    assert [answer.status_code for answer in answers] == [404, 404]
    first, second = (strip_request(answer) for answer in answers)
    assert first == second


def strip_request(answer):
    body = answer.content.decode()
    return body.replace(answer["X-Request-Id"], "").replace(str(answer.wsgi_request.path), "")


@pytest.mark.parametrize("name", ["edit", "check", "done"])
def test_filling_in_is_for_authorities(client, officer, name):
    row = sheet()

    assert client.get(reverse(f"sheets:{name}", args=[row.pk])).status_code == 403


def test_an_unknown_step_does_not_exist(client, officer):
    row = sheet(state="submitted")

    assert client.post(reverse("sheets:step", args=[row.pk, "supersede"])).status_code == 404


def test_without_a_running_year_there_is_no_board(client, officer):
    assert client.get(reverse("sheets:board")).status_code == 404


def test_the_board_counts_the_37_and_leaves_samples_out(client, officer):
    milestone(days=-1)
    for code in ("AA", "BB"):
        authority(code)
    sample = authority("S1", is_sample=True, group=Group.SAMPLE)
    sheet(body=authority("CC"), state="accepted")
    sheet(body=sample)

    page = client.get(reverse("sheets:board"), {"state": "all"})

    board = page.context["board"]
    assert dict(board.counts) == {"overdue": 2, "accepted": 1}
    assert dict(board.sample_counts) == {"overdue": 1}
    assert [group[0] for group in board.groups] == ["provincial", "sample"]


def test_the_board_shows_the_newest_living_edition(client, officer):
    body = authority("AA")
    sheet(body=body, state="superseded", edition=1)
    sheet(body=body, state="accepted", edition=2)
    sheet(body=body, state="submitted", edition=3)

    cells = client.get(reverse("sheets:board")).context["cells"]

    assert [(cell.code, cell.sheet.edition) for cell in cells] == [("submitted", 3)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["BB"]),
        ({"state": "all"}, ["AA", "BB"]),
        ({"state": "accepted"}, ["AA"]),
        ({"state": "all", "q": "BB"}, ["BB"]),
        ({"state": "sample"}, []),
    ],
)
def test_the_boards_list_is_filtered(client, officer, query, expected):
    sheet(body=authority("AA", name="AA 厅"), state="accepted")
    sheet(body=authority("BB", name="BB 厅"), state="submitted")

    cells = client.get(reverse("sheets:board"), query).context["cells"]

    assert [cell.authority.code for cell in cells] == expected


def test_the_boards_query_count_does_not_grow(client, officer):
    milestone()
    url = reverse("sheets:board")

    def one_more():
        sheet(state="submitted")
        return cost(client, url)

    assert len({one_more() for _ in range(4)}) == 1
    assert len(client.get(url).context["cells"]) == 4
