"""A reminder by hand: once a day, and nobody who has acted."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from programs import reminders
from programs.actions import chasing as actions
from tests.factories import actor
from tests.factories.programs import authority, sheet

from .ways import page, press, region, urged


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


@pytest.mark.postgres
@pytest.mark.parametrize("code", ["\0", "A\0B", "NO", "9" * 40])
def test_what_is_no_body_is_refused(client, officer, due, code):
    region("甲省")
    url = reverse("chasing:urge", args=[due.pk])

    assert client.post(url, {"bodies": [code]}).status_code == 422
    assert urged() == []


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
