"""变更名单: who leaves, who comes instead, what was written wrong; all by one decision."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal import clock
from portal.audit.models import Entry
from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from programs.states import CohortState
from tests.factories import trainees as make
from trainees.actions import amendment, completion, people, review
from trainees.actions import roster as rosters
from trainees.actions.snapshot import lock_roster
from trainees.checking.amendment import of_amendment, why_no_amendment, why_no_change
from trainees.checking.obstacles import obstacles
from trainees.data.terms import sought
from trainees.limits import amendment_limit, free_places, mandate_of, places_to_approve
from trainees.models import (
    Completion,
    Enrolment,
    Nomination,
    Roster,
    RosterChange,
    RosterSnapshot,
)
from trainees.queries.amendment import facts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    """A class of two places, both taken, its list decided."""
    return make.enrolled(make.enrolling(capacity=2), size=2).cohort


@pytest.fixture
def begun(full):
    return amendment.open_amendment(full, actor=make.manager(full))


def pupils(cohort):
    return list(Enrolment.objects.filter(cohort=cohort).order_by("number"))


def ask(roster, enrolment, kind="withdraw", reason="本人离职（演示）", **values):
    by = make.manager(roster.cohort)
    return amendment.ask_change(
        roster, enrolment, kind=kind, reason=reason, values=values, actor=by
    )


def send(roster):
    roster.refresh_from_db()
    by = make.manager(roster.cohort)
    sent = rosters.submit_roster(roster, revision=roster.revision, actor=by)
    return review.take_roster(sent, actor=make.reviewer())


def decide(roster, decision="approved", reason=""):
    by = make.reviewer()
    review.judge_rows(roster, make.keys(roster), decision, reason=reason, actor=by)
    return review.decide_roster(roster, actor=by)


# --- begun ------------------------------------------------------------------------------


def test_a_change_begins_as_the_next_round_of_the_same_class(full, begun):
    assert (begun.kind, begun.round, begun.state) == ("amendment", 2, "draft")


def test_a_change_waits_until_the_list_in_hand_is_decided(full):
    rosters.open_roster(full, actor=make.manager(full))

    with pytest.raises(IllegalStep, match="第 2 批名单还在办理"):
        amendment.open_amendment(full, actor=make.manager(full))


def test_a_locked_list_is_not_changed_any_more(full):
    lock_roster(full.rosters.get(), actor=make.reviewer())

    with pytest.raises(IllegalStep, match="已锁定的不再变更"):
        amendment.open_amendment(full, actor=make.manager(full))


def test_a_class_that_has_ended_its_teaching_changes_nobody(full):
    full.state = CohortState.CLOSING

    assert "招生中和培训中的班次才能办理" in why_no_amendment(full)


# --- asked for -----------------------------------------------------------------------------


def test_before_the_decision_everything_stays_as_it_was(full, begun):
    first, _second = pupils(full)

    entry = ask(begun, first)

    first.refresh_from_db()
    begun.refresh_from_db()
    assert (first.state, begun.entry_count, begun.revision) == ("pending", 1, 2)
    assert Entry.objects.get(action="trainees.rosterentry.ask_change").target_id == str(
        entry.pk
    )


@pytest.mark.parametrize(
    ("kind", "reason", "values", "sentence"),
    [
        ("withdraw", "  ", {}, "请写明变更原因"),
        ("correct", "录入有误", {}, "没有要更正的内容"),
        ("correct", "录入有误", {"post": " "}, "没有要更正的内容"),
    ],
)
def test_a_change_says_what_and_why(full, begun, kind, reason, values, sentence):
    with pytest.raises(ValidationError, match=sentence):
        ask(begun, pupils(full)[0], kind, reason, **values)


def test_nobody_is_changed_twice_on_one_list(full, begun):
    first = pupils(full)[0]
    ask(begun, first)

    with pytest.raises(ValidationError, match="已在这份变更名单中"):
        ask(begun, first, "correct", post="董事长")


def test_a_list_of_changes_holds_no_more_than_the_year_allows(full, begun):
    full.program.amendment_people = 1
    full.program.save()
    first, second = pupils(full)
    ask(begun, first)

    with pytest.raises(ValidationError, match="最多 1 人"):
        ask(begun, second)


def test_of_a_large_class_a_share_may_be_changed(full):
    full.program.amendment_percent = 200

    assert (amendment_limit(full), full.program.amendment_people) == (5, 5)
    full.program.amendment_percent = 400
    assert amendment_limit(full) == 8


def test_only_a_list_of_changes_in_the_classes_hands_takes_one(full, begun):
    first = pupils(full)[0]
    with pytest.raises(IllegalStep, match="不能填写变更"):
        ask(full.rosters.get(round=1), first)
    ask(begun, first)
    sent = send(begun)
    with pytest.raises(IllegalStep, match="审核中"):
        ask(sent, pupils(full)[1])


def test_who_has_left_or_stands_on_a_locked_list_is_not_changed(full, begun):
    first, second = pupils(full)
    Enrolment.objects.filter(pk=first.pk).update(state="withdrawn")
    first.refresh_from_db()
    Roster.objects.filter(round=1).update(state="locked")

    assert why_no_change(begun, first) == "学员“退训”，不能再变更"
    assert why_no_change(begun, second) == "所在名单已锁定，不再变更"


def test_a_row_of_change_is_not_amended_like_a_candidate(full, begun):
    entry = ask(begun, pupils(full)[0])
    entry.refresh_from_db()

    with pytest.raises(IllegalStep, match="请移出后重新填写变更"):
        people.amend_row(entry, {"name": "别人"}, actor=make.manager(full))


def test_an_import_does_not_write_over_somebody_enrolled(full):
    by, row = make.manager(full), make.candidate()
    other = make.enrolled(make.enrolling(capacity=3), rows=[row]).cohort
    begun = amendment.open_amendment(other, actor=make.manager(other))
    ask(begun, pupils(other)[0])
    changed = make.Candidate(row.id_no, row.id_type, {**row.facts, "post": "董事长"})

    (outcome,) = people.accept_rows(begun, [changed], attested=True, actor=make.manager(other))

    assert (outcome.status, pupils(other)[0].nomination.post) == ("error", "总经理")
    assert by is not None


def test_a_change_is_taken_off_the_list_without_touching_the_person(full, begun):
    entry = ask(begun, pupils(full)[0])

    people.remove_entries(begun, [entry.pk], actor=make.manager(full))

    first = pupils(full)[0]
    assert (first.state, first.nomination.state) == ("pending", "admitted")
    assert RosterChange.objects.count() == 0


# --- decided -------------------------------------------------------------------------------


def test_who_leaves_gives_up_a_place_and_a_new_snapshot_is_numbered(full, begun):
    first, second = pupils(full)
    ask(begun, first)

    account = decide(send(begun))

    first.refresh_from_db()
    assert (first.state, free_places(full), account.done["approved"]) == ("withdrawn", 1, 1)
    newest = RosterSnapshot.objects.latest("pk")
    assert newest.number == f"MD{full.code}-R2-V1"
    assert [row["student_no"] for row in newest.held["members"]] == [second.student_no]
    assert newest.held["rows"][0]["change"]["kind"] == "withdraw"
    assert Roster.objects.get(round=2).state == "decided"


def test_a_replacement_takes_the_place_given_up_by_the_same_decision(full, begun):
    ask(begun, pupils(full)[0])
    new = make.candidate()
    people.accept_rows(begun, [new], attested=True, actor=make.manager(full))
    sent = send(begun)
    assert places_to_approve(full) == 0

    account = decide(sent)

    assert (account.waiting, free_places(full)) == ([], 0)
    assert [row.state for row in pupils(full)] == ["withdrawn", "pending", "pending"]
    assert Cohort.objects.get(pk=full.pk).last_student_no == 3


def test_a_replacement_waits_when_the_withdrawal_is_not_granted(full, begun):
    ask(begun, pupils(full)[0])
    people.accept_rows(begun, [make.candidate()], attested=True, actor=make.manager(full))
    sent, by = send(begun), make.reviewer()
    leaving, joining = make.keys(sent)
    review.judge_rows(sent, [leaving], "rejected", reason="N01", actor=by)

    account = review.judge_rows(sent, [joining], "approved", actor=by)

    assert (account.done["approved"], len(account.waiting)) == (0, 1)


def test_a_correction_is_written_where_the_fact_lives_and_what_stood_there_is_kept(full, begun):
    first = pupils(full)[0]
    known = facts_of(first)
    ask(
        begun,
        first,
        "correct",
        "录入有误",
        name="买买提·艾力（演示）",
        enterprise="改正有限公司",
    )

    decide(send(begun))

    first = pupils(full)[0]
    assert facts_of(first) == {
        "name": "买买提·艾力（演示）",
        "post": known["post"],
        "enterprise": "改正有限公司",
    }
    assert first.nomination.facts["enterprise"] == "改正有限公司"
    change = RosterChange.objects.get()
    assert change.before == {"name": known["name"], "enterprise": known["enterprise"]}
    assert change.settled_at is not None


def test_a_change_refused_leaves_everything_and_is_settled(full, begun):
    ask(begun, pupils(full)[0])

    decide(send(begun), "rejected", "N01")

    first = pupils(full)[0]
    assert (first.state, first.nomination.state) == ("pending", "admitted")
    assert (free_places(full), RosterChange.objects.get().settled_at is None) == (0, False)
    assert Roster.objects.get(round=2).state == "decided"


def test_a_change_sent_back_comes_again(full, begun):
    ask(begun, pupils(full)[0])
    decide(send(begun), "returned", "R02")
    assert Roster.objects.get(round=2).state == "returned"

    decide(send(begun))

    assert pupils(full)[0].state == "withdrawn"


def test_who_has_completed_is_not_changed_neither_asked_nor_decided(full, begun):
    first, second = pupils(full)
    ask(begun, first)
    sent = send(begun)
    for enrolment in (first, second):
        Completion.objects.create(
            enrolment=enrolment, state="completed", rule_version="1", figures={}, reasons=[]
        )

    with pytest.raises(ValidationError, match="已确认结业，不能再变更"), transaction.atomic():
        decide(sent)

    second = Enrolment.objects.get(pk=second.pk)
    assert pupils(full)[0].state == "pending"
    assert why_no_change(begun, second) == "已确认结业，证书以此为据，不能再变更"


def test_the_completion_of_somebody_who_left_is_not_confirmed(full, begun):
    first = pupils(full)[0]
    row = Completion.objects.create(
        enrolment=first,
        state="proposed_complete",
        rule_version="1",
        figures={},
        reasons=[],
    )
    ask(begun, first)
    decide(send(begun))

    with pytest.raises(ValidationError):
        completion.confirm_completions(
            full, completions=[row.pk], seen=None, actor=make.reviewer()
        )


# --- sent ------------------------------------------------------------------------------------


def test_a_class_in_teaching_changes_people_but_takes_nobody_new(full, begun):
    ask(begun, pupils(full)[0])
    Cohort.objects.filter(pk=full.pk).update(state=CohortState.TEACHING)
    full.refresh_from_db()
    mandate = mandate_of(full)
    assert obstacles(begun, full, mandate) == []

    people.accept_rows(begun, [make.candidate()], attested=True, actor=make.manager(full))

    assert [found.text for found in obstacles(begun, full, mandate)] == [
        "班次已开班，变更名单里不能再新增学员，请移出"
    ]


def test_a_list_of_changes_that_has_grown_too_long_or_too_late_is_not_sent(full, begun):
    full.program.amendment_people = 0
    full.state = CohortState.CLOSED
    ask(begun, pupils(full)[0])

    assert [text[:12] for text in of_amendment(begun, full)] == [
        "班次“已结班”，招生中和",
        "一份变更名单最多 0 人",
    ]


def test_the_database_refuses_a_correction_of_nothing_and_a_change_without_reason(full, begun):
    entry = ask(begun, pupils(full)[0])
    for wrong in ({"kind": "correct"}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RosterChange.objects.filter(entry=entry).update(**wrong)


def test_a_corrected_enterprise_keeps_its_former_name_with_its_days_and_is_found_by_both(
    full, begun
):
    first = pupils(full)[0]
    firm, before = first.nomination.enterprise, facts_of(first)
    ask(begun, first, "correct", "企业更名", name="改名人（演示）", enterprise="更名有限公司")

    decide(send(begun))

    firm.refresh_from_db()
    yesterday = clock.today() - timedelta(days=1)
    assert [(row.name, row.valid_from, row.valid_to) for row in firm.names.all()] == [
        (before["enterprise"], None, yesterday)
    ]
    assert (firm.name_on(yesterday), firm.name) == (before["enterprise"], "更名有限公司")
    found = [before["enterprise"], "更名有限公司", "改名人", before["name"]]
    people_found = [Nomination.objects.sought(sought(words)).count() for words in found]
    assert people_found == [1, 1, 1, 0]
