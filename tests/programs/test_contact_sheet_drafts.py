"""Drafts that save themselves, last year's contacts, one person twice, several phones."""

import pytest
from django.urls import reverse

from institutions.states import Kind
from portal.audit.models import Entry
from portal.audit.timeline import timeline
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import contact_sheet as actions
from programs.models import ContactSheet
from tests.factories import actor
from tests.factories.programs import program, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison(client):
    person = actor(Kind.AUTHORITY)
    client.force_login(person.user)
    return person


def typed(row, act="autosave", **changes):
    return {**row.content(), "seen": row.revision, "page": "first", "act": act, **changes}


def edit(row):
    return reverse("sheets:edit", args=[row.pk])


def test_a_draft_saves_itself_and_says_when(client, liaison, time_machine):
    row = sheet(body=liaison.organization)
    time_machine.move_to("2022-10-28T10:21:00+08:00", tick=False)

    answer = client.post(edit(row), typed(row, remark="在填"))

    assert (answer.status_code, answer.json()) == (200, {"seen": 2, "said": "已自动保存 10:21"})
    assert ContactSheet.objects.get().remark == "在填"


def test_what_is_not_yet_well_formed_waits_and_the_rest_is_kept(client, liaison):
    row = sheet(body=liaison.organization)

    answer = client.post(edit(row), typed(row, liaison_mobile="138", remark="在填"))

    assert "有 1 处要改的没有存" in answer.json()["said"]
    stored = ContactSheet.objects.get()
    assert (stored.liaison_mobile, stored.remark) == ("13800000001", "在填")


def test_ones_own_save_after_an_autosave_whose_answer_was_lost_is_no_conflict(client, liaison):
    row = sheet(body=liaison.organization)
    client.post(edit(row), typed(row, remark="一"))
    client.post(edit(row), typed(row, remark="二"))

    answer = client.post(edit(row), typed(row, act="save", remark="三"))

    assert (answer.status_code, ContactSheet.objects.get().remark) == (302, "三")


def test_an_autosave_of_another_page_in_between_is_a_conflict(client, liaison):
    row = sheet(body=liaison.organization)
    client.post(edit(row), typed(row, remark="同事的", page="second"))

    mine = client.post(edit(row), typed(row, act="save", remark="我的"))
    by_itself = client.post(edit(row), typed(row, remark="我的"))

    assert (mine.status_code, by_itself.status_code) == (409, 409)
    assert "自动保存已停止" in by_itself.json()["said"]
    assert ContactSheet.objects.get().remark == "同事的"


def test_after_a_colleagues_save_an_earlier_autosave_protects_nobody(liaison):
    row = sheet(body=liaison.organization)
    save = {"actor": liaison, "values": {"remark": "甲"}}
    actions.save_sheet(row, revision=1, page="first", by_itself=True, **save)
    actions.save_sheet(row, revision=2, page="second", **save)

    with pytest.raises(Stale):
        actions.save_sheet(row, revision=2, page="first", **save)


def test_a_page_without_a_mark_is_protected_by_its_revision_alone(liaison):
    row = sheet(body=liaison.organization)
    actions.save_sheet(row, revision=1, values={}, actor=liaison)

    with pytest.raises(Stale):
        actions.save_sheet(row, revision=1, values={}, actor=liaison)


def test_an_endless_mark_is_no_mark(client, liaison):
    row = sheet(body=liaison.organization)

    client.post(edit(row), typed(row, page="x" * 33))

    assert ContactSheet.objects.get().saved_page == ""


def test_a_page_from_before_the_return_does_not_save_itself(client, liaison):
    row = sheet(body=liaison.organization)
    row = actions.save_sheet(row, values={}, revision=1, page="first", actor=liaison)
    sent = actions.submit_sheet(row, revision=row.revision, leader_reviewed=True, actor=liaison)
    actions.return_sheet(sent, actor=actor(Kind.BUREAU), note="请改")

    answer = client.post(edit(row), typed(row, remark="旧页面"))

    assert (answer.status_code, ContactSheet.objects.get().remark) == (409, "")


def test_a_form_sent_while_its_page_saves_itself_is_left_alone(client, liaison, monkeypatch):
    row = sheet(body=liaison.organization)

    def sent_meanwhile(*_args, **_kwargs):
        raise IllegalStep("信息表已报送，不能再改；要改请先撤回")

    monkeypatch.setattr(actions, "save_sheet", sent_meanwhile)
    answer = client.post(edit(row), typed(row))

    assert (answer.status_code, answer.json()) == (
        409,
        {"said": "信息表已报送，不能再改；要改请先撤回"},
    )


def test_autosaves_stand_in_the_trail_but_do_not_crowd_the_page(client, liaison):
    row = sheet(body=liaison.organization)
    client.post(edit(row), typed(row, remark="一"))
    client.post(edit(row), typed(row, act="save", remark="二"))

    verbs = [entry.action.rpartition(".")[2] for entry in Entry.objects.order_by("pk")]

    assert verbs == ["autosave", "save"]
    assert len(timeline(row, without=actions.AUTOSAVE)) == 1


def test_the_page_carries_its_mark_through_a_wrong_input(client, liaison):
    row = sheet(body=liaison.organization)
    drawn = client.get(edit(row)).context["page"]

    again = client.post(edit(row), typed(row, act="save", page=drawn, liaison_mobile="138"))

    assert (len(drawn), again.context["page"]) == (16, drawn)


@pytest.fixture
def last_year(liaison):
    program()
    return sheet(program("2021-2022"), liaison.organization, state="accepted", remark="上年")


def test_last_years_contacts_are_confirmed_with_one_press_and_still_reviewed(
    client, liaison, last_year
):
    offer = client.get(reverse("sheets:mine")).content.decode()
    assert ("2021-2022 年度已确认" in offer, "无变化，确认" in offer) == (True, True)

    answer = client.post(reverse("sheets:begin"), {"act": "unchanged"})

    draft = ContactSheet.objects.open().get()
    assert answer.url == reverse("sheets:check", args=[draft.pk])
    assert (draft.program.code, draft.remark, draft.state) == ("2022-2023", "上年", "draft")
    refused = client.post(answer.url, {"revision": draft.revision})
    assert (refused.status_code, ContactSheet.objects.open().get().state) == (422, "draft")


def test_what_lacks_since_last_year_is_asked_for_on_the_form(client, liaison, last_year):
    ContactSheet.objects.filter(pk=last_year.pk).update(liaison_post="")

    answer = client.post(reverse("sheets:begin"), {"act": "unchanged"})

    draft = ContactSheet.objects.open().get()
    page = answer.content.decode()
    assert (answer.status_code, "请填写联络员职务" in page) == (422, True)
    assert f'action="{edit(draft)}"' in page


def test_a_neighbours_last_year_is_offered_to_nobody_else(client, liaison):
    program()
    sheet(program("2021-2022"), state="accepted")

    assert client.get(reverse("sheets:mine")).context["former"] is None


def test_one_person_as_leader_and_liaison_is_asked_about_and_allowed(client, liaison):
    row = sheet(body=liaison.organization, liaison_name="顾长风（演示）")
    url = reverse("sheets:check", args=[row.pk])

    page = client.get(url).content.decode()
    sent = client.post(url, {"revision": row.revision, "leader_reviewed": "on"})

    assert ("分管负责同志与联络员是同一人" in page, sent.status_code) == (True, 302)


def test_two_people_are_not_asked_about(client, liaison):
    row = sheet(body=liaison.organization)
    empty = sheet(leader_name="", liaison_name="")

    page = client.get(reverse("sheets:check", args=[row.pk])).content.decode()

    assert ("是同一人" in page, empty.is_one_person) == (False, False)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("010-68205326、68205325", "010-68205326/68205325"),
        ("010-68205326，68205325／68205324", "010-68205326/68205325/68205324"),
        ("（0411）8000000；13800000001", "(0411)8000000/13800000001"),
        ("+86 10 68205326转801", "+86 10 68205326转801"),
        ("0000-8000000/", "0000-8000000"),
    ],
)
def test_several_numbers_in_one_field_are_told_apart(client, liaison, text, kept):
    row = sheet(body=liaison.organization)

    client.post(edit(row), typed(row, act="save", liaison_phone=text, leader_fax=text))

    row.refresh_from_db()
    assert (row.liaison_phone, row.leader_fax) == (kept, kept)


@pytest.mark.parametrize("wrong", ["12345", "------- -", "打手机"])
def test_the_one_wrong_number_among_several_is_named(client, liaison, wrong):
    row = sheet(body=liaison.organization)

    answer = client.post(
        edit(row), typed(row, act="save", liaison_phone=f"010-68205326、{wrong}")
    )

    named = "”不是电话号码" in answer.content.decode()
    assert (answer.status_code, named) == (422, True)


@pytest.mark.parametrize("page", ["edit", "check"])
def test_what_is_sent_to_a_form_no_longer_in_hand_is_said_to_be_lost(client, liaison, page):
    row = sheet(body=liaison.organization, state="submitted")
    url = reverse(f"sheets:{page}", args=[row.pk])

    answer = client.post(url, typed(row, act="save", remark="晚了"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("sheets:detail", args=[row.pk])
    assert "刚才的内容没有保存" in answer.content.decode()
    assert client.get(url).status_code == 302
    by_itself = client.post(url, typed(row))
    assert (by_itself.status_code, ContactSheet.objects.get().remark) == (409, "")


@pytest.mark.parametrize(("page", "verb"), [("edit", "save_sheet"), ("check", "submit_sheet")])
def test_a_form_that_moves_on_at_the_very_moment_is_shown_as_it_is(
    client, liaison, monkeypatch, page, verb
):
    row = sheet(body=liaison.organization)

    def sent_meanwhile(*_args, **_kwargs):
        raise IllegalStep("已被同事报送")

    monkeypatch.setattr(actions, verb, sent_meanwhile)
    data = typed(row, act="save", revision=1, leader_reviewed="on")
    answer = client.post(reverse(f"sheets:{page}", args=[row.pk]), data, follow=True)

    assert "已被同事报送" in answer.content.decode()


def test_a_wrong_revision_is_no_submission(client, liaison):
    row = sheet(body=liaison.organization)

    answer = client.post(reverse("sheets:check", args=[row.pk]), {"revision": "x"})

    assert answer.status_code == 422
