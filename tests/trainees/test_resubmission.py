"""Returned rows on their way back: changes are shown, what was not returned is locked."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from portal.workflow.engine import IllegalStep
from tests.factories import trainees as make
from tests.factories.programs import authority
from trainees.actions import people, review
from trainees.actions.roster import submit_roster
from trainees.models import Roster
from trainees.queries.entry import differences
from trainees.queries.review import authority_names

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(one):
    """Six rows: enrolled, refused, held, and three that went back."""
    roster = make.in_review(size=6)
    keys = make.keys(roster)
    review.judge_rows(roster, keys[:1], "approved", actor=one)
    review.judge_rows(roster, keys[1:2], "rejected", reason="N01", actor=one)
    review.judge_rows(roster, keys[2:3], "held", reason="H01", actor=one)
    review.judge_rows(roster, keys[3:], "returned", reason="R01", actor=one)
    review.decide_roster(roster, actor=one)
    return Roster.objects.for_table().get(pk=roster.pk)


def amend(entry, by, **facts):
    return people.amend_row(entry, {**entry.nomination.facts, **facts}, actor=by)


def sent_again(roster, by):
    roster = Roster.objects.for_table().get(pk=roster.pk)
    roster = submit_roster(roster, revision=roster.revision, actor=by)
    return review.take_roster(roster, actor=make.reviewer())


def facts_of(roster):
    return [entry.nomination.facts for entry in make.entries(roster)]


def test_only_returned_rows_are_open_to_the_class_whatever_the_way(returned):
    """By hand, by import, by removal: the enrolled, refused and held say what they said."""
    teacher = make.manager(returned.cohort)
    before = facts_of(returned)
    rows = make.entries(returned)

    for row in rows[:3]:
        with pytest.raises(ValidationError) as refusal:
            amend(row, teacher, post="顾问")
        (why,) = refusal.value.messages
        assert why.partition("（")[0] in {
            "该学员已审核，内容不能再改",
            "该学员在本班审核不通过，不能再报",
        }
        with pytest.raises(IllegalStep):
            people.remove_entries(returned, [row.pk], actor=teacher)
    numbers = [int(row.nomination.trainee.name.removeprefix("演示")) for row in rows]
    typed = [make.candidate(number, post="顾问") for number in numbers]
    outcomes = people.accept_rows(returned, typed, attested=True, actor=teacher)

    assert [outcome.status for outcome in outcomes] == ["error"] * 3 + ["update"] * 3
    assert returned.entries.count() == 6
    after = facts_of(returned)
    assert after[:3] == before[:3]
    assert [facts["post"] for facts in after[3:]] == ["顾问"] * 3


def test_the_page_of_a_locked_row_changes_nothing(client, returned):
    teacher = make.manager(returned.cohort)
    client.force_login(teacher.user)
    before = facts_of(returned)

    for row in make.entries(returned)[:3]:
        typed = {**row.nomination.facts, "post": "顾问", "attested": "on"}
        address = reverse("rosters:amend", args=[returned.pk, row.pk])
        assert client.post(address, typed).status_code in (404, 409, 422)
        client.post(reverse("rosters:remove", args=[returned.pk]), {"row": row.pk})

    assert facts_of(returned) == before


def test_what_was_changed_is_counted_and_told_cell_by_cell(returned):
    teacher = make.manager(returned.cohort)
    authority("R2", short_name="示例二省")
    fourth, fifth, _sixth = make.entries(returned)[3:]
    amend(fourth, teacher, post="董事长", city="示例市")
    amend(fifth, teacher, region="R2", ent_title=["little_giant", "srdi"])

    roster = sent_again(returned, teacher)

    rows = make.entries(roster)
    assert [row.changes for row in rows] == [0, 0, 0, 2, 2, 0]
    told = [(d["before"], d["after"]) for d in differences(rows[3])]
    assert (("总经理", "董事长") in told, "示例市" in dict(told).values()) == (True, True)
    names = authority_names()
    changed = [(d["before"], d["after"]) for d in differences(rows[4], names)]
    assert ("示例一省", "示例二省") in changed
    assert (
        "专精特新中小企业",
        "专精特新“小巨人”企业、专精特新中小企业",
    ) in changed


def test_the_changed_cell_is_named_in_the_readers_language(returned):
    row = make.entries(returned)[3]
    amend(row, make.manager(returned.cohort), post="董事")
    row = make.entries(returned)[3]

    with translation.override("en"):
        (change,) = differences(row)

    assert (change["label"], change["after"]) == ("Post", "董事")


def test_a_change_of_route_is_told_in_words(returned):
    rows = make.entries(returned)
    rows[3].nomination.facts = {**rows[3].returned_facts, "source": "recommended"}

    (change,) = differences(rows[3])

    assert (change["before"], change["after"]) == ("自主选拔", "主管部门推荐")


def test_the_reviewer_sees_the_changed_ones_and_approves_them_together(client, returned, one):
    teacher = make.manager(returned.cohort)
    fourth, fifth, sixth = make.entries(returned)[3:]
    for row in (fourth, fifth):
        amend(row, teacher, post="董事长")
    roster = sent_again(returned, teacher)
    client.force_login(one.user)
    desk = reverse("rosters:review", args=[roster.pk])

    whole = client.get(desk).content.decode()
    changed = client.get(desk, {"check": "amended"}).content.decode()
    same = client.get(desk, {"check": "unamended"}).content.decode()

    assert "只看退回后改过的 2 人" in whole
    assert "<del>总经理</del>" in changed
    assert "<ins>董事长</ins>" in changed
    names = [row.nomination.trainee.name for row in (fourth, fifth, sixth)]
    assert [name in changed for name in names] == [True, True, False]
    assert [name in same for name in names] == [False, False, True]
    assert "退回后没有改</span>" in same

    judge = reverse("rosters:judge", args=[roster.pk]) + "?check=amended"
    roster.refresh_from_db()
    data = {"scope": "all", "decision": "approved", "seen": roster.judgement_no}
    client.post(judge, data)

    said = [row.decision for row in make.entries(roster)]
    assert said == ["approved", "rejected", "held", "approved", "approved", "pending"]


def test_the_panel_sets_both_side_by_side(client, returned, one):
    teacher = make.manager(returned.cohort)
    row = make.entries(returned)[3]
    amend(row, teacher, post="董事长")
    roster = sent_again(returned, teacher)
    client.force_login(one.user)

    address = reverse("rosters:review", args=[roster.pk])
    page = client.get(address, {"person": row.pk}).content.decode()

    assert "<td><del>总经理</del></td><td><ins>董事长</ins></td>" in page


def test_what_goes_back_again_is_compared_with_the_second_time(returned, one):
    teacher = make.manager(returned.cohort)
    row = make.entries(returned)[3]
    amend(row, teacher, post="董事长")
    roster = sent_again(returned, teacher)
    pending = [entry.pk for entry in make.entries(roster)[3:]]
    review.judge_rows(roster, pending, "returned", reason="R02", actor=one)
    review.decide_roster(roster, actor=one)
    assert {entry.changes for entry in make.entries(roster)} == {0}

    roster = sent_again(returned, teacher)

    assert [entry.changes for entry in make.entries(roster)] == [0] * 6
    assert differences(make.entries(roster)[3]) == []
