"""Filings in the browser: what each answer says and keeps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.sheets.reading import read
from programs.models import Cohort, Filing, Mandate
from programs.todos import filing as todos
from tests.factories import actor, member, organization
from tests.factories.programs import filing, mandate, program, track
from tests.support.queries import cost

from .ways import accepted, in_review, submitted

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 an agreement"


@pytest.fixture
def at_desk(client, liaison):
    client.force_login(liaison.user)
    return liaison


def typed(body, **changes):
    return {
        "kind": "commissioned",
        "organization": body.pk,
        "track": track().pk,
        "name": "示例联合班",
        "partners": "",
        "people": "40",
        "starts_on": "2023-03-06",
        "ends_on": "2023-05-31",
        "place": "示例市",
        "summary": "不要丢",
        "budget": "1200.50",
        "fiscal": "1000",
        "enterprise": "200.5",
        "personal": "",
        "document_no": "",
        "contact_name": "周望舒（演示）",
        "contact_phone": "0000-8000001",
        **changes,
    }


@pytest.fixture
def body():
    made = organization()
    mandate(made)
    return made


def url(name, row):
    return reverse(f"filings:{name}", args=[row.pk])


def test_the_way_from_an_empty_form_to_a_filing_that_is_sent(client, at_desk, body):
    assert "下一步：协议与核对" in client.get(reverse("filings:new")).content.decode()
    begun = client.post(reverse("filings:new"), typed(body, act="next"))
    row = Filing.objects.get()
    assert (begun.url, row.budget_fen, row.enterprise_fen) == (url("check", row), 120050, 20050)
    page = client.get(begun.url).content.decode()
    assert ("1,200.50 元" in page, "30.01 元" in page) == (True, True)

    sent = {"seen": 1, "agreement": SimpleUploadedFile("协议.pdf", PDF)}
    assert client.post(url("attach", row), sent).url == begun.url
    done = client.post(begun.url, {"seen": 2}, follow=True)

    assert "已报送中小企业局统筹" in done.content.decode()
    given = client.get(url("agreement", row))
    assert b"".join(given.streaming_content) == PDF


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"people": "501"}, "培训人数：须在 1 至 500 之间，现为 501"),
        ({"ends_on": "2023-03-05"}, "结束日期：不能早于开始日期 2023-03-06"),
        ({"starts_on": "2021-12-31"}, "须在本年度 2022-01-01 至 2023-12-31 之内"),
        ({"budget": "1200"}, "三项合计为 1200.5 元"),
        ({"budget": ""}, "须等于财政、企业、个人三项合计"),
        ({"fiscal": "x"}, "经费总额"),
        ({"name": ""}, "请填写班级名称"),
    ],
)
def test_a_fault_is_said_at_the_field_and_nothing_typed_is_lost(
    client, at_desk, body, changes, message
):
    answer = client.post(reverse("filings:new"), typed(body, **changes))

    page = answer.content.decode()
    assert (answer.status_code, message in page, "不要丢" in page) == (422, True, True)
    assert Filing.objects.count() == 0


def test_an_institution_without_mandate_for_the_track_cannot_be_chosen(client, at_desk, body):
    other = track(code="SRDI")
    stranger = organization()

    wrong = client.post(reverse("filings:new"), typed(body, track=other.pk))
    unknown = client.post(reverse("filings:new"), typed(stranger))

    assert "不承担所选方向" in wrong.content.decode()
    assert (unknown.status_code, Filing.objects.count()) == (422, 0)


def test_a_stale_page_gets_both_values_and_one_more_save(client, at_desk, body):
    row = filing(region=at_desk.organization, body=body)
    client.post(url("edit", row), typed(body, seen=1, place="同事的"))

    answer = client.post(url("edit", row), typed(body, seen=1, place="我的"))

    page = answer.content.decode()
    assert (answer.status_code, "同事的" in page, "我的" in page) == (409, True, True)
    assert client.post(url("check", row), {"seen": 1}).status_code == 409
    late = {"seen": "x", "agreement": SimpleUploadedFile("a.pdf", PDF)}
    assert client.post(url("attach", row), late).status_code == 409
    again = client.post(url("edit", row), typed(body, seen=2, place="我的"))
    assert (again.status_code, Filing.objects.get().place) == (302, "我的")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"MZ\x90\x00\x03"), ("a.xlsx", b"name,age\n"), ("a.pdf", b"")],
)
def test_what_is_no_agreement_is_refused(client, at_desk, name, content):
    row = filing(region=at_desk.organization)

    answer = client.post(
        url("attach", row), {"seen": 1, "agreement": SimpleUploadedFile(name, content)}
    )

    assert (answer.status_code, Filing.objects.get().agreement) == (422, None)
    page = answer.content.decode()
    assert ("协议没有上传" in page, "备案没有报送" in page) == (True, False)
    assert page.count(f'action="{url("check", row)}"') == 1
    assert "<title>有错误：" in page


def test_a_likely_duplicate_is_shown_and_confirmed(client, at_desk):
    first = submitted(at_desk)
    twin = filing(region=at_desk.organization, body=first.organization)

    asked = client.post(url("check", twin), {"seen": 1})
    assert (asked.status_code, "确需另报请勾选确认" in asked.content.decode()) == (422, True)
    sent = client.post(url("check", twin), {"seen": 1, "confirmed": "on"})

    twin.refresh_from_db()
    assert (sent.url, twin.state) == (url("detail", twin), "submitted")


def test_a_suspended_institution_is_refused_with_the_reason(client, at_desk):
    row = filing(region=at_desk.organization)
    Mandate.objects.update(state="suspended")

    answer = client.post(url("check", row), {"seen": 1})

    assert (answer.status_code, "“暂停”" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("page", ["edit", "check", "attach"])
def test_what_was_sent_is_only_shown(client, at_desk, page):
    row = submitted(at_desk)

    answer = getattr(client, "post" if page == "attach" else "get")(url(page, row))

    assert answer.url == url("detail", row)


def test_the_lead_looks_and_does_not_write(client, liaison):
    row = filing(region=liaison.organization)
    client.force_login(member(liaison.organization, Duty.LEAD))

    new = client.get(reverse("filings:new"))

    assert (new.status_code, "由联络员填报" in new.content.decode()) == (403, True)
    assert client.get(url("edit", row)).url == url("detail", row)
    assert "修改备案" not in client.get(url("detail", row)).content.decode()


def test_the_bureau_takes_it_in_hand_and_sends_it_back_item_by_item(client, liaison, officer):
    row = submitted(liaison)
    client.force_login(officer.user)
    assert client.get(url("return", row)).url == url("detail", row)
    step = reverse("filings:step", args=[row.pk, "review"])
    assert "已办理：开始统筹" in client.post(step, follow=True).content.decode()

    assert "现为：示例市" in client.get(url("return", row)).content.decode()
    nothing = client.post(url("return", row), {"place": " "})
    assert (nothing.status_code, "至少在一项" in nothing.content.decode()) == (422, True)
    long = client.post(url("return", row), {"place": "长" * 201})
    assert (long.status_code, "长" * 201 in long.content.decode()) == (422, True)
    client.post(url("return", row), {"place": "写到县区"})

    client.force_login(liaison.user)
    assert "写到县区" in client.get(url("edit", row)).content.decode()
    assert "写到县区" in client.get(url("detail", row)).content.decode()
    assert [todo.title for todo in todos.filings_to_mend(liaison)] == [
        f"修改联合委托培养备案：{row.name}"
    ]


def test_an_overtaken_step_is_409_and_keeps_the_words(client, liaison, officer):
    row = in_review(liaison, officer)
    client.force_login(officer.user)
    step = reverse("filings:step", args=[row.pk, "advise"])

    stale = client.post(step, {"seen": "submitted", "note": "不要丢"})
    empty = client.post(step, {"note": ""})
    client.post(step, {"note": "错开春节"})
    again = client.post(step, {"note": "再来"})
    back = client.post(url("return", row), {"place": "写到县区"})

    page = stale.content.decode()
    assert (stale.status_code, "不要丢" in page) == (409, True)
    assert [empty.status_code, again.status_code, back.status_code] == [422, 409, 409]
    unknown = reverse("filings:step", args=[row.pk, "run"])
    assert client.post(unknown).status_code == 404


def test_the_bureaus_own_sender_reads_why_not(client, officer, liaison):
    row = submitted(liaison)
    Filing.objects.update(submitted_by=officer.user)
    client.force_login(officer.user)

    page = client.get(url("detail", row)).content.decode()

    assert ("另一位同志办理" in page, "开始统筹" in page) == (True, False)


def test_the_institution_opens_its_class_from_the_filing(client, liaison, officer):
    row = accepted(liaison, officer)
    manager = actor(Kind.INSTITUTION, organization=row.organization)
    client.force_login(manager.user)
    assert [todo.sub for todo in todos.classes_to_open(manager)] == ["2022-BA-0001"]
    assert "按备案开设班次" in client.get(url("detail", row)).content.decode()

    answer = client.post(url("class", row))

    cohort = Cohort.objects.get()
    assert (answer.url, cohort.filing) == (reverse("cohorts:edit", args=[cohort.pk]), row)
    assert client.post(url("class", row)).status_code == 409
    assert todos.classes_to_open(manager) == []
    page = client.get(reverse("cohorts:detail", args=[cohort.pk])).content.decode()
    assert "2022-BA-0001" in page
    clerk = actor(Kind.INSTITUTION, Duty.CLERK, organization=row.organization)
    assert todos.classes_to_open(clerk) == []


@pytest.mark.parametrize("page", ["detail", "edit", "check", "agreement"])
def test_a_foreign_filing_does_not_exist(client, at_desk, page):
    theirs = submitted(actor(Kind.AUTHORITY))

    assert client.get(url(page, theirs)).status_code == 404


def test_a_filing_without_agreement_has_none_to_fetch(client, at_desk):
    assert client.get(url("agreement", filing(region=at_desk.organization))).status_code == 404


def test_the_list_is_narrowed_and_costs_the_same_for_any_number(client, officer):
    client.force_login(officer.user)

    def one_more():
        submitted(actor(Kind.AUTHORITY))
        return cost(client, reverse("filings:list"))

    def named(query):
        return {
            row.pk for row in client.get(f"{reverse('filings:list')}?{query}").context["page"]
        }

    assert len({one_more() for _ in range(3)}) == 1
    joint = {row.pk for row in Filing.objects.all()}
    one = in_review(actor(Kind.AUTHORITY), officer, kind="commissioned")
    assert named("kind=commissioned") == {one.pk}
    assert named("state=in_review") == {one.pk}
    assert named(f"authority={one.authority.code}&track=REG") == {one.pk}
    assert named("state=submitted") == joint
    assert named("state=unheard-of") == joint | {one.pk}


def test_the_export_holds_what_the_list_shows_and_no_telephone(client, liaison, officer):
    accepted(liaison, officer, budget_fen=100, fiscal_fen=100)
    filing(region=liaison.organization)
    client.force_login(officer.user)

    content = client.get(reverse("filings:export")).content

    sheet = read(content, name="a.xlsx")[0]
    assert ("2022-BA-0001" in repr(sheet.rows), len(sheet.rows)) == (True, 2)
    assert "0000-8000001" not in repr(sheet.rows)


def test_the_calendar_counts_people_by_month_and_filings_by_region(client, liaison, officer):
    assert cost_of_calendar(client, officer)
    accepted(liaison, officer, budget_fen=500_000, fiscal_fen=500_000)
    submitted(liaison, people=60, starts_on="2023-05-01", ends_on="2023-06-30")

    answer = client.get(reverse("filings:calendar"))

    found = answer.context["calendar"]
    months = [(str(month)[:7], people) for month, people in found.months]
    assert months == [("2023-03", 40), ("2023-04", 40), ("2023-05", 100), ("2023-06", 60)]
    line = found.regions[0]
    assert (line.count, line.taken_in, line.people, line.budget) == (2, 1, 100, "5,000.00")


def cost_of_calendar(client, officer):
    program()
    client.force_login(officer.user)
    return cost(client, reverse("filings:calendar"))


def test_the_bureaus_workbench_counts_what_waits(liaison, officer):
    assert todos.filings_to_coordinate(officer) == []
    submitted(liaison)
    in_review(liaison, officer)

    assert [todo.title for todo in todos.filings_to_coordinate(officer)] == [
        "联合委托培养备案，2 份待统筹"
    ]
    assert (todos.filings_waiting(officer), todos.filings_returned(liaison)) == (2, 0)


def test_before_a_year_is_open_there_is_nothing_to_file(client, at_desk):
    program(opened=False)

    assert client.get(reverse("filings:new")).status_code == 404
    assert client.get(reverse("filings:list")).status_code == 404
