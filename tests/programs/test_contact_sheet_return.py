"""A form sent back with remarks on fields: what unlocks, what leads through, what is shown."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from institutions.states import Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.revision import Stale
from programs.actions import contact_sheet as actions
from programs.models import ContactSheet
from programs.models.contact_sheet import CONTENT
from programs.queries import contact_sheet as queries
from tests.factories import actor
from tests.factories.programs import sheet

pytestmark = pytest.mark.django_db
REMARKS = {"liaison_mobile": "与传真重复，请填本人手机", "leader_phone": "请填可直接联系的号码"}


@pytest.fixture
def liaison():
    return actor(Kind.AUTHORITY)


@pytest.fixture
def officer():
    return actor(Kind.BUREAU)


def sent(row, liaison):
    return actions.submit_sheet(row, revision=row.revision, leader_reviewed=True, actor=liaison)


@pytest.fixture
def returned(liaison, officer):
    row = sent(sheet(body=liaison.organization), liaison)
    return actions.return_sheet(row, actor=officer, remarks=REMARKS)


def save(row, liaison, **values):
    return actions.save_sheet(row, values=values, revision=row.revision, actor=liaison)


def posted(row, **changes):
    return {**row.content(), "seen": row.revision, "act": "save", **changes}


def test_only_the_fields_with_a_remark_can_be_changed(returned, liaison):
    values = {name: f"新{name}"[:6] for name in CONTENT}

    saved = save(returned, liaison, **values)

    before, after = returned.returned_content, saved.content()
    assert {name for name in CONTENT if before[name] != after[name]} == set(REMARKS)


def test_a_general_remark_alone_unlocks_the_whole_form(liaison, officer):
    row = sent(sheet(body=liaison.organization), liaison)
    row = actions.return_sheet(row, actor=officer, note="请核对全表")

    saved = save(row, liaison, postcode="100804", remark="已核对")

    assert (saved.unlocked() == CONTENT, saved.postcode, saved.remark) == (
        True,
        "100804",
        "已核对",
    )


def test_remarks_are_kept_in_form_order_without_empty_or_foreign_ones(liaison, officer):
    row = sent(sheet(body=liaison.organization), liaison)
    typed = {**REMARKS, "remark": " ", "state": "不是栏目"}

    row = actions.return_sheet(row, actor=officer, remarks=typed)

    assert list(row.remarks.items()) == [
        ("leader_phone", "请填可直接联系的号码"),
        ("liaison_mobile", "与传真重复，请填本人手机"),
    ]


def test_nothing_to_mend_is_no_return(liaison, officer):
    row = sent(sheet(body=liaison.organization), liaison)

    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.return_sheet(row, actor=officer, note=" ", remarks={"remark": ""})

    assert ContactSheet.objects.get().state == "submitted"


def test_the_trail_and_the_region_read_every_remark(returned, liaison):
    words = "分管负责同志办公电话：请填可直接联系的号码；联络员手机：与传真重复，请填本人手机"

    entry = Entry.objects.get(action="programs.contactsheet.return")
    told = Notice.objects.get(topic="contact_sheet.returned", channel="inbox")
    assert (entry.detail["note"], told.user_id) == (words, liaison.user.pk)
    assert words in told.body


def test_a_page_drawn_before_the_return_saves_nothing(returned, liaison):
    with pytest.raises(Stale):
        actions.save_sheet(returned, values={"leader_phone": "1"}, revision=1, actor=liaison)


def test_the_fix_list_says_what_is_mended_and_what_is_open(returned, liaison):
    saved = save(returned, liaison, liaison_mobile="13900000009")

    rows = [(row.name, row.remark, row.is_done) for row in queries.fixes(saved)]

    assert rows == [
        ("leader_phone", REMARKS["leader_phone"], False),
        ("liaison_mobile", REMARKS["liaison_mobile"], True),
    ]


def test_a_second_return_replaces_the_remarks_and_what_is_compared(returned, liaison, officer):
    again = sent(save(returned, liaison, liaison_mobile="13900000009"), liaison)

    back = actions.return_sheet(again, actor=officer, remarks={"leader_post": "请写全称"})

    assert (list(back.remarks), back.returned_content["liaison_mobile"]) == (
        ["leader_post"],
        "13900000009",
    )
    assert [row.is_done for row in queries.fixes(back)] == [False]


def test_a_withdrawn_resubmission_stays_locked(returned, liaison):
    back = actions.withdraw_sheet(sent(returned, liaison), actor=liaison)

    assert save(back, liaison, postcode="100804").postcode == ""


def test_a_new_edition_after_the_return_is_open_in_every_field(returned, liaison, officer):
    actions.accept_sheet(sent(returned, liaison), actor=officer)

    draft = actions.open_sheet(returned.program, liaison.organization, actor=liaison)

    assert (draft.edition, draft.remarks, draft.unlocked()) == (2, {}, CONTENT)


def test_the_page_leads_from_each_remark_to_its_field_and_locks_the_others(
    client, returned, liaison
):
    client.force_login(liaison.user)

    page = client.get(reverse("sheets:edit", args=[returned.pk])).content.decode()

    assert "请改 2 处后重新报送" in page
    assert re.findall(r'<a href="#(id_\w+)">', page) == ["id_leader_phone", "id_liaison_mobile"]
    open_fields = re.findall(r'<input(?![^>]*disabled)[^>]*name="(l\w+)"', page)
    assert open_fields == ["leader_phone", "liaison_mobile"]
    assert 'aria-describedby="id_liaison_mobile_remark id_liaison_mobile_helptext"' in page


def test_a_locked_field_sent_all_the_same_stays_as_it_is(client, returned, liaison):
    client.force_login(liaison.user)
    url = reverse("sheets:edit", args=[returned.pk])

    answer = client.post(url, posted(returned, leader_name="别人", leader_phone="010-1234567"))

    row = ContactSheet.objects.get()
    assert answer.status_code == 302
    assert (row.leader_name, row.leader_phone) == ("顾长风（演示）", "010-1234567")


def test_the_check_names_remarks_whose_field_was_not_touched(client, returned, liaison):
    saved = save(returned, liaison, liaison_mobile="13900000009")
    client.force_login(liaison.user)

    page = client.get(reverse("sheets:check", args=[saved.pk]))

    assert [row.name for row in page.context["open_fixes"]] == ["leader_phone"]
    assert "还有 1 处退回意见，对应的栏目没有改动" in page.content.decode()
    assert page.content.decode().count("本次已改") == 1


def test_the_officer_sees_what_was_changed_after_the_return(client, returned, liaison, officer):
    again = sent(save(returned, liaison, liaison_mobile="13900000009"), liaison)
    client.force_login(officer.user)

    page = client.get(reverse("sheets:detail", args=[again.pk]))

    rows = [(r.name, r.before, r.after) for r in page.context["revised"] if r.is_done]
    assert rows == [("liaison_mobile", "13800000001", "13900000009")]
    assert "退回后改了什么" in page.content.decode()
    assert "未改动" in page.content.decode()


def test_a_form_never_returned_has_nothing_to_compare(client, liaison, officer):
    row = sent(sheet(body=liaison.organization), liaison)
    client.force_login(officer.user)

    page = client.get(reverse("sheets:detail", args=[row.pk]))

    assert (page.context["revised"], page.context["since"]) == ([], None)


def test_an_edition_is_compared_with_the_one_before(client, liaison, officer):
    row = actions.accept_sheet(sent(sheet(body=liaison.organization), liaison), actor=officer)
    draft = actions.open_sheet(row.program, liaison.organization, actor=liaison)
    second = sent(save(draft, liaison, leader_name="林徽言（演示）"), liaison)
    client.force_login(officer.user)

    page = client.get(reverse("sheets:detail", args=[second.pk]))

    former, rows = page.context["since"]
    assert (former.pk, [(r.name, r.before, r.after) for r in rows]) == (
        row.pk,
        [("leader_name", "顾长风（演示）", "林徽言（演示）")],
    )
    assert "与第 1 版相比" in page.content.decode()


def return_url(row):
    return reverse("sheets:step", args=[row.pk, "return"])


def test_an_officer_ticks_a_field_and_must_say_what_is_wrong(client, liaison, officer):
    row = sent(sheet(body=liaison.organization), liaison)
    client.force_login(officer.user)

    bare = client.post(return_url(row), {"mark_leader_post": "on", "note": "不要丢"})

    assert (bare.status_code, ContactSheet.objects.get().state) == (422, "submitted")
    assert "请写明这一栏要改什么" in bare.content.decode()
    assert "不要丢" in bare.content.decode()


def test_a_word_beside_a_field_counts_without_its_tick(client, liaison, officer):
    row = sent(sheet(body=liaison.organization), liaison)
    client.force_login(officer.user)

    done = client.post(return_url(row), {"remark_leader_post": "请写全称"})

    row.refresh_from_db()
    assert (done.status_code, row.state, row.remarks) == (
        302,
        "returned",
        {"leader_post": "请写全称"},
    )
    assert "请写全称" in client.get(reverse("sheets:detail", args=[row.pk])).content.decode()


def test_a_return_overtaken_by_a_colleague_is_a_409(client, officer):
    row = sheet(state="accepted")
    client.force_login(officer.user)

    answer = client.post(return_url(row), {"note": "请改"})

    assert (answer.status_code, ContactSheet.objects.get().state) == (409, "accepted")
