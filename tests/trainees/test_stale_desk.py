"""Two reviewers at one row, a page gone stale, and rows that were put off."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from portal import clock
from portal.calendar.days import add_workdays
from portal.workflow.engine import IllegalStep
from tests.factories import trainees as make
from trainees.actions import review
from trainees.actions.roster import submit_roster
from trainees.models import Roster, RosterEntry
from trainees.todos import rosters as waiting

pytestmark = pytest.mark.django_db


def said(roster):
    return [entry.decision for entry in make.entries(roster)]


def names(roster):
    return [entry.nomination.trainee.name for entry in make.entries(roster)]


def post(client, by, name, roster, **data):
    client.force_login(by.user)
    return client.post(reverse(f"rosters:{name}", args=[roster.pk]), data)


def seen_by(client, by, roster) -> int:
    client.force_login(by.user)
    page = client.get(reverse("rosters:review", args=[roster.pk]))
    return page.context["roster"].judgement_no


# --- two at one row ---------------------------------------------------------------------


def test_the_second_opinion_does_not_overwrite_the_first(one, other):
    roster = make.in_review(size=3)
    keys = make.keys(roster)
    review.judge_rows(roster, keys[:1], "approved", seen=0, actor=one)

    account = review.judge_rows(roster, keys[:2], "returned", reason="R01", seen=0, actor=other)

    assert (said(roster), account.done) == (
        ["approved", "returned", "pending"],
        {"returned": 1},
    )
    assert account.moved == names(roster)[:1]
    again = review.judge_rows(roster, keys[:1], "returned", reason="R01", seen=2, actor=other)
    assert (again.moved, said(roster)[0]) == ([], "returned")


def test_without_the_number_seen_the_second_wins(one, other):
    roster = make.in_review(size=1)
    keys = make.keys(roster)
    review.judge_rows(roster, keys, "approved", actor=one)

    review.judge_rows(roster, keys, "held", reason="H01", actor=other)

    assert said(roster) == ["held"]


def test_whoever_agrees_or_changes_their_own_word_is_not_stopped(one, other):
    roster = make.in_review(size=1)
    keys = make.keys(roster)
    review.judge_rows(roster, keys, "held", reason="H01", note="查", seen=0, actor=one)

    same = review.judge_rows(roster, keys, "held", reason="H01", note="查", seen=0, actor=other)
    own = review.judge_rows(roster, keys, "approved", seen=0, actor=other)

    assert (same.moved, own.moved, said(roster)) == ([], [], ["approved"])


def test_a_page_from_before_the_class_mended_the_row_is_stale(one, other):
    roster = make.in_review(size=1)
    keys = make.keys(roster)
    review.judge_rows(roster, keys, "returned", reason="R01", seen=0, actor=one)
    review.decide_roster(roster, actor=one)
    roster = Roster.objects.for_table().get()
    old = roster.judgement_no
    roster = submit_roster(roster, revision=roster.revision, actor=make.manager(roster.cohort))
    review.take_roster(roster, actor=one)

    account = review.judge_rows(roster, keys, "approved", seen=old, actor=one)

    assert (len(account.moved), said(roster)) == (1, ["pending"])
    review.judge_rows(roster, keys, "pending", seen=old, actor=one)
    roster.refresh_from_db()
    account = review.judge_rows(roster, keys, "approved", seen=roster.judgement_no, actor=one)
    assert said(roster) == ["approved"]


def test_the_page_shows_both_opinions_and_keeps_what_was_typed(client, one, other):
    roster = make.in_review(size=2)
    key = make.keys(roster)[0]
    seen = seen_by(client, other, roster)
    review.judge_rows(roster, [key], "held", reason="H01", note="等证明", actor=one)

    data = {"row": key, "decision": "returned", "reason": "R02", "note": "补营业执照"}
    page = post(client, other, "judge", roster, seen=seen, next="", **data)

    shown = page.content.decode()
    assert page.status_code == 409
    for words in (
        "暂缓",
        "等证明",
        str(one.user),
        "拟退回",
        "R02 材料不全，请补充",
        "补营业执照",
    ):
        assert words in shown
    assert said(roster)[0] == "held"
    fresh = page.context["roster"].judgement_no
    answer = post(client, other, "judge", roster, seen=fresh, **data)
    assert (answer.status_code, said(roster)[0]) == (302, "returned")


def test_of_many_ticked_rows_the_rest_is_written_and_the_moved_are_named(client, one, other):
    roster = make.in_review(size=3)
    keys = make.keys(roster)
    seen = seen_by(client, other, roster)
    review.judge_rows(roster, keys[:1], "rejected", reason="N01", actor=one)

    page = post(client, other, "judge", roster, seen=seen, row=keys, decision="approved")

    assert page.status_code == 409
    assert said(roster) == ["rejected", "approved", "approved"]
    texts = [str(message) for message in page.context["messages"]]
    assert texts == [
        "已拟通过 2 人",
        f"1 人在您打开页面后已有变动，没有改动：{names(roster)[0]}",
    ]
    assert [row["entry"].pk for row in page.context["moved"]] == keys[:1]


@pytest.mark.parametrize("seen", ["", "x", "-1", "99²"])
def test_a_page_that_does_not_say_what_it_saw_is_stale(client, one, other, seen):
    roster = make.in_review(size=1)
    keys = make.keys(roster)
    review.judge_rows(roster, keys, "held", reason="H01", actor=one)

    page = post(client, other, "judge", roster, seen=seen, row=keys, decision="approved")

    assert (page.status_code, said(roster)) == (409, ["held"])


def test_what_was_judged_while_closing_was_looked_at_is_looked_at_again(client, one, other):
    roster = make.in_review(size=2)
    keys = make.keys(roster)
    review.judge_rows(roster, keys[:1], "approved", actor=one)
    seen = seen_by(client, one, roster)
    review.judge_rows(roster, keys[1:], "rejected", reason="N01", actor=other)

    page = post(client, one, "finish", roster, seen=seen)

    texts = [str(message) for message in page.context["messages"]]
    assert (page.status_code, texts) == (
        409,
        ["核对期间有人改过审核意见，请按最新的再核对"],
    )
    with pytest.raises(IllegalStep):
        review.decide_roster(roster, seen=seen, actor=one)
    post(client, one, "finish", roster, seen=page.context["roster"].judgement_no)
    assert Roster.objects.get().state == "decided"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_two_who_press_at_once_exactly_one_has_the_word():
    roster = make.in_review(size=1)
    keys = make.keys(roster)
    both = [(make.reviewer(), "approved", ""), (make.reviewer(), "rejected", "N01")]
    together, accounts = threading.Barrier(2), {}

    def press(actor, decision, reason):
        try:
            together.wait()
            found = review.judge_rows(
                roster, keys, decision, reason=reason, seen=0, actor=actor
            )
            accounts[decision] = found
        finally:
            connection.close()

    crowd = [threading.Thread(target=press, args=each) for each in both]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()

    (winner,) = [decision for decision, found in accounts.items() if not found.moved]
    (loser,) = [found for found in accounts.values() if found.moved]
    assert (said(roster), dict(loser.done)) == ([winner], {})


# --- put off ----------------------------------------------------------------------------


def hold(roster, keys, by, **more):
    return review.judge_rows(roster, keys, "held", reason="H01", actor=by, **more)


def test_a_held_row_comes_back_on_the_day_that_was_chosen(client, one):
    roster = make.in_review(size=2)
    keys = make.keys(roster)
    day = clock.today() + timedelta(days=9)
    post(
        client, one, "judge", roster, row=keys[0], decision="held", reason="H01", until=f"{day}"
    )
    row = make.entries(roster)[0]
    assert (row.decision, row.hold_until) == ("held", day)
    name = names(roster)[0]
    desk = reverse("rosters:review", args=[roster.pk])

    def waits():
        return name in client.get(desk).content.decode()

    assert waits() is False
    RosterEntry.objects.filter(pk=row.pk).update(hold_until=clock.today())
    assert waits() is True
    shown = client.get(desk).content.decode()
    assert (f"暂缓到 {clock.today():%m-%d}（{one.user}" in shown, "已到期" in shown) == (
        True,
        True,
    )


def test_without_a_day_it_is_five_working_days(one):
    roster = make.in_review(size=1)

    hold(roster, make.keys(roster), one)

    (row,) = make.entries(roster)
    assert row.hold_until == add_workdays(clock.today(), 5)
    review.judge_rows(roster, [row.pk], "approved", actor=one)
    assert make.entries(roster)[0].hold_until is None


@pytest.mark.parametrize("days", [0, -1])
def test_nobody_is_put_off_until_a_day_that_has_come(client, one, days):
    roster = make.in_review(size=1)
    day = clock.today() + timedelta(days=days)

    with pytest.raises(ValidationError):
        hold(roster, make.keys(roster), one, until=day)

    data = {"row": make.keys(roster), "decision": "held", "reason": "H01"}
    for until in (f"{day}", "morgen"):
        page = post(client, one, "judge", roster, until=until, note="留着", **data)
        assert (page.status_code, "留着" in page.content.decode()) == (422, True)
    assert said(roster) == ["pending"]


def test_the_workbench_hears_of_a_held_row_when_it_is_due(one):
    roster = make.in_review(size=1)
    hold(roster, make.keys(roster), one)
    assert waiting.count_to_review(one) == 0

    RosterEntry.objects.update(hold_until=clock.today())

    assert waiting.count_to_review(one) == 1
    assert waiting.to_review(one)[0].sub.startswith("待您审 1 人")


def test_only_a_held_row_has_a_day(one):
    roster = make.in_review(size=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        roster.entries.update(hold_until=clock.today())

    assert said(roster) == ["pending"]
