"""The rehearsal's day: forward only, by personas only, and what is due then happens."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.actor import actor_for
from institutions.states import Kind
from portal import clock
from portal.audit.models import Entry
from portal.clock.actions import set_rehearsal_clock
from portal.demo import moments
from portal.demo.actions import CATCH_UP, move_clock
from portal.demo.moments import Moment, next_moment
from portal.jobs import registry, worker
from portal.jobs.models import Job, Periodic
from tests.factories import actor, member, organization, user

START = datetime(2022, 10, 28, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def season(db, rehearsal):
    set_rehearsal_clock(START, backwards=True)


@pytest.fixture
def officer(season):
    return member(organization(Kind.BUREAU), persona="bureau")


@pytest.fixture
def only_these(monkeypatch):
    """Only the moments a test names."""
    sources = {}
    monkeypatch.setattr(moments, "_sources", sources)
    return lambda *found: moments.register("test", lambda after: found)


def move(client, **fields):
    return client.post("/demo/clock/", fields, follow=True)


def test_a_persona_sets_the_day(client, officer):
    client.force_login(officer)

    page = move(client, act="set", clock="2022-11-01", next="/people/")

    assert page.redirect_chain == [("/people/", 302)]
    assert "今天已是 2022-11-01" in page.content.decode()
    nine = datetime(2022, 11, 1, 9, 0, tzinfo=START.tzinfo)
    assert abs(clock.now() - nine) < timedelta(seconds=10)


@pytest.mark.parametrize("day", ["2022-10-28", "2022-10-27", "1999-01-01"])
def test_time_does_not_run_back_and_the_refusal_says_so(client, officer, day):
    client.force_login(officer)

    page = move(client, act="set", clock=day)

    assert "演练日期只能向后调" in page.content.decode()
    assert clock.today() == date(2022, 10, 28)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"act": "set", "clock": "明天"}, "请按 2022-11-01 的格式填写"),
        ({"act": "set", "clock": "9999-12-31"}, "一次最多向后调"),
        ({"act": "set", "clock": ""}, "请选一个日期"),
        ({"act": "undo"}, "选择"),
        ({}, "必填"),
    ],
)
def test_nonsense_is_told_and_moves_nothing(client, officer, fields, told):
    client.force_login(officer)

    page = move(client, **fields)

    assert page.status_code == 200
    assert told in page.content.decode()
    assert clock.today() == date(2022, 10, 28)


def test_the_next_moment_is_the_earliest_of_all_rooms(only_these):
    only_these(
        Moment(date(2022, 11, 2), "后来"),
        Moment(date(2022, 10, 31), "信息表截止"),
        Moment(date(2022, 10, 31), "提醒"),
        Moment(date(2022, 10, 31), "信息表截止"),
        Moment(date(2022, 10, 28), "今天"),
    )

    assert next_moment(date(2022, 10, 28)) == Moment(date(2022, 10, 31), "信息表截止、提醒")
    assert next_moment(date(2022, 11, 2)) is None


def test_jumping_to_the_next_moment_says_what_happens_then(client, officer, only_these):
    only_these(Moment(date(2022, 10, 31), "信息表截止"))
    client.force_login(officer)

    page = move(client, act="next")

    assert "今天已是 2022-10-31：信息表截止" in page.content.decode()
    assert clock.today() == date(2022, 10, 31)


def test_with_nothing_ahead_the_jump_is_refused_politely(client, officer, only_these):
    client.force_login(officer)

    page = move(client, act="next")

    assert "后面没有已定的时点，请直接选择日期" in page.content.decode()
    assert clock.today() == date(2022, 10, 28)


def test_what_recurs_runs_under_the_new_day_at_once(officer, monkeypatch):
    seen = []
    monkeypatch.setattr(registry, "_recurring", {})
    registry.register_periodic("reminders", 3600, lambda: seen.append(clock.today()))
    worker.sweep()

    move_clock(date(2022, 10, 31), actor=actor_for(officer))
    worker.drain(kinds={CATCH_UP})

    assert seen == [date(2022, 10, 28), date(2022, 10, 31)]
    assert Periodic.objects.get(name="reminders").due_at > clock.wall()
    assert Job.objects.get(kind=CATCH_UP).state == "done"


def test_moving_the_day_leaves_a_trace(officer):
    move_clock(date(2022, 10, 31), actor=actor_for(officer))

    entry = Entry.objects.get()
    assert (entry.action, entry.detail) == ("clock.rehearsalclock.move", {"to": "2022-10-31"})


def test_a_day_another_moved_past_meanwhile_is_refused(officer):
    """Both read 10-28; the first goes to 11-05, the second would pull it back to 11-01."""
    with clock.reading():
        move_clock(date(2022, 11, 5), actor=actor_for(officer))
        assert clock.today() == date(2022, 10, 28)

        with pytest.raises(ValidationError, match="2022-11-05 之后"):
            move_clock(date(2022, 11, 1), actor=actor_for(officer))

    assert clock.today() == date(2022, 11, 5)


def test_only_a_signed_in_persona_moves_it(client, season):
    assert client.post("/demo/clock/", {"act": "next"}).url.startswith("/accounts/login/")

    client.force_login(user())

    assert client.post("/demo/clock/", {"act": "next"}).status_code == 403
    assert clock.today() == date(2022, 10, 28)


def test_outside_rehearsal_the_verb_refuses(db):
    with pytest.raises(PermissionDenied):
        move_clock(date(2099, 1, 1), actor=actor("bureau"))


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example"]
)
def test_moving_the_day_leads_nowhere_else(client, officer, target):
    client.force_login(officer)

    page = client.post("/demo/clock/", {"act": "set", "clock": "2022-11-01", "next": target})

    assert page.url == "/workbench/"


def test_the_clock_of_the_real_year_is_never_moved(db):
    with pytest.raises(PermissionDenied, match="只有演练环境可以改动日期"):
        set_rehearsal_clock(START, backwards=True)

    assert abs(clock.now() - clock.wall()) < timedelta(seconds=1)


def test_only_the_first_loading_turns_the_clock_back(season):
    with pytest.raises(ValidationError, match="只能向后调"):
        set_rehearsal_clock(START - timedelta(days=1))

    assert abs(clock.now() - START) < timedelta(seconds=10)
