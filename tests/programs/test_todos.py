"""What waits for whom, in words, with its day and the way to it."""

from datetime import date

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from portal import clock
from portal.ui import navigation
from portal.ui.todos import collect, count
from programs.models import Receipt
from programs.todos import cohort as plans
from tests.factories import actor, organization
from tests.factories.programs import (
    authority,
    circular,
    cohort,
    countersign,
    mandate,
    milestone,
    program,
    sheet,
)
from tests.support.queries import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(time_machine):
    time_machine.move_to(clock.start_of(date(2022, 10, 28)), tick=False)
    return program()


def sheets_due(year, day=31):
    return milestone(year, due_at=clock.end_of(date(2022, 10, day)))


def titles(who):
    return [todo.title for todo in collect(who)]


def test_the_bureau_finds_forms_a_notice_and_the_centres_plans(year):
    officer = actor(Kind.BUREAU)
    for _ in range(2):
        sheet(year, state="submitted")
    sheet(year)
    circular(year, document_no="〔2022〕1号")
    own = cohort(year, organization(Kind.CENTRE), state="countersigned", name="专题班")
    cohort(year, state="countersigned")

    found = {todo.kind: todo for todo in collect(officer)}

    assert {kind: todo.title for kind, todo in found.items()} == {
        "sheet": "审阅信息表，2 份待确认",
        "circular": "发布通知：测试通知",
        "plan_decision": "批准培训方案：专题班",
    }
    assert found["sheet"].sub == "最早 10-28 00:00 报送"
    assert found["plan_decision"].url == reverse("cohorts:detail", args=[own.pk])
    assert count(officer) == 3


def test_an_auditor_has_nothing_to_do(year):
    sheet(year, state="submitted")

    assert titles(actor(Kind.BUREAU, Duty.AUDITOR)) == []


def test_two_working_days_late_the_bureau_is_asked_to_phone(year):
    sheets_due(year, day=26)
    for number in range(7):
        authority(f"S{number}", short_name=f"示例{number}省")
    sheet(year, authority("S0"), state="submitted")
    officer = actor(Kind.BUREAU)

    (call,) = [todo for todo in collect(officer) if todo.kind == "phone"]

    assert call.title == "待发：电话催报“报送信息表”，6 个单位"
    assert call.sub == "示例1省、示例2省、示例3省、示例4省、示例5省、示例6省"
    assert call.due == date(2022, 10, 26)
    authority("S7")
    (call,) = [todo for todo in collect(officer) if todo.kind == "phone"]
    assert call.sub.endswith("示例6省等")


def test_the_centre_finds_plans_on_which_every_region_has_spoken(year):
    cohort(year, state="countersigned", name="会签完毕")
    objected = cohort(year, state="submitted", name="有意见")
    countersign(objected, opinion="objected", note="请改")
    half = cohort(year, state="submitted", name="未答完")
    countersign(half, opinion="objected", note="请改")
    countersign(half)
    waiting = cohort(year, state="submitted", name="待会签")
    countersign(waiting)
    own = cohort(year, organization(Kind.CENTRE), state="countersigned", name="自办")
    reviewer = actor(Kind.CENTRE)

    assert titles(reviewer) == ["批准培训方案：会签完毕", "批准培训方案：有意见"]
    assert [todo.sub.split(" · ")[1] for todo in collect(reviewer)] == [
        "会签完毕",
        "有主管部门提出意见",
    ]
    assert plans.plans_waiting(reviewer) == 2
    assert plans.plans_waiting(actor(Kind.BUREAU)) == 1
    assert titles(actor(Kind.CENTRE, Duty.ISSUER)) == []
    assert own.name not in "".join(titles(reviewer))


def test_an_authority_finds_its_form_its_plans_and_the_notice(year):
    gd = authority("GD")
    sheets_due(year)
    milestone(year, "receipt", due_at=clock.end_of(date(2022, 10, 28)))
    notice = circular(year)
    Receipt.objects.create(circular=notice, organization=gd)
    Receipt.objects.create(circular=notice, organization=authority("GS"))
    plan = cohort(year, state="submitted", name="甘肃班", countersign_due_on=date(2022, 11, 4))
    countersign(plan, gd)
    countersign(plan, authority("GS"))
    liaison = actor(Kind.AUTHORITY, organization=gd)

    assert [(todo.title, todo.action, todo.due) for todo in collect(liaison)] == [
        ("签收通知：测试通知", "签收", date(2022, 10, 28)),
        ("填报工作信息表", "填报", date(2022, 10, 31)),
        ("会签培训方案：甘肃班", "会签", date(2022, 11, 4)),
    ]
    assert plans.countersigns_waiting(liaison) == 1
    leader = actor(Kind.AUTHORITY, Duty.LEAD, organization=gd)
    assert titles(leader) == ["签收通知：测试通知", "会签培训方案：甘肃班"]


def test_a_notice_without_a_day_of_receipt_is_undated(year):
    gd = authority("GD")
    Receipt.objects.create(circular=circular(year), organization=gd)

    (todo,) = collect(actor(Kind.AUTHORITY, organization=gd))

    assert todo.due is None


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", ["填报工作信息表"]),
        ("returned", ["按退回意见修改工作信息表"]),
        ("submitted", []),
        ("accepted", []),
    ],
)
def test_the_form_waits_until_it_is_delivered(year, state, expected):
    gd = authority("GD")
    sheets_due(year)
    sheet(year, gd, state=state)

    assert titles(actor(Kind.AUTHORITY, organization=gd)) == expected


def test_an_institution_finds_the_plan_it_owes_or_got_back(year):
    milestone(year, "plan", due_at=clock.end_of(date(2022, 11, 30)))
    manager = actor(Kind.INSTITUTION)
    mandate(manager.organization, year)

    assert [(todo.title, todo.due) for todo in collect(manager)] == [
        ("编报培训方案", date(2022, 11, 30))
    ]
    back = cohort(year, manager.organization, state="returned", name="甘肃班")
    assert titles(manager) == ["修改退回的培训方案：甘肃班"]
    assert plans.plans_returned(manager) == 1
    back.state = "submitted"
    back.save()
    assert titles(manager) == []
    clerk = actor(Kind.INSTITUTION, Duty.CLERK, organization=manager.organization)
    assert titles(clerk) == []


def test_the_centres_manager_owes_a_plan_as_well(year):
    milestone(year, "plan", due_at=clock.end_of(date(2022, 11, 30)))
    lead = actor(Kind.CENTRE, Duty.MANAGER)
    mandate(lead.organization, year)

    assert titles(lead) == ["编报培训方案"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.BUREAU, ["信息表看板", "培训方案", "谁还没办", "通知", "年度时点"]),
        (Kind.CENTRE, ["培训方案", "谁还没办", "通知", "年度时点"]),
        (Kind.AUTHORITY, ["工作信息表", "方案会签", "通知", "培训班次"]),
        (Kind.INSTITUTION, ["培训方案", "通知"]),
        (Kind.PARTNER, ["培训方案", "通知"]),
        (Kind.EVALUATOR, []),
    ],
)
def test_each_role_finds_its_pages_of_the_year(client, year, kind, expected):
    who = actor(kind)
    client.force_login(who.user)
    ours = ("/contact-sheets/", "/cohorts/", "/circulars/", "/milestones/")
    pages = [page for _group, listed in navigation.items(who) for page in listed]

    own = [page for page in pages if page.url.startswith(ours)]

    assert [str(page.label) for page in own] == expected
    answers = [client.get(page.url).status_code for page in own]
    assert answers == [200] * len(expected)


@pytest.mark.parametrize("kind", [Kind.BUREAU, Kind.CENTRE, Kind.AUTHORITY, Kind.INSTITUTION])
def test_the_workbench_costs_the_same_for_any_number(client, year, kind):
    who = actor(kind)
    client.force_login(who.user)
    body = who.organization
    sheets_due(year, day=20)
    mandate(body, year)

    def one_more():
        sheet(year, state="submitted")
        Receipt.objects.create(circular=circular(year), organization=body)
        plan = cohort(year, state="submitted")
        countersign(plan, body if kind == Kind.AUTHORITY else None)
        cohort(year, state="countersigned")
        cohort(year, organization(Kind.CENTRE), state="countersigned")
        cohort(year, body, state="returned")
        return cost(client, reverse("home:workbench"))

    one_more()
    assert len({one_more() for _ in range(3)}) == 1
