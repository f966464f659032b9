"""A letter to the responsible official goes out by an officer's hand only."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from programs import reminders
from programs.actions import chasing as actions
from programs.queries.chasing import chased
from programs.todos.milestone import bodies_to_phone
from tests.factories import actor
from tests.factories.programs import authority, sheet

from .ways import CALL, letters, page, region


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

    assert "看邮件、改正邮箱" in page(client, "body", due.pk, body.code)


def test_a_foreign_or_unknown_body_does_not_exist(client, officer, due):
    assert client.get(reverse("chasing:body", args=[due.pk, "NO"])).status_code == 404
    assert client.get(reverse("chasing:list", args=[10**6])).status_code == 404
