"""The workbench: everyone's own work first, the nearest day on top."""

from datetime import timedelta

import pytest

from institutions.states import Kind
from portal import clock
from portal.ui import navigation, todos, workbench
from portal.ui.todos import Todo
from portal.ui.workbench import Event, Figure
from tests.factories import actor

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch):
    monkeypatch.setattr(todos, "_providers", [])
    monkeypatch.setattr(workbench, "_providers", {panel: [] for panel in workbench.PANELS})


@pytest.fixture
def open_workbench(client):
    client.force_login(actor(Kind.CENTRE).user)
    return lambda query="": client.get(f"/workbench/{query}")


def test_it_needs_somebody(client):
    assert client.get("/workbench/").url == "/accounts/login/?next=/workbench/"


def test_nothing_to_do_is_said_so(open_workbench):
    assert "没有待办" in open_workbench().content.decode()


def test_work_of_all_apps_stands_by_day_and_can_be_narrowed(open_workbench):
    today = clock.today()
    todos.register(Kind.CENTRE, lambda _a: [Todo("今天的", "52 人", "/a/", "审核", today)])
    todos.register(Kind.CENTRE, lambda _a: [Todo("过期的", "3 行", "/b/", "审核", today - DAY)])

    whole, overdue = open_workbench(), open_workbench("?due=overdue")

    assert [t.title for t in whole.context["todos"]] == ["过期的", "今天的"]
    assert [t.title for t in overdue.context["todos"]] == ["过期的"]
    assert [(p["count"], p["current"]) for p in overdue.context["pills"]] == [
        (2, False),
        (1, True),
        (1, False),
        (0, False),
        (0, False),
    ]


def test_an_unknown_band_shows_everything(open_workbench):
    todos.register(Kind.CENTRE, lambda _a: [Todo("一件事", "", "/", "办")])

    assert len(open_workbench("?due=%3Cscript%3E").context["todos"]) == 1


def test_an_empty_band_leads_back_to_the_whole_list(open_workbench):
    todos.register(Kind.CENTRE, lambda _a: [Todo("一件事", "", "/", "办")])

    assert "这个期限内没有待办" in open_workbench("?due=today").content.decode()


def test_the_list_is_collected_once_for_the_bell_and_the_page(open_workbench):
    asked = []
    todos.register(Kind.CENTRE, lambda who: asked.append(who) or [])

    open_workbench()

    assert len(asked) == 1


def test_figures_and_dates_come_from_their_providers(open_workbench):
    today = clock.today()
    workbench.register(
        "figures", Kind.CENTRE, lambda _a: [Figure("待审名单", "4 份", url="/a/")]
    )
    workbench.register(
        "milestones",
        Kind.CENTRE,
        lambda _a: [Event(today + DAY, "截止", "next"), Event(today, "提醒")],
    )
    workbench.register(
        "recent", Kind.CENTRE, lambda _a: [Event(clock.now(), "新"), Event(today - DAY, "旧")]
    )
    workbench.register("recent", Kind.BUREAU, lambda _a: [Event(today, "别人的")])

    context = open_workbench().context

    assert [f.label for f in context["figures"]] == ["待审名单"]
    assert [e.text for e in context["milestones"]] == ["提醒", "截止"]
    assert [e.text for e in context["recent"]] == ["新", "旧"]


def test_a_trainee_starts_at_the_first_tab(client, monkeypatch):
    monkeypatch.setattr(navigation, "_pages", [])
    client.force_login(actor("trainee").user)

    assert client.get("/workbench/").status_code == 200

    navigation.register("trainee", "", "我的班级", "home:help", "home")

    assert client.get("/workbench/").url == "/help/"


def test_somebody_signed_in_skips_the_front_page(client):
    client.force_login(actor(Kind.CENTRE).user)

    assert client.get("/").url == "/workbench/"
