"""The side navigation and the work list: each actor's own, counted once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from institutions.models import Organization
from portal import clock
from portal.ui import chrome, navigation, todos, workbench
from portal.ui.navigation import Count
from portal.ui.todos import Todo
from tests.factories import actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch):
    monkeypatch.setattr(navigation, "_pages", [])
    monkeypatch.setattr(todos, "_providers", [])
    monkeypatch.setattr(chrome, "_providers", {})
    monkeypatch.setattr(workbench, "_providers", {panel: [] for panel in workbench.PANELS})


def bodies(_actor) -> int:
    return Organization.objects.count()


def test_pages_stand_in_their_groups_in_order():
    navigation.register("centre", "manage", "操作记录", "home:help", "shield")
    navigation.register(("centre", "bureau"), "do", "后", "home:front", "users", 20)
    navigation.register("centre", "do", "先", "home:privacy", "users", 10)

    groups = navigation.items(actor("centre"))

    found = [(str(label), [item.label for item in items]) for label, items in groups]
    assert found == [("办理", ["先", "后"]), ("管理", ["操作记录"])]


def test_only_the_actors_own_pages_are_counted_with_one_query_each(django_assert_num_queries):
    navigation.register("centre", "do", "甲", "home:help", "users", count=bodies)
    navigation.register("centre", "do", "乙", "home:front", "users", count=bodies)
    navigation.register("bureau", "do", "丙", "home:privacy", "users", count=bodies)
    reviewer = actor("centre")

    with django_assert_num_queries(2):
        ((_label, items),) = navigation.items(reviewer)

    assert [item.count for item in items] == [Count(1), Count(1)]


def test_a_page_may_be_for_certain_duties_only():
    navigation.register(
        "bureau",
        "manage",
        "操作记录",
        "home:help",
        "shield",
        when=lambda actor: "auditor" in actor.duties,
    )

    assert navigation.items(actor("bureau")) == []
    assert len(navigation.items(actor("bureau", "auditor"))) == 1


@pytest.mark.parametrize(
    ("group", "icon", "message"),
    [("tools", "users", "group 'tools'"), ("do", "umbrella", "icon 'umbrella'")],
)
def test_an_unknown_group_or_icon_is_refused(group, icon, message):
    with pytest.raises(ValueError, match=message):
        navigation.register("centre", group, "名单", "home:help", icon)


def test_a_page_is_registered_once_for_a_kind():
    navigation.register("centre", "do", "名单", "home:help", "users")
    navigation.register("bureau", "do", "名单", "home:help", "users")

    with pytest.raises(ValueError, match="already registered"):
        navigation.register(("centre", "partner"), "do", "名单", "home:help", "users")


def test_the_current_page_is_the_longest_address_above_it():
    navigation.register("centre", "", "首页", "home:front", "home")
    navigation.register("centre", "", "帮助", "home:help", "info")
    groups = navigation.items(actor("centre"))

    assert navigation.current(groups, "/help/due/") == reverse("home:help")
    assert navigation.current([], "/help/") == ""


def test_todos_of_all_apps_stand_by_due_day():
    today = clock.today()
    todos.register("centre", lambda _actor: [Todo("丙", "", "/", "办")])
    todos.register("centre", lambda _actor: [Todo("乙", "", "/", "办", today)])
    todos.register("centre", lambda _actor: [Todo("甲", "", "/", "办", today - DAY)])
    todos.register("bureau", lambda _actor: [Todo("别人的", "", "/", "办", today)])

    found = todos.collect(actor("centre"))

    assert [todo.title for todo in found] == ["甲", "乙", "丙"]


DAY = timedelta(days=1)


def test_each_todo_is_in_one_band_and_in_all():
    wednesday = clock.start_of(clock.today()).date().replace(year=2022, month=12, day=28)
    days = {"overdue": -1, "today": 0, "week": 4, "later": 5}
    found = [Todo(b, "", "/", "办", wednesday + n * DAY) for b, n in days.items()]

    bands = todos.by_band(found, wednesday)

    assert {band: [t.title for t in rows] for band, rows in bands.items() if band} == {
        band: [band] for band in days
    }
    assert bands[""] == found


def test_the_bell_uses_the_cheap_counter_where_there_is_one():
    todos.register("centre", pytest.fail, counter=lambda _actor: 3)
    todos.register("centre", lambda _actor: [Todo("甲", "", "/", "办")])

    assert todos.count(actor("centre")) == 4


def test_an_unknown_slot_or_panel_is_refused():
    with pytest.raises(ValueError, match="unknown slot 'weather'"):
        chrome.fill("weather", str)
    with pytest.raises(ValueError, match="unknown panel 'weather'"):
        workbench.register("weather", "centre", list)


def test_a_slot_is_filled_once_and_an_empty_one_is_silent():
    assert chrome.ask("consult") == ""

    chrome.fill("consult", lambda: "业务咨询")

    assert chrome.ask("consult") == "业务咨询"
    with pytest.raises(ValueError, match="already filled"):
        chrome.fill("consult", str)
