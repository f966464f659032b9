"""Chasing one date: words to copy, a reminder by hand, a call on record, a letter released."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from PIL import Image

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.sheets import Column, Table, draw
from portal.sheets.picture import TooLong
from programs import reminders
from programs.actions import chasing as actions
from programs.models import PhoneCall
from programs.queries.chasing import chased
from programs.todos.milestone import bodies_to_phone
from tests.factories import actor, member, organization
from tests.factories.programs import authority, milestone, program, sheet
from tests.support.queries import cost

# A Wednesday, two working days after the due day of the notice.
GRAVE = "2022-11-02T02:00:00Z"
CALL = {"number": "0000-8000000", "spoke_with": "值班员", "answer": "本周内报送"}


@pytest.fixture
def due(db, time_machine):
    """The forms, due on Monday 31 October; it is Wednesday 2 November, 10:00."""
    time_machine.move_to(GRAVE, tick=False)
    year = program(opened_at=clock.now() - timedelta(days=8))
    return milestone(year, days=-2)


@pytest.fixture
def officer(client, due):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def region(name, *, leader=False, **fields):
    body = authority(short_name=name, **fields)
    member(body)
    if leader:
        member(body, Duty.LEAD)
    return body


def urged():
    return list(Notice.objects.filter(topic="milestone.urged").values_list("label", flat=True))


def letters():
    return list(Notice.objects.filter(topic="milestone.letter", channel="inbox"))


def page(client, name, *args):
    return client.get(reverse(f"chasing:{name}", args=args)).content.decode()


def press(client, due, *bodies, **fields):
    url = reverse("chasing:urge", args=[due.pk])
    return client.post(url, {"bodies": [body.code for body in bodies], **fields}, follow=True)


# --- the words ------------------------------------------------------------------------


def test_the_words_to_copy_name_what_until_when_who_and_where(client, officer, due):
    own, _plain = region("迟省", seq=2), region("早省", seq=1)
    sample = region("示例省", seq=3, is_sample=True)
    sheet(due.program, region("已报省", seq=4), state="submitted")
    later = clock.end_of(clock.today() + timedelta(days=2))
    due.extensions.create(organization=own, due_at=later, reason="因")

    text = page(client, "list", due.pk).split("readonly>")[1].split("</textarea>")[0]

    assert text.splitlines() == [
        "【催报】报送信息表",
        "截止：10月31日（周一）24:00 截止，逾期 2 个工作日",
        "尚未办理（2 个）：早省、示例省（演练样例）",
        "迟省（单独期限 11月4日（周五））：还有 2 个工作日",
        "办理：http://127.0.0.1:8000/contact-sheets/mine/",
        "已办理的请忽略。",
    ]
    assert sample.short_name in text


def test_when_all_have_acted_there_is_nobody_to_chase(client, officer, due):
    sheet(due.program, region("已报省"), state="submitted")

    assert "都已办理，没有要催的单位" in page(client, "list", due.pk)


def test_the_list_costs_the_same_for_any_number_of_bodies(client, officer, due):
    region("甲省")
    few = cost(client, reverse("chasing:list", args=[due.pk]))
    for number in range(12):
        region(f"省{number}", leader=True)

    assert cost(client, reverse("chasing:list", args=[due.pk])) == few


def test_the_list_leaves_as_a_workbook_with_telephones_and_as_a_picture_without(
    client, officer, due
):
    body = region("甲省", office_phone="0000-8000001")
    actions.log_call(due, body, **CALL, called_at=clock.now(), actor=officer)

    book = client.get(reverse("chasing:workbook", args=[due.pk]))
    drawn = client.get(reverse("chasing:picture", args=[due.pk]))

    rows = list(openpyxl.load_workbook(BytesIO(book.content)).active.values)
    assert rows[1][0] == body.name
    assert rows[1][6] == "本周内报送"
    assert "0000-8000001" in rows[1][7]
    image = Image.open(BytesIO(drawn.content))
    assert (image.format, drawn["Content-Type"]) == ("PNG", "image/png")
    assert Entry.objects.filter(action="programs.milestone.take_list").count() == 2


def test_a_picture_draws_every_cell_and_refuses_what_no_telephone_shows():
    columns = [Column("单位"), Column("情况")]
    short, long = [("甲省", "逾期")], [("甲省", "逾期"), ("名称很长的一个省", "今天到期")]

    small = Image.open(BytesIO(draw(Table("名单", columns, short, above=[("题",)]))))
    large = Image.open(BytesIO(draw(Table("名单", columns, long, above=[("题",)]))))

    assert large.height - small.height == 48
    assert large.width > small.width
    assert len(set(small.get_flattened_data())) > 10
    with pytest.raises(TooLong):
        draw(Table("名单", columns, short * 201))


def test_too_many_for_a_picture_are_sent_to_the_workbook(client, officer, due, monkeypatch):
    region("甲省")
    region("乙省")
    monkeypatch.setattr("programs.views.chasing.MAX_DRAWN", 1)

    answer = client.get(reverse("chasing:picture", args=[due.pk]), follow=True)

    assert "图片放不下，请导出 Excel" in answer.content.decode()


# --- a reminder by hand ---------------------------------------------------------------


def test_the_chosen_are_reminded_and_each_omission_is_explained(client, officer, due):
    chosen, heard, quiet = region("甲省"), region("乙省"), region("丙省")
    nobody = authority(short_name="丁省")
    acted = region("戊省")
    sheet(due.program, acted, state="submitted")
    actions.urge(due, [heard], actor=officer)

    told = press(client, due, chosen, heard, nobody, acted, note="请今天报送").content.decode()

    assert "已催报 1 个单位：甲省" in told
    assert "已经办理，没有催报：戊省" in told
    assert "今天已经提醒过，没有重复催报：乙省" in told
    assert "无人可送达，请电话催报：丁省" in told
    assert urged() == ["甲省", "乙省"]
    sent = Notice.objects.get(topic="milestone.urged", label="甲省")
    assert sent.body.endswith("请今天报送")
    assert sent.link == "/contact-sheets/mine/"
    assert quiet.short_name not in urged()
    trail = Entry.objects.filter(action="programs.milestone.urge").order_by("pk").last()
    assert (trail.detail["count"], trail.detail["note"]) == (1, "甲省")


def test_whom_the_ladder_reminded_today_is_not_reminded_again(officer, due):
    body = region("甲省")
    reminders.send_due(clock.today())

    outcome = actions.urge(due, [body], actor=officer)

    assert (outcome.told, outcome.heard) == ([], [body])


def test_tomorrow_one_may_be_reminded_again(officer, due, time_machine):
    body = region("甲省")
    actions.urge(due, [body], actor=officer)
    time_machine.move_to("2022-11-03T02:00:00Z", tick=False)

    assert actions.urge(due, [body], actor=officer).told == [body]


def test_nobody_ticked_is_said_and_the_remark_is_kept(client, officer, due):
    region("甲省")

    answer = press(client, due, note="请今天报送")

    assert answer.status_code == 422
    assert "请至少勾选一个单位" in answer.content.decode()
    assert 'value="请今天报送"' in answer.content.decode()
    with pytest.raises(ValidationError, match="请至少勾选一个单位"):
        actions.urge(due, [], actor=officer)


def test_an_auditor_and_a_closed_date_chase_nobody(client, due):
    auditor = actor(Kind.BUREAU, Duty.AUDITOR)
    body = region("甲省")
    client.force_login(auditor.user)

    assert press(client, due, body).status_code == 403
    assert "催报勾选的单位" not in page(client, "list", due.pk)
    type(due).objects.update(state="closed")
    due.refresh_from_db()
    with pytest.raises(PermissionDenied, match="时点已关闭，不再催报"):
        actions.urge(due, [body], actor=actor(Kind.BUREAU))
    assert urged() == []


@pytest.mark.parametrize("kind", [Kind.CENTRE, Kind.AUTHORITY, Kind.INSTITUTION])
def test_nobody_else_opens_the_pages(client, due, kind):
    client.force_login(actor(kind).user)

    for name in ("list", "workbook", "picture"):
        assert client.get(reverse(f"chasing:{name}", args=[due.pk])).status_code == 403


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_pressing_at_once_remind_nobody_twice(due):
    bodies = [region(f"省{number}") for number in range(4)]
    officers = [actor(Kind.BUREAU) for _ in range(4)]

    def push(officer):
        try:
            return len(actions.urge(due, bodies, actor=officer).told)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(push, officers))

    assert told == [0, 0, 0, 4]
    assert len(urged()) == 4


# --- a call on record -----------------------------------------------------------------


def call(client, due, body, **changes):
    url = reverse("chasing:call", args=[due.pk, body.code])
    fields = {**CALL, "called_at": "2022-11-02T09:30", **changes}
    return client.post(url, fields, follow=True)


def test_a_call_is_noted_and_shown_where_one_looks_for_it(client, officer, due):
    body = region("甲省")

    assert "已登记与甲省的通话" in call(client, due, body).content.decode()

    noted = PhoneCall.objects.get()
    assert (noted.number, noted.spoke_with, noted.answer) == tuple(CALL.values())
    assert noted.recorded_by == officer.user
    assert "本周内报送" in page(client, "body", due.pk, body.code)
    assert (
        "11-02 09:30 已通话：本周内报送"
        in client.get(reverse("milestones:arrears")).content.decode()
    )
    entry = Entry.objects.get(action="programs.milestone.log_call")
    assert entry.detail["note"] == "甲省：本周内报送"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": " "}, "拨打的号码：这个字段是必填项"),
        ({"answer": ""}, "答复：这个字段是必填项"),
        ({"called_at": "2022-11-02T10:01"}, "通话时间不能晚于现在"),
        ({"called_at": "昨天"}, "请填写日期和时间，例如 2022-11-02 09:30"),
    ],
)
def test_a_call_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    client, officer, due, changes, words
):
    answer = call(client, due, region("甲省"), **changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "值班员" in answer.content.decode()
    assert PhoneCall.objects.count() == 0


def test_the_same_call_is_not_noted_twice(client, officer, due):
    body = region("甲省")
    call(client, due, body)

    again = call(client, due, body)

    assert again.status_code == 422
    assert "这一分钟拨打这一号码的通话已经登记过" in again.content.decode()
    assert PhoneCall.objects.count() == 1


def test_a_body_that_does_not_owe_it_is_not_called_for_it(client, officer, due):
    answer = call(client, due, organization(Kind.INSTITUTION))

    assert answer.status_code == 422
    assert "该单位不承担这项工作" in answer.content.decode()


def test_the_database_keeps_no_empty_call(officer, due):
    row = {"milestone": due, "organization": region("甲省"), "called_at": clock.now()}

    with pytest.raises(IntegrityError, match="phone_call_complete"), transaction.atomic():
        PhoneCall.objects.create(**row, number="1", spoke_with="", recorded_by=officer.user)


def test_what_was_noted_about_a_body_is_not_the_bodys_to_read(officer, due):
    body = region("甲省")
    actions.log_call(due, body, **CALL, called_at=clock.now(), actor=officer)
    liaison = actor(Kind.AUTHORITY, organization=body)

    assert PhoneCall.objects.visible_to(liaison).count() == 0
    assert PhoneCall.objects.visible_to(officer).count() == 1


# --- a letter to the responsible official ---------------------------------------------


def release(client, due, body, **changes):
    url = reverse("chasing:letter", args=[due.pk, body.code])
    fields = {"subject": "请督促", "text": "请督促尽快报送。", **changes}
    return client.post(url, fields, follow=True)


def test_a_letter_waits_until_an_officer_releases_it(client, officer, due):
    body = region("甲省", leader=True)
    reminders.send_due(clock.today())
    assert letters() == []
    assert [todo.title for todo in bodies_to_phone()] == [
        "待发：电话催报“报送信息表”，1 个单位"
    ]
    form = page(client, "body", due.pk, body.code)
    assert "贵单位尚未办理。请督促经办人员尽快登录平台办理" in form
    assert "收件人：负责同志" in form

    told = release(client, due, body).content.decode()

    assert "已发给甲省负责同志" in told
    (letter,) = letters()
    assert (letter.subject, letter.body) == ("请督促", "请督促尽快报送。")
    assert letter.user.memberships.get().duty == Duty.LEAD
    assert bodies_to_phone() == []
    assert Entry.objects.filter(action="programs.milestone.release_letter").count() == 1


def test_a_call_settles_it_for_a_week(officer, due, time_machine):
    body = region("甲省")
    actions.log_call(due, body, **CALL, called_at=clock.now(), actor=officer)

    assert bodies_to_phone() == []
    assert [each.is_waiting for each in chased(officer, due)] == [False]
    time_machine.move_to("2022-11-08T02:00:00Z", tick=False)
    assert bodies_to_phone() == []
    time_machine.move_to("2022-11-09T02:00:00Z", tick=False)
    assert len(bodies_to_phone()) == 1
    assert [each.is_waiting for each in chased(officer, due)] == [True]


def test_without_an_official_it_goes_to_the_office_and_says_so(client, officer, due):
    body = region("甲省", office_email="office@example.invalid")

    assert "将发到办公邮箱 office@example.invalid" in page(client, "body", due.pk, body.code)
    release(client, due, body)

    sent = Notice.objects.get(topic="milestone.letter")
    assert (sent.channel, sent.address) == ("email", "office@example.invalid")


def test_without_either_the_way_is_the_telephone(client, officer, due):
    body = region("甲省")

    form = page(client, "body", due.pk, body.code)
    answer = release(client, due, body)

    words = "该单位没有负责同志的账号，也没有办公邮箱，请电话催报并登记"
    assert words in form
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("field", "words"), [("subject", "标题"), ("text", "正文")])
def test_an_empty_letter_is_not_sent(client, officer, due, field, words):
    answer = release(client, due, region("甲省", leader=True), **{field: " "})

    assert answer.status_code == 422
    assert f"{words}：这个字段是必填项" in answer.content.decode()
    assert letters() == []


def test_a_second_letter_on_the_same_day_is_refused(client, officer, due):
    body = region("甲省", leader=True)
    release(client, due, body)

    answer = release(client, due, body, text="再发一次")

    assert answer.status_code == 422
    assert "今天已经发给该单位负责同志" in answer.content.decode()
    assert "再发一次" in answer.content.decode()
    assert len(letters()) == 1


def test_a_letter_too_early_or_after_the_act_is_refused(officer, due, time_machine):
    early, acted = region("甲省", leader=True), region("乙省", leader=True)
    sheet(due.program, acted, state="submitted")
    words = {"subject": "题", "text": "文"}

    with pytest.raises(ValidationError, match="该单位已经办理"):
        actions.release_letter(due, acted, **words, actor=officer)
    time_machine.move_to("2022-11-01T02:00:00Z", tick=False)
    with pytest.raises(ValidationError, match="逾期满两个工作日"):
        actions.release_letter(due, early, **words, actor=officer)
    assert letters() == []


def test_nobody_but_an_officer_releases(due):
    body = region("甲省", leader=True)

    with pytest.raises(PermissionDenied):
        actions.release_letter(
            due, body, subject="题", text="文", actor=actor(Kind.BUREAU, Duty.AUDITOR)
        )
    assert letters() == []


def test_a_mail_that_came_back_leads_to_the_outbox(client, officer, due):
    body = authority(short_name="甲省", office_email="office@example.invalid")
    reminders.send_due(clock.today())
    Notice.objects.update(state="bounced")

    assert "到发件箱改投" in page(client, "body", due.pk, body.code)


def test_a_foreign_or_unknown_body_does_not_exist(client, officer, due):
    assert client.get(reverse("chasing:body", args=[due.pk, "NO"])).status_code == 404
    assert client.get(reverse("chasing:list", args=[10**6])).status_code == 404
