"""The pages of the calendar: what is typed wrong, stale, unconfirmed or not one's own."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from institutions.states import Kind
from portal.calendar.models import Holiday
from portal.workflow.engine import IllegalStep
from programs.actions import holiday as actions
from tests.factories import actor
from tests.support.queries import cost

from .edits import add, due

pytestmark = pytest.mark.django_db

LIST = "/holidays/"


def typed(day="2022-11-04", works="0", reason="某号通知", **more):
    return {"day": day, "is_workday": works, "name": "", "reason": reason, **more}


def test_the_page_enters_a_day_and_shows_it_in_its_year(client, officer):
    answer = client.post(reverse("holidays:add"), typed(day="2023-05-04"))

    assert answer.headers["Location"] == f"{LIST}?year=2023"
    page = client.get(f"{LIST}?year=2023").content.decode()
    assert ("2023-05-04 周四" in page, "某号通知" in page) == (True, True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (typed(day="soon"), "请填写日期"),
        (typed(day="2022-10-01"), "只能登记今天和以后的日期"),
        (typed(works="9"), "选择一个有效的选项"),
        (typed(reason=""), "请写明依据或理由"),
    ],
)
def test_wrong_input_is_422_with_what_was_typed(client, officer, given, words):
    page = client.post(reverse("holidays:add"), given)

    assert (page.status_code, words in page.content.decode()) == (422, True)
    assert page.context["form"].data["day"] == given["day"]


def test_the_page_warns_and_takes_the_confirmation(client, officer):
    due(date(2022, 10, 31), ladder=[-1, 0])
    given = typed(day="2022-10-28")

    page = client.post(reverse("holidays:add"), given)
    text = page.content.decode()
    assert (page.status_code, "请核对下列影响后再确认" in text) == (422, True)
    assert "-1 2022-10-28 → 2022-10-27" in text
    confirmed = page.context["fingerprint"]

    assert (
        client.post(reverse("holidays:add"), {**given, "confirmed": confirmed}).status_code
        == 302
    )
    assert Holiday.objects.get().day == date(2022, 10, 28)


def test_a_day_is_changed_and_taken_back_on_its_page(client, officer):
    row = add(officer)
    address = reverse("holidays:detail", args=[row.pk])
    assert client.get(address).status_code == 200

    changed = client.post(address, {"is_workday": "1", "reason": "更正", "seen": 1})
    stale = client.post(address, {"is_workday": "0", "reason": "更正", "seen": 1})
    wrong = client.post(address, {"is_workday": "0", "reason": "", "seen": 2})

    assert [page.status_code for page in (changed, stale, wrong)] == [302, 409, 422]
    assert Holiday.objects.get().is_workday is True
    away = reverse("holidays:remove", args=[row.pk])
    assert client.post(away, {"removal-reason": "", "removal-seen": 2}).status_code == 422
    given = {"removal-reason": "取消", "removal-seen": 2}
    assert client.post(away, given).headers["Location"] == f"{LIST}?year=2022"
    assert client.post(away, given).status_code == 404


def test_who_comes_after_a_removal_sees_the_list(client, officer, monkeypatch):
    row = add(officer)

    def quicker(holiday, **values):
        Holiday.objects.all().delete()
        raise IllegalStep("已由他人更改或撤销")

    monkeypatch.setattr(actions, "change_holiday", quicker)
    page = client.post(
        reverse("holidays:detail", args=[row.pk]),
        {"is_workday": "1", "reason": "更正", "seen": 1},
    )

    assert (page.status_code, "登记一天" in page.content.decode()) == (409, True)


def test_a_day_that_has_passed_meanwhile_says_so(client, officer, time_machine):
    row = add(officer)
    time_machine.move_to(datetime(2022, 11, 5, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    client.force_login(officer.user)
    address = reverse("holidays:detail", args=[row.pk])

    assert "这一天已经过去，不能再改" in client.get(address).content.decode()
    page = client.post(address, {"is_workday": "1", "reason": "更正", "seen": 1})
    assert (page.status_code, "只能登记今天和以后的日期" in page.content.decode()) == (
        422,
        True,
    )


def test_the_centre_reads_others_do_not(client, officer):
    row = add(officer)
    detail = reverse("holidays:detail", args=[row.pk])
    client.force_login(actor(Kind.CENTRE).user)
    assert [client.get(url).status_code for url in (LIST, detail)] == [200, 200]
    assert (
        client.post(detail, {"is_workday": "1", "reason": "因", "seen": 1}).status_code == 403
    )
    assert client.post(reverse("holidays:add"), typed()).status_code == 403

    client.force_login(actor(Kind.AUTHORITY).user)
    assert [client.get(url).status_code for url in (LIST, detail)] == [403, 403]
    assert list(Holiday.objects.visible_to(actor(Kind.AUTHORITY))) == []


def test_a_year_nobody_published_says_how_days_are_counted(client, officer, time_machine):
    time_machine.move_to(datetime(2027, 3, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    client.force_login(officer.user)

    assert "周一至周五算工作日" in client.get(LIST).content.decode()


@pytest.mark.parametrize("year", ["1999", "soon", "２０２２"])
def test_a_year_that_is_not_offered_is_not_found(client, officer, year):
    assert client.get(f"{LIST}?year={year}").status_code == 404


def test_the_list_costs_the_same_for_any_number_of_edits(client, officer):
    add(officer)
    before = cost(client, LIST)
    for day in range(7, 12):
        add(officer, day=date(2022, 11, day))

    assert cost(client, LIST) == before
