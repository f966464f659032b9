"""What approvals would take of the quotas, said before anything is written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import trainees as make
from tests.factories.programs import authority
from tests.trainees.test_opinion_pages import upload
from tests.trainees.test_opinions import filled
from trainees.actions import review
from trainees.queries.quota_forecast import forecast, of_desk

pytestmark = pytest.mark.django_db
YES, NO, NOTHING = ("通过", "", ""), ("退回", "R02", ""), ("", "", "")
SHOWN = ("label", "scope", "now", "more", "after", "most", "over", "blocks")


@pytest.fixture
def reviewer(client):
    reviewer = make.reviewer()
    client.force_login(reviewer.user)
    return reviewer


def people_of(region, number, **facts):
    home = authority(region, short_name=f"示例{region}").code
    return [make.candidate(region=home, **facts) for _ in range(number)]


def said(lines):
    return [tuple(line[name] for name in SHOWN) for line in lines]


def test_every_cap_says_now_more_after_and_what_goes_beyond(reviewer):
    code = people_of("R1", 1)[0].facts["uscc"]
    rows = [*people_of("R1", 3, uscc=code), *people_of("R2", 2)]
    roster = make.in_review(make.enrolling(capacity=10), rows=rows)
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=reviewer)
    of = roster.cohort
    make.quota(of, "authority", "R1", cap=2)
    make.quota(of, "industry", "工业", cap=90, unit="percent", severity="warn")
    make.quota(of, cap=1, severity="warn")
    make.quota(of, "authority", "R2", floor=1)
    make.quota(None, "authority", "R1", cap=9, per_class=False)
    make.quota(None, "industry", "批发业", cap=0)
    entries = make.entries(roster)

    found = forecast(of, entries[1:])

    assert said(found) == [
        ("示例R1", "本班", 1, 2, 3, 2, 1, True),
        ("工业", "本班", 1, 4, 5, 9, 0, False),
        ("每家企业（最多的一家）", "本班", 1, 2, 3, 1, 2, False),
        ("示例R1", "全年合计", 1, 2, 3, 9, 0, True),
        ("批发业", "每班", 0, 0, 0, 0, 0, True),
    ]


def test_whoever_gives_up_an_approval_makes_room(reviewer):
    roster = make.in_review(make.enrolling(capacity=10), rows=people_of("R1", 3))
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=reviewer)
    make.quota(roster.cohort, "authority", "R1", cap=2)
    make.quota(roster.cohort, cap=1)
    first, *others = make.entries(roster)

    assert [(x["after"], x["over"]) for x in forecast(roster.cohort, others, [first])] == [
        (2, 0),
        (1, 0),
    ]


def test_where_nobody_joins_or_nothing_is_capped_there_is_nothing_to_say(reviewer):
    roster = make.in_review(rows=people_of("R1", 2))
    make.quota(roster.cohort, "authority", "R1", floor=1)
    assert forecast(roster.cohort, make.entries(roster)) == []
    make.quota(roster.cohort, "industry", "工业", cap=1)

    assert forecast(roster.cohort, [], make.entries(roster)) == []
    assert len(of_desk(roster, make.keys(roster))) == 1
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=reviewer)
    assert of_desk(roster, make.keys(roster)[:1]) == []


def test_the_sheets_preview_says_it_before_anything_is_written(client, reviewer):
    roster = make.in_review(make.enrolling(capacity=10), rows=people_of("R1", 4))
    review.judge_rows(roster, make.keys(roster)[:1], "approved", actor=reviewer)
    make.quota(roster.cohort, "authority", "R1", cap=2)
    make.quota(roster.cohort, "industry", "工业", cap=9, severity="warn")

    page = upload(client, roster, filled(roster, NO, YES, YES, YES))

    text = page.content.decode()
    assert said(page.context["forecast"]) == [
        ("示例R1", "本班", 1, 3, 3, 2, 1, True),
        ("工业", "本班", 1, 3, 3, 9, 0, False),
    ]
    assert ("超出 1 人" in text, "不得突破：多出的保持原样并列出姓名" in text) == (True, True)
    none = upload(client, roster, filled(roster, NO, NOTHING))
    assert "配额预测" not in none.content.decode()


def test_the_desk_says_it_for_the_ticked_rows_and_keeps_the_ticks(client, reviewer):
    roster = make.in_review(make.enrolling(capacity=10), rows=people_of("R1", 3))
    make.quota(roster.cohort, "authority", "R1", cap=1, severity="warn")
    address = reverse("rosters:forecast", args=[roster.pk])
    ticked = make.keys(roster)[:2]

    page = client.post(address, {"row": ticked, "seen": roster.judgement_no, "note": "说明甲"})

    text = page.content.decode()
    assert said(page.context["forecast"]) == [("示例R1", "本班", 0, 2, 2, 1, 1, False)]
    assert ("只作提示，仍可拟通过" in text, text.count(" checked"), "说明甲" in text) == (
        True,
        2,
        True,
    )
    assert {entry.decision for entry in make.entries(roster)} == {"pending"}
    nobody = client.post(address, {"seen": roster.judgement_no}).content.decode()
    assert "没有配额管到所选的学员" in nobody
    assert client.get(address).url == reverse("rosters:review", args=[roster.pk])


def test_a_class_that_is_not_the_desks_is_not_forecast(client, reviewer):
    roster = make.in_review()
    client.force_login(make.manager(roster.cohort).user)

    assert client.post(reverse("rosters:forecast", args=[roster.pk])).status_code == 403


def test_the_forecast_costs_the_same_for_few_rows_and_for_many():
    def queries_of(size):
        rows = people_of("R1", size)
        roster = make.in_review(make.enrolling(capacity=99), rows=rows)
        make.quota(roster.cohort, "authority", "R1", cap=1)
        make.quota(roster.cohort, cap=1)
        keys = make.keys(roster)
        with CaptureQueriesContext(connection) as queries:
            assert len(of_desk(roster, keys)) == 2
        return len(queries)

    assert len({queries_of(size) for size in (1, 4)}) == 1
