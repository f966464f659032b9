"""谁还没办: one list over all open dates, the worst first, the same for every size."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.ui import wording
from programs import reminders
from programs.queries.arrears import arrears
from tests.factories import actor, member, organization
from tests.factories.programs import authority, mandate, milestone, program, sheet
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


def bodies(rows):
    return [row.organization.short_name for row in rows]


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def reachable(name, code="", **fields):
    return authority(code, short_name=name, office_email=f"{name}@example.invalid", **fields)


def test_whom_nobody_reaches_first_then_the_longest_overdue_then_the_nearest(officer):
    year = program(opened_at=clock.now() - timedelta(days=60))
    forms = milestone(year, days=-4)
    milestone(year, "plan", days=9)
    plans = actor(Kind.INSTITUTION)
    mandate(plans.organization, year)
    reachable("后到期", seq=1)
    own = reachable("单独期限", seq=2)
    authority(short_name="无人", seq=3)
    sheet(year, reachable("已报", seq=4), state="submitted")
    forms.extensions.create(
        organization=own, due_at=clock.end_of(clock.today() + timedelta(days=2)), reason="因"
    )

    rows = arrears(officer)

    assert bodies(rows) == ["无人", "后到期", "单独期限", plans.organization.short_name]
    assert [(row.days_over, row.state) for row in rows] == [
        (4, "overdue"),
        (4, "overdue"),
        (0, "ahead"),
        (0, "ahead"),
    ]


def test_the_centre_sees_its_own_duties_only():
    year = program()
    milestone(year)
    milestone(year, "plan")
    authority()
    manager = actor(Kind.INSTITUTION)
    mandate(manager.organization, year)

    rows = arrears(actor(Kind.CENTRE))

    assert bodies(rows) == [manager.organization.short_name]


@pytest.mark.parametrize("kind", [Kind.AUTHORITY, Kind.INSTITUTION, Kind.EVALUATOR])
def test_nobody_else_opens_the_list_or_takes_it_away(client, kind):
    client.force_login(actor(kind).user)

    for name in ("milestones:arrears", "milestones:arrears_export"):
        assert client.get(reverse(name)).status_code == 403


def test_a_closed_date_and_one_not_yet_begun_owe_nothing(officer):
    year = program()
    milestone(year, state="closed")
    milestone(year, "plan", opens_at=clock.now() + timedelta(days=1))
    authority()
    mandate(organization(Kind.INSTITUTION), year)

    assert arrears(officer) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "站内未读"),
        ({"state": "read"}, "已送达"),
    ],
)
def test_the_fate_of_the_last_reminder_in_the_inbox(officer, time_machine, changes, words):
    time_machine.move_to("2022-10-24T02:00:00Z", tick=False)
    milestone(program(opened_at=clock.now() - timedelta(days=30)), days=3)
    actor(Kind.AUTHORITY)
    reminders.send_due(clock.today())
    Notice.objects.filter(channel="inbox").update(**changes)

    assert [row.reminder.label for row in arrears(officer)] == [words]


@pytest.mark.parametrize(
    ("state", "words", "unreachable"),
    [
        ("held", "邮件未外发", False),
        ("sent", "已送达", False),
        ("bounced", "未送达或退信", True),
        ("failed", "未送达或退信", True),
    ],
)
def test_the_fate_of_a_letter_to_an_office(officer, time_machine, state, words, unreachable):
    time_machine.move_to("2022-10-24T02:00:00Z", tick=False)
    milestone(program(opened_at=clock.now() - timedelta(days=30)), days=3)
    reachable("a")
    reminders.send_due(clock.today())
    Notice.objects.update(state=state)

    [row] = arrears(officer)

    assert (row.reminder.label, row.is_unreachable) == (words, unreachable)


def test_another_years_or_bodys_reminder_is_not_taken_for_this_ones(officer, time_machine):
    time_machine.move_to("2022-10-24T02:00:00Z", tick=False)
    milestone(program(opened_at=clock.now() - timedelta(days=30)), days=3)
    authority("GD", office_email="gd@example.invalid")
    reminders.send_due(clock.today())
    authority("GDX", office_email="gdx@example.invalid")

    told = {row.organization.code: row.reminder is not None for row in arrears(officer)}

    assert told == {"GD": True, "GDX": False}


def test_phones_are_the_offices_and_the_doers_never_a_leaders(officer):
    milestone()
    body = reachable("甲", office_phone="0000-1234567")
    doer = member(body, Duty.LIAISON)
    leader = member(body, Duty.LEAD)
    type(doer).objects.filter(pk=doer.pk).update(mobile="13800000001")
    type(doer).objects.filter(pk=leader.pk).update(mobile="13900000009")

    [row] = arrears(officer)

    assert row.phones == ("0000-1234567", f"{doer} 13800000001")


def test_the_page_filters_marks_samples_and_leaves_them_uncounted(client, officer):
    milestone(days=-1)
    reachable("甲省")
    reachable("示例一省", is_sample=True)
    url = reverse("milestones:arrears")

    page = client.get(url)
    named = client.get(url, {"q": "甲", "state": "overdue", "kind": "authority"})
    none = client.get(url, {"milestone": "plan"})
    nonsense = client.get(url, {"milestone": "nothing", "state": "x"})

    assert [item["value"] for item in page.context["stats"]] == [0, 1, 0, 0]
    assert page.context["samples"] == 1
    assert bodies(named.context["rows"]) == ["甲省"]
    assert none.context["rows"] == []
    assert len(nonsense.context["rows"]) == 2


def test_the_workbook_is_what_the_page_shows_with_phones_as_text(client, officer):
    milestone()
    reachable("甲省", "GD", office_phone="0102345678")
    reachable("乙省", "HN")
    posted = Notice.objects.create(
        topic="milestone.reminder",
        key=f"milestone:2022-2023:contact_sheet:GD:-3:{clock.today()}",
        channel="email",
        state="sent",
        message_id="<1@example.invalid>",
        posted_at=clock.now(),
        batch=uuid4(),
    ).posted_at

    answer = client.get(reverse("milestones:arrears_export"), {"q": "甲"})

    lines = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert [line[10] for line in lines] == ["电话", "0102345678"]
    assert lines[1][6:8] == (f"{wording.local(posted):%Y-%m-%d %H:%M}", "已送达")
    entry = Entry.objects.get(action="programs.program.export_arrears")
    assert entry.detail == {"count": 1}


def test_without_a_year_there_is_nothing_to_take_away(client, officer):
    assert client.get(reverse("milestones:arrears")).status_code == 200
    assert client.get(reverse("milestones:arrears_export")).status_code == 404


def test_the_query_count_does_not_grow_with_bodies_or_people(client, officer):
    milestone()
    actor(Kind.AUTHORITY)
    url = reverse("milestones:arrears")

    def one_more():
        actor(Kind.AUTHORITY, organization=authority(office_phone="1"))
        return cost(client, url)

    assert len({one_more() for _ in range(4)}) == 1
