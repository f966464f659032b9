"""Sending: to whom, exactly once, after an outage, by several beats at once."""

import json
from datetime import date
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from institutions.states import Duty, Kind
from portal import clock
from portal.jobs.models import Job
from portal.notices.models import Notice
from programs import jobs, reminders
from programs.actions.milestone import postpone_milestone
from programs.queries import ladder
from tests.factories import actor, member
from tests.factories.programs import authority, milestone, sheet
from tests.support.ledger import Ledger
from tests.support.races import at_once

pytestmark = pytest.mark.django_db


def sent():
    keys = Notice.objects.filter(topic__in=ladder.TOPICS).order_by("pk")
    return [":".join(key.split(":")[3:5]) for key in keys.values_list("key", flat=True)]


def test_before_nine_nothing_goes_out_and_after_nine_only_once(sheets_due, liaison, at):
    at(10, 26, 8, 59)
    assert jobs.remind() == 0
    at(10, 26, 9)
    assert (jobs.remind(), jobs.remind()) == (1, 0)
    at(10, 26, 23)
    assert jobs.remind() == 0

    notice = Notice.objects.get()
    assert (notice.user, notice.label) == (liaison.user, "广东")
    assert notice.key == "milestone:2022-2023:contact_sheet:GD:-3:2022-10-31"
    assert notice.subject == ("请办理“报送信息表”：10月31日（周一）24:00 前，还有 3 个工作日")
    assert notice.link == "/contact-sheets/mine/"
    assert "广东尚未完成“报送信息表”" in notice.body


def test_after_the_due_day_it_is_a_different_letter(sheets_due, liaison, at):
    at(11, 1)
    jobs.remind()

    notice = Notice.objects.get()
    assert notice.topic == "milestone.overdue"
    assert notice.subject == ("催报“报送信息表”：10月31日（周一）24:00 截止，逾期 1 个工作日")


def test_the_season_of_one_who_never_answers(sheets_due, liaison, at):
    for month, day in [(10, d) for d in range(25, 32)] + [(11, d) for d in range(1, 16)]:
        at(month, day, 10)
        jobs.remind()

    assert sent() == ["GD:-3", "GD:-1", "GD:0", "GD:+1", "GD:+2", "GD:+3", "GD:+5", "GD:w1"]


def test_after_an_outage_missed_rungs_collapse_into_the_latest(sheets_due, liaison, at):
    at(10, 26)
    jobs.remind()
    at(11, 5, 15)  # a Saturday; 0, +1, +2 and +3 were missed
    jobs.remind()
    jobs.remind()

    assert sent() == ["GD:-3", "GD:+3"]


def test_who_delivers_in_time_hears_no_more(sheets_due, liaison, year, at):
    at(10, 26)
    jobs.remind()
    sheet(year, liaison.organization, state="submitted")
    at(10, 28)
    jobs.remind()

    assert sent() == ["GD:-3"]


def test_the_liaison_is_told_not_the_leader_and_without_one_the_office(sheets_due, at):
    gd = actor(Kind.AUTHORITY, organization=authority("GD"))
    member(gd.organization, Duty.LEAD)
    authority("GS", office_email="office@example.invalid")
    authority("AH")
    at(11, 2)

    jobs.remind()

    told = set(Notice.objects.values_list("key", "channel", "recipient"))
    assert {(key.split(":")[3], channel, who) for key, channel, who in told} == {
        ("GD", "inbox", f"user:{gd.user.pk}"),
        ("GS", "email", "office@example.invalid"),
    }


def test_an_account_opened_later_does_not_repeat_the_rung(sheets_due, at):
    body = authority("GS", office_email="office@example.invalid")
    at(10, 28)
    jobs.remind()
    actor(Kind.AUTHORITY, organization=body)
    jobs.remind()

    assert Notice.objects.count() == 1


def test_whom_nobody_could_reach_is_reached_once_an_account_is_opened(sheets_due, at):
    body = authority("AH")
    at(10, 28)
    jobs.remind()
    assert sent() == []

    actor(Kind.AUTHORITY, organization=body)
    jobs.remind()

    assert sent() == ["AH:-1"]


def test_after_a_postponement_the_ladder_is_climbed_anew(sheets_due, liaison, at):
    at(10, 28)
    jobs.remind()
    postpone_milestone(
        sheets_due, due_on=date(2022, 11, 4), reason="测试", actor=actor(Kind.BUREAU)
    )
    jobs.remind()
    at(11, 1)
    jobs.remind()
    at(11, 3)
    jobs.remind()

    assert sent() == ["GD:-1", "GD:-3", "GD:-1"]


@pytest.mark.parametrize("people", [1, 4])
def test_sending_costs_the_same_for_any_number_of_people(
    sheets_due, at, people, django_assert_num_queries
):
    member_of = authority("GD")
    for _ in range(people):
        member(member_of)
    day = at(10, 28)

    with django_assert_num_queries(12):
        reminders.send_due(day)

    assert Notice.objects.count() == people


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("ledger", "notices"), [(True, 1), (False, 3)])
def test_three_beats_at_once_send_one_because_of_the_ledger(
    sheets_due, liaison, at, monkeypatch, ledger, notices
):
    at(10, 28)
    gate, look = Barrier(3), reminders.unsent

    def look_together(items):
        found = look(items)
        gate.wait(10)
        return found

    monkeypatch.setattr(reminders, "unsent", look_together)
    with Ledger(on=ledger):
        assert at_once(jobs.remind, jobs.remind, jobs.remind) == []
        assert Notice.objects.count() == notices


# --- the command ------------------------------------------------------------------------


def report(*arguments):
    out = StringIO()
    call_command("send_reminders", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def entry(organization, rung, *recipients, level="liaison"):
    return {
        "milestone": "contact_sheet",
        "organization": organization,
        "rung": rung,
        "level": level,
        "recipients": list(recipients),
    }


@pytest.fixture
def regions(sheets_due):
    """广东 has a liaison and a leader, 甘肃 an office address, 安徽 nothing."""
    gd = authority("GD", seq=1)
    member(gd, full_name="周望舒（演示）")
    member(gd, Duty.LEAD, full_name="顾长风（演示）")
    authority("GS", seq=2, office_email="office@example.invalid")
    authority("AH", seq=3)


@pytest.mark.parametrize(
    ("day", "rung"), [("2022-10-26", "-3"), ("2022-10-28", "-1"), ("2022-10-31", "0")]
)
def test_the_simulation_says_who_gets_what_on_a_day(regions, at, day, rung):
    assert report("--simulate", "--on", day) == [
        entry("GD", rung, "周望舒（演示）"),
        entry("GS", rung, "office@example.invalid"),
        entry("AH", rung),
    ]
    assert Notice.objects.count() == 0


def test_from_the_second_day_on_the_leader_waits_for_release(regions, at):
    assert report("--simulate", "--on", "2022-11-02") == [
        entry("GD", "+2", "周望舒（演示）"),
        entry("GD", "+2", "顾长风（演示）", level="leader"),
        entry("GS", "+2", "office@example.invalid"),
        entry("GS", "+2", level="leader"),
        entry("AH", "+2"),
        entry("AH", "+2", level="leader"),
    ]


@pytest.mark.parametrize("day", ["2022-10-25", "2022-10-27", "2022-10-29", "2022-11-04"])
def test_on_days_without_a_rung_nobody_gets_anything(regions, at, day):
    assert report("--simulate", "--on", day) == []


def test_todays_simulation_shows_what_was_sent_and_what_an_outage_left(regions, at):
    at(10, 27)
    assert [row["rung"] for row in report("--simulate")] == ["-3", "-3", "-3"]

    report()
    assert report("--simulate") == [entry("AH", "-3")]
    at(10, 28)
    report()
    assert [row["rung"] for row in report("--simulate")] == ["-1", "-1", "-1"]


def test_the_command_sends_once_and_reports_it(regions, at):
    at(10, 28)

    first, again = report(), report()

    assert first == [
        entry("GD", "-1", "周望舒（演示）"),
        entry("GS", "-1", "office@example.invalid"),
        entry("AH", "-1"),
    ]
    assert again == [entry("AH", "-1")]
    assert Notice.objects.count() == 2


def test_the_command_leaves_no_mail_of_its_own_waiting(regions, at, settings):
    settings.EMAIL_CONFIG = None
    at(10, 28)

    report()

    assert Job.objects.exclude(state="done").count() == 0


def test_words_are_for_people(regions, at):
    out = StringIO()

    call_command("send_reminders", "--simulate", "--on", "2022-10-28", stdout=out)

    assert out.getvalue().splitlines() == [
        "contact_sheet  GD  -1  liaison  周望舒（演示）",
        "contact_sheet  GS  -1  liaison  office@example.invalid",
        "contact_sheet  AH  -1  liaison  （无人可送达）",
        "将提醒 3 项",
    ]


def test_only_today_can_be_sent(regions, at):
    with pytest.raises(CommandError, match="今天是 2022-10-25，其他日期只能与 --simulate 同用"):
        report("--on", "2022-10-28")

    assert Notice.objects.count() == 0


def test_a_day_that_is_none_is_refused(regions):
    with pytest.raises(CommandError, match="例如 2022-10-31，现为“昨天”"):
        report("--simulate", "--on", "昨天")


# --- what the officers see --------------------------------------------------------------


def test_two_days_in_arrears_a_body_stands_on_the_list_to_phone(sheets_due, liaison, at):
    later = clock.end_of(date(2022, 11, 4))
    gs = authority("GS")
    sheets_due.extensions.create(organization=gs, due_at=later, reason="测试")
    milestone(sheets_due.program, "plan", days=90)

    assert reminders.to_phone(at(11, 1)) == []
    assert reminders.to_phone(at(11, 2)) == [(sheets_due, [liaison.organization])]


def test_the_ladder_tells_what_went_out_and_what_comes(sheets_due, liaison, at):
    at(10, 26)
    jobs.remind()
    at(10, 28, 12)

    lines = reminders.ladder_view(sheets_due, clock.now())

    assert [(line["kind"], line["text"]) for line in lines] == [
        ("done", "前 3 个工作日：已提醒 1 个单位"),
        ("done", "前 1 个工作日：没有发出提醒"),
        ("next", "截止当天：提醒届时仍未办理的单位"),
        ("next", "逾期第 1 个工作日：提醒届时仍未办理的单位"),
        *(
            (
                "next",
                f"逾期第 {count} 个工作日：催报届时仍未办理的单位，并列入“待发”，"
                "由经办人电话催报",
            )
            for count in (2, 3, 5)
        ),
        ("next", "逾期后每周：催报届时仍未办理的单位，并列入“待发”，由经办人电话催报"),
    ]


def test_a_closed_milestone_has_no_next_rung(sheets_due, at):
    at(10, 28, 12)
    sheets_due.state = "closed"

    assert [line["kind"] for line in reminders.ladder_view(sheets_due, clock.now())] == [
        "done",
        "done",
    ]


def test_before_the_year_is_open_there_is_no_ladder(sheets_due):
    sheets_due.program.opened_at = None

    assert reminders.ladder_view(sheets_due, clock.now()) == []


def test_board_and_date_show_the_ladder(client, sheets_due, liaison, at):
    at(10, 26)
    jobs.remind()
    client.force_login(actor(Kind.BUREAU).user)

    pages = [
        client.get(url).content.decode()
        for url in (
            reverse("sheets:board"),
            reverse("milestones:detail", args=[sheets_due.pk]),
        )
    ]

    assert ["前 3 个工作日：已提醒 1 个单位" in page for page in pages] == [True, True]


def test_before_the_year_is_open_the_date_says_so(client, sheets_due, year):
    type(year).objects.update(state="planning", opened_at=None)
    client.force_login(actor(Kind.BUREAU).user)

    page = client.get(reverse("milestones:detail", args=[sheets_due.pk]))

    assert "通知发布后开始提醒" in page.content.decode()
