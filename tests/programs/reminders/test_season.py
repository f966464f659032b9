"""The whole season foreseen: the same as every single day."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from institutions.models import Deputy
from institutions.states import Duty, Kind
from portal import clock
from portal.notices.models import Notice
from programs import reminders
from tests.factories import actor, member
from tests.factories.programs import authority, milestone, sheet
from tests.support.queries import cost

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2022, 10, 25), date(2022, 11, 21)


def facts(item):
    told = sorted(str(recipient.user or recipient.address) for recipient in item.recipients)
    return item.sent_on, item.organization.code, item.rung.name, item.level, told


@pytest.fixture
def regions(year, sheets_due, liaison):
    """广东 has a liaison and a leader, who stands in for the liaison on two days; 甘肃 an
    office address and a day of its own; 安徽 has delivered."""
    leader = member(liaison.organization, Duty.LEAD, full_name="顾长风（演示）")
    Deputy.objects.create(
        membership=liaison.user.memberships.get(),
        user=leader,
        from_on=date(2022, 11, 1),
        until_on=date(2022, 11, 2),
        appointed_at=clock.now(),
    )
    extended, done = authority("GS", office_email="gs@example.invalid"), authority("AH")
    sheet(year, done, state="submitted")
    sheets_due.extensions.create(
        organization=extended, due_at=clock.end_of(date(2022, 11, 4)), reason="因"
    )
    milestone(year, "receipt", days=2)


def report(*arguments):
    out = StringIO()
    call_command("send_reminders", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_season_is_the_sum_of_its_days(regions):
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    single = [facts(item) for day in days for item in reminders.simulated(day, FIRST)]

    whole = [facts(item) for item in reminders.season(FIRST, LAST)]

    assert sorted(whole) == sorted(single)
    assert [day for day, *_rest in whole] == sorted(day for day, *_rest in whole)
    assert {code for _day, code, *_rest in whole} == {"GD", "GS"}
    liaison = [item[-1] for item in whole if item[1] == "GD" and item[3] == "liaison"]
    assert [len(told) for told in liaison] == [1, 1, 1, 2, 2, 1, 1, 1, 1]


def test_what_is_foreseen_is_what_is_sent(regions, at):
    foreseen = reminders.season(FIRST, LAST)
    words = dict(zip([item.key for item in foreseen], reminders.letters(foreseen), strict=True))
    day = FIRST
    while day <= LAST:
        at(day.month, day.day)
        reminders.send_due(day)
        day += timedelta(days=1)

    sent = set(Notice.objects.values_list("key", "subject", "body"))
    assert sent == {
        (item.key, *words[item.key])
        for item in foreseen
        if item.level == "liaison" and item.recipients
    }
    assert {key.split(":")[3] for key, _subject, _body in sent} == {"GD", "GS"}


def test_the_command_prints_the_season_from_the_opening(regions):
    rows = report("--simulate", "--until", "2022-11-01")

    gd = [(row["day"], row["rung"]) for row in rows if row["organization"] == "GD"]
    assert gd == [
        ("2022-10-26", "-3"),
        ("2022-10-28", "-1"),
        ("2022-10-31", "0"),
        ("2022-11-01", "+1"),
    ]
    assert report("--simulate", "--on", "2022-11-01", "--until", "2022-11-01") == [
        row for row in rows if row["day"] == "2022-11-01"
    ]
    assert Notice.objects.count() == 0


def test_the_command_gives_the_words_on_demand(regions):
    [row, *_rest] = report("--simulate", "--on", "2022-11-02", "--texts")

    assert row["subject"] == "催报“报送信息表”：10月31日（周一）24:00 截止，逾期 2 个工作日"
    assert row["body"].startswith("广东尚未完成“报送信息表”。")


def test_for_people_each_line_begins_with_its_day(regions):
    out = StringIO()
    call_command("send_reminders", "--simulate", "--until", "2022-10-26", stdout=out)

    assert out.getvalue().splitlines()[0].startswith("2022-10-26  contact_sheet  GD  -3  ")
    assert out.getvalue().splitlines()[-1].startswith("将提醒 ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--until", "2022-11-01"], "只能与 --simulate 同用"),
        (["--texts"], "只能与 --simulate 同用"),
        (
            ["--simulate", "--until", "2023-02-22"],
            "一次最多预演 120 天，开始的那天是 2022-10-25",
        ),
        (["--simulate", "--until", "2022-10-01"], "不能早于开始的那天 2022-10-25"),
        (["--simulate", "--until", "soon"], "--until：请填日期"),
    ],
)
def test_nonsense_is_refused_in_one_line(regions, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("send_reminders", *arguments)


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def test_the_page_shows_the_words_that_would_go_out(client, officer, regions):
    page = client.get(reverse("milestones:simulation"), {"first": "2022-11-02"})

    shown = [(g["rung"], g["to_leader"], g["recipients"]) for g in page.context["groups"]]
    assert shown[0] == ("+2", True, 1)
    assert shown[1] == ("+2", False, 2)
    assert (
        "催报“报送信息表”：10月31日（周一）24:00 截止，逾期 2 个工作日" in page.content.decode()
    )
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"first": "2022-11-02", "last": "2022-11-01"}, "不能早于开始的日期"),
        ({"first": "2022-11-02", "last": "2023-03-02"}, "一次最多预演 120 天"),
        ({"first": "soon"}, "请填写日期"),
    ],
)
def test_wrong_days_are_422(client, officer, regions, days, words):
    page = client.get(reverse("milestones:simulation"), days)

    assert (page.status_code, words in page.content.decode()) == (422, True)


def test_only_the_offices_foresee(client):
    client.force_login(actor(Kind.AUTHORITY).user)

    assert client.get(reverse("milestones:simulation")).status_code == 403


def test_the_query_count_does_not_grow_with_bodies(client, officer, regions):
    url = reverse("milestones:simulation") + "?last=2022-11-21"

    def one_more():
        actor(Kind.AUTHORITY)
        return cost(client, url)

    assert len({one_more() for _ in range(3)}) == 1


def test_nor_with_days(client, officer, regions):
    url = reverse("milestones:simulation") + "?last="

    assert cost(client, f"{url}2022-11-30") == cost(client, f"{url}2023-02-21")
