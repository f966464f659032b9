"""Pages of a 变更名单: begun from the class's list, filled person by person, judged."""

import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from tests.factories import actor
from tests.factories import trainees as make
from trainees.actions import amendment, review
from trainees.actions import roster as rosters
from trainees.models import Enrolment, Roster, RosterChange
from trainees.todos.rosters import to_write

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    """The manager of a class of two, signed in."""
    who = make.manager(make.enrolled(size=2).cohort)
    client.force_login(who.user)
    return who


@pytest.fixture
def begun(team):
    return amendment.open_amendment(Roster.objects.get().cohort, actor=team)


def form_of(roster, place=0):
    enrolment = Enrolment.objects.order_by("number")[place]
    return reverse("amendments:change", args=[roster.pk, enrolment.pk])


def test_a_decided_list_offers_its_change_and_begins_it(client, team):
    first = Roster.objects.get()
    detail = client.get(reverse("rosters:detail", args=[first.pk]))
    assert "办理变更" in detail.text

    answer = client.post(reverse("amendments:open", args=[first.cohort_id]), follow=True)

    assert Roster.objects.get(round=2).kind == "amendment"
    assert "填写退班、更正" in answer.text
    again = client.post(reverse("amendments:open", args=[first.cohort_id]), follow=True)
    assert "第 2 批名单还在办理" in again.text


def test_people_are_chosen_and_their_change_is_entered(client, begun):
    listed = client.get(reverse("amendments:people", args=[begun.pk]))
    assert "已填 0 人，最多 5 人" in listed.text

    answer = client.post(
        form_of(begun), {"kind": "withdraw", "reason": "本人离职"}, follow=True
    )

    assert (RosterChange.objects.get().kind, "退班" in answer.text) == ("withdraw", True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "请选择退班或更正"),
        ({"kind": "withdraw"}, "请写明变更原因"),
        ({"kind": "correct", "reason": "录入有误"}, "没有要更正的内容"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, begun, typed, sentence):
    answer = client.post(form_of(begun), {"post": "", **typed})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert typed.get("reason", "") in answer.text


def test_who_cannot_be_changed_is_told_why_before_anything_is_typed(client, begun):
    client.post(form_of(begun), {"kind": "withdraw", "reason": "本人离职"})

    assert "该学员已在这份变更名单中" in client.get(form_of(begun)).text


def test_a_list_already_sent_takes_no_further_change(client, begun, team):
    client.post(form_of(begun), {"kind": "withdraw", "reason": "本人离职"})
    begun.refresh_from_db()
    rosters.submit_roster(begun, revision=begun.revision, actor=team)

    assert "不能填写变更" in client.get(form_of(begun, 1)).text
    late = client.post(form_of(begun, 1), {"kind": "withdraw", "reason": "离职"})
    assert late.status_code == 409


@pytest.mark.parametrize("name", ["people", "change"])
def test_another_bodys_list_is_not_found(client, begun, name):
    client.force_login(actor(Kind.INSTITUTION, Duty.MANAGER).user)
    address = (
        form_of(begun) if name == "change" else reverse("amendments:people", args=[begun.pk])
    )

    assert client.get(address).status_code == 404


def test_the_desk_shows_what_changes_and_the_snapshot_keeps_it(client, begun, team):
    client.post(
        form_of(begun),
        {"kind": "correct", "post": "董事长（演示）", "reason": "录入有误（演示）"},
    )
    begun.refresh_from_db()
    sent = rosters.submit_roster(begun, revision=begun.revision, actor=team)
    by = make.reviewer()
    review.take_roster(sent, actor=by)
    client.force_login(by.user)
    desk = client.get(reverse("rosters:review", args=[sent.pk]) + "?decision=all")
    assert "变更名单" in desk.text
    assert "录入有误（演示）" in desk.text
    assert "<ins>董事长（演示）</ins>" in desk.text
    review.judge_rows(sent, make.keys(sent), "approved", actor=by)

    done = client.post(reverse("rosters:finish", args=[sent.pk]), follow=True)

    assert "变更名单：通过 1 人，不予变更 0 人" in done.text
    assert (
        "已更正" in client.get(reverse("rosters:review", args=[sent.pk]) + "?decision=all").text
    )
    page = client.get(reverse("snapshots:detail", args=[sent.snapshots.get().pk]))
    assert [str(row["tag"]["text"]) for row in page.context["rows"]] == ["已更正"]
    assert "<del>总经理</del> <ins>董事长（演示）</ins>" in page.text


def test_a_change_in_the_making_waits_on_the_workbench_without_a_day_it_is_due(begun, team):
    (todo,) = to_write(team)

    assert (todo.title.startswith("提交变更名单"), todo.due) == (True, None)


def test_a_change_refused_reads_so(client, begun, team):
    client.post(form_of(begun), {"kind": "withdraw", "reason": "本人离职"})
    begun.refresh_from_db()
    sent = rosters.submit_roster(begun, revision=begun.revision, actor=team)
    by = make.reviewer()
    review.take_roster(sent, actor=by)
    review.judge_rows(sent, make.keys(sent), "rejected", reason="N01", actor=by)
    review.decide_roster(sent, actor=by)

    assert "不予变更" in client.get(reverse("rosters:detail", args=[sent.pk])).text


def test_the_pills_of_a_change_count_what_changed_and_not_whom_it_concerns(client, begun, team):
    client.post(form_of(begun), {"kind": "withdraw", "reason": "本人离职（演示）"})
    client.post(form_of(begun, 1), {"kind": "withdraw", "reason": "本人离职（演示）"})
    address = reverse("rosters:detail", args=[begun.pk])

    def counted():
        client.force_login(team.user)
        pills = client.get(address).context["pills"]
        return {pill["text"]: pill["count"] for pill in pills}

    assert counted() == {
        "全部": 2,
        "待修改": 0,
        "推荐待确认": 0,
        "已录取": 0,
        "变更已生效": 0,
    }
    begun.refresh_from_db()
    sent = rosters.submit_roster(begun, revision=begun.revision, actor=team)
    by = make.reviewer()
    review.take_roster(sent, actor=by)
    first, second = make.keys(sent)
    review.judge_rows(sent, [first], "approved", actor=by)
    review.judge_rows(sent, [second], "rejected", reason="N01", actor=by)
    review.decide_roster(sent, actor=by)

    assert (counted()["变更已生效"], counted()["已录取"]) == (1, 0)


def test_somebody_of_a_large_class_is_found_by_name_or_enterprise(client, begun):
    first, second = Enrolment.objects.order_by("number")
    address = reverse("amendments:people", args=[begun.pk])

    def found(words):
        page = client.get(address, {"q": words})
        return [row.pk for row in page.context["page"]]

    assert found("") == [first.pk, second.pk]
    assert found(f" {second.trainee.name} ") == [second.pk]
    assert found(first.nomination.enterprise.name) == [first.pk]
    assert "没有符合条件的学员" in client.get(address, {"q": "无此人"}).text


def test_who_has_left_is_frozen_as_gone_and_who_may_not_as_refused(client, begun, team):
    for place in (0, 1):
        client.post(form_of(begun, place), {"kind": "withdraw", "reason": "离职（演示）"})
    begun.refresh_from_db()
    sent = rosters.submit_roster(begun, revision=begun.revision, actor=team)
    by = make.reviewer()
    review.take_roster(sent, actor=by)
    review.judge_rows(sent, make.keys(sent)[:1], "approved", actor=by)
    review.judge_rows(sent, make.keys(sent)[1:], "rejected", reason="N01", actor=by)
    review.decide_roster(sent, actor=by)

    page = client.get(reverse("snapshots:detail", args=[sent.snapshots.get().pk]))

    assert [str(row["tag"]["text"]) for row in page.context["rows"]] == ["已退班", "不通过"]
