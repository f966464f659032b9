"""A telephone call on record."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from institutions.states import Kind
from portal import clock
from portal.audit.models import Entry
from programs.actions import chasing as actions
from programs.models import PhoneCall
from tests.factories import actor, organization

from .ways import CALL, page, region


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
