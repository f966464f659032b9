"""How full the quotas are, at the desk, on the class's page and on its list."""

import pytest
from django.urls import reverse

from institutions.states import Kind
from portal.ui import beside
from tests.factories import actor
from tests.factories import trainees as make
from tests.support.queries import cost
from trainees.actions import review
from trainees.queries import quota_gauges

pytestmark = pytest.mark.django_db


def test_gauges_count_what_is_approved_and_say_when_a_rule_is_broken():
    code = make.candidate().facts["uscc"]
    rows = [make.candidate(uscc=code), make.candidate(uscc=code), make.candidate()]
    roster = make.in_review(make.enrolling(capacity=10), rows=[*rows, make.candidate()])
    review.judge_rows(roster, make.keys(roster)[:3], "approved", actor=make.reviewer())
    of = roster.cohort
    make.quota(of, cap=1, severity="warn")
    make.quota(of, "industry", "工业", cap=20, unit="percent", severity="warn")
    make.quota(of, "tier", "srdi", floor=100, unit="percent")
    make.quota(None, "tier", "srdi", floor=4, per_class=False)
    make.quota(None, "industry", "工业", cap=3, per_class=False)
    make.quota(None, "industry", "批发业", cap=0)
    make.quota(None, "industry", "批发业", floor=0, per_class=False)

    found = quota_gauges.gauges(of)

    assert [(g["label"], g["num"], g["note"], g["hot"]) for g in found] == [
        ("每家企业", "最多的一家 2 人", "本班 · 上限 1 人，1 家超出", True),
        ("工业", "3 / 2 人", "本班 · 超出 1 人", True),
        ("专精特新中小企业及以上", "3 人 · 100%", "本班 · 不少于 100%", False),
        ("批发业", "0 / 0 人", "每班 · 不得突破", False),
        ("专精特新中小企业及以上", "3 人", "全年合计 · 不少于 4 人", True),
        ("工业", "3 / 3 人", "全年合计 · 不得突破", False),
        ("批发业", "0 人", "全年合计 · 不少于 0 人", False),
    ]


def test_gauges_of_an_empty_class_are_sound():
    of = make.enrolling()
    make.quota(of, cap=2, severity="warn")
    make.quota(of, "industry", "工业", floor=30, unit="percent")

    assert [(g["num"], g["value"]) for g in quota_gauges.gauges(of)] == [
        ("最多的一家 0 人", 0),
        ("0 人 · 0%", 0),
    ]


def test_pages_cost_the_same_for_one_rule_of_a_kind_and_for_many(client):
    client.force_login(make.reviewer().user)
    roster = make.in_review(size=2)
    pages = [
        reverse("rosters:review", args=[roster.pk]),
        reverse("quotas:cohort", args=[roster.cohort_id]),
        reverse("quotas:list"),
    ]
    costs = []
    for names in (["工业"], ["批发业", "零售业", "住宿业"]):
        for name in names:
            make.quota(roster.cohort, "industry", name, cap=9, floor=1)
            make.quota(None, "industry", name, cap=9, floor=1, per_class=False)
        costs.append([cost(client, page) for page in pages])

    assert costs[0] == costs[1]


def test_the_class_sees_its_own_bounds_by_its_list_and_no_decision(client):
    roster = make.in_review(size=3)
    make.quota(roster.cohort, "industry", "工业", cap=2)
    make.quota(None, "industry", "工业", cap=9, per_class=False)
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=make.reviewer())
    client.force_login(make.manager(roster.cohort).user)

    page = client.get(reverse("rosters:detail", args=[roster.pk]))

    told = [(g["label"], g["num"]) for g in page.context["gauges"]]
    assert told[2:] == [("工业", "3 / 2 人")]


def test_the_page_of_a_class_shows_the_offices_its_gauges_and_nobody_else(client):
    roster = make.in_review(size=1)
    make.quota(roster.cohort, "industry", "工业", cap=2)
    address = reverse("cohorts:detail", args=[roster.cohort_id])
    shown = []
    for person in (make.reviewer(), actor(Kind.BUREAU), make.manager(roster.cohort)):
        client.force_login(person.user)
        shown.append("0 / 2 人" in client.get(address).content.decode())

    assert shown == [True, True, False]


def test_the_desk_names_who_was_stopped_and_by_which_rule(client):
    client.force_login(make.reviewer().user)
    roster = make.in_review(size=2)
    make.quota(roster.cohort, "industry", "工业", cap=1)
    sent = {"decision": "approved", "scope": "all"}

    page = client.post(reverse("rosters:judge", args=[roster.pk]), sent, follow=True)

    name = make.entries(roster)[1].nomination.trainee.name
    told = [str(message) for message in page.context["messages"]]
    assert told == ["已拟通过 1 人", f"配额“工业：不超过 1 人”已满：还有 1 人待审：{name}"]


def test_a_panel_is_set_beside_known_pages_only():
    with pytest.raises(ValueError, match="unknown place 'nowhere'"):
        beside.register("nowhere", lambda actor, row: None)
