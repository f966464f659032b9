"""Hours recorded, outcome computed, proposed by the class and confirmed by somebody else."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.revision import Stale
from programs.models import Cohort
from programs.states import CohortState
from tests.factories import actor
from tests.factories.completion import FULL, LITTLE, people, proposed, recorded, states
from tests.factories.trainees import enrolled, reviewer
from trainees.actions import completion as actions
from trainees.models import Completion, Enrolment, StudyRecord
from trainees.states import CompletionState, EnrolmentState
from trainees.workflow.completion import COMPLETION

pytestmark = pytest.mark.django_db


def test_recording_hours_makes_the_newcomer_a_trainee(taught, teacher):
    changed = recorded(taught, teacher, FULL)

    assert changed == 1
    assert StudyRecord.objects.get().classroom_hours == Decimal("64")
    assert {p.state for p in people(taught)[:1]} == {EnrolmentState.ENROLLED}


def test_the_same_hours_again_leave_no_trace(taught, teacher):
    recorded(taught, teacher, FULL, LITTLE)
    before = Entry.objects.count()

    assert recorded(taught, teacher, FULL, LITTLE) == 0
    assert Entry.objects.count() == before


def test_nobody_of_another_class_is_recorded(taught, teacher):
    stranger = people(enrolled(size=1).cohort)[0]

    with pytest.raises(ValidationError, match="不在本班"):
        actions.record_hours(taught, rows={stranger.pk: FULL}, actor=teacher)

    assert StudyRecord.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "reason"), [(Kind.INSTITUTION, "承担该班次"), (Kind.CENTRE, "承担该班次")]
)
def test_only_the_classs_own_team_records(taught, kind, reason):
    with pytest.raises(PermissionDenied, match=reason):
        actions.record_hours(taught, rows={}, actor=actor(kind))


def test_a_body_member_without_a_class_duty_does_not_record(taught):
    auditor = actor(Kind.INSTITUTION, Duty.AUDITOR, organization=taught.organization)

    with pytest.raises(PermissionDenied, match="班主任"):
        actions.record_hours(taught, rows={}, actor=auditor)


def test_hours_wait_until_the_class_is_taught(taught, teacher):
    Cohort.objects.update(state=CohortState.ENROLLING)
    taught.refresh_from_db()

    with pytest.raises(PermissionDenied, match="开班后"):
        recorded(taught, teacher, FULL)


def test_the_proposal_keeps_rule_figures_and_reasons(taught, teacher):
    counts = None
    recorded(taught, teacher, FULL, FULL, LITTLE)

    counts = actions.propose_completions(taught, actor=teacher)

    assert counts == {"complete": 2, "incomplete": 1}
    assert states() == ["proposed_complete", "proposed_complete", "proposed_incomplete"]
    last = Completion.objects.order_by("-enrolment__number").first()
    assert (last.rule_version, last.figures["counted_hours"]) == ("test-1", "42.0")
    assert [r["code"] for r in last.reasons if not r["met"]] == ["attendance", "absence"]
    assert last.proposed_by == teacher.user


def test_the_centre_is_told_of_proposals(taught, teacher):
    reader = reviewer()

    proposed(taught, teacher)

    told = Notice.objects.filter(topic="completion.proposed", channel="inbox")
    assert {n.user_id for n in told} >= {reader.user.pk}


def test_who_did_nothing_is_proposed_as_incomplete(taught, teacher):
    actions.propose_completions(taught, actor=teacher)

    assert states() == ["proposed_incomplete"] * 3


def test_judging_again_follows_better_figures(taught, teacher):
    proposed(taught, teacher)
    recorded(taught, teacher, FULL, FULL, FULL)

    actions.propose_completions(taught, actor=teacher)

    assert states() == ["proposed_complete"] * 3


def test_an_empty_class_has_nothing_to_propose(taught, teacher):
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN)

    with pytest.raises(ValidationError, match="没有待评定"):
        actions.propose_completions(taught, actor=teacher)


def test_the_centre_confirms_and_training_ends(taught, teacher):
    rows = proposed(taught, teacher)

    count = actions.confirm_completions(
        taught, completions=[row.pk for row in rows], seen=clock.now(), actor=reviewer()
    )

    assert (count, states()) == (3, ["completed", "completed", "incomplete"])
    assert {p.state for p in people(taught)} == {EnrolmentState.FINISHED}


def test_a_proposal_follows_the_hours_it_rests_on(taught, teacher):
    rows = proposed(taught, teacher)

    recorded(taught, teacher, LITTLE)

    assert states() == ["proposed_incomplete", "proposed_complete", "proposed_incomplete"]
    before = {row.pk: row.figures for row in rows}
    changed = [row.pk for row in Completion.objects.all() if row.figures != before[row.pk]]
    assert changed == [rows[0].pk]


def test_what_was_proposed_after_the_page_was_read_is_not_confirmed(taught, teacher):
    rows = proposed(taught, teacher)
    read_at = clock.now()
    recorded(taught, teacher, LITTLE)

    for seen in (read_at, None):
        with pytest.raises(Stale, match="改过学时"):
            actions.confirm_completions(
                taught, completions=[row.pk for row in rows], seen=seen, actor=reviewer()
            )

    assert states() == ["proposed_incomplete", "proposed_complete", "proposed_incomplete"]


def test_a_confirmed_outcome_is_final(taught, teacher):
    rows = proposed(taught, teacher)
    actions.confirm_completions(
        taught, completions=[rows[0].pk], seen=clock.now(), actor=reviewer()
    )

    with pytest.raises(ValidationError, match="不能再改学时"):
        recorded(taught, teacher, LITTLE)
    with pytest.raises(ValidationError, match="没有待确认"):
        actions.confirm_completions(
            taught, completions=[rows[0].pk], seen=clock.now(), actor=reviewer()
        )
    actions.propose_completions(taught, actor=teacher)

    assert states()[0] == "completed"


def test_returning_needs_a_remark_and_lets_the_class_judge_anew(taught, teacher):
    rows = proposed(taught, teacher)
    with pytest.raises(ValidationError, match="需要填写意见"):
        actions.return_completions(taught, completions=[rows[0].pk], note=" ", actor=reviewer())

    count = actions.return_completions(
        taught, completions=[rows[0].pk], note="请核对学时", actor=reviewer()
    )

    assert (count, states()[0]) == (1, "not_assessed")
    assert Completion.objects.get(pk=rows[0].pk).note == "请核对学时"
    actions.propose_completions(taught, actor=teacher)
    assert states()[0] == "proposed_complete"


def test_nothing_to_return_is_said(taught, teacher):
    with pytest.raises(ValidationError, match="没有待确认"):
        actions.return_completions(taught, completions=[], note="核对", actor=reviewer())


@pytest.mark.parametrize(
    ("kind", "duty", "reason"),
    [
        (Kind.INSTITUTION, Duty.MANAGER, "人才交流中心确认"),
        (Kind.BUREAU, Duty.OFFICER, "人才交流中心确认"),
        (Kind.CENTRE, Duty.ISSUER, "审核员或负责同志"),
    ],
)
def test_only_a_reviewer_of_the_centre_confirms(taught, teacher, kind, duty, reason):
    rows = proposed(taught, teacher)

    with pytest.raises(PermissionDenied, match=reason):
        actions.confirm_completions(
            taught, completions=[rows[0].pk], seen=clock.now(), actor=actor(kind, duty)
        )

    assert states()[0] == "proposed_complete"


def test_nobody_confirms_what_they_proposed(taught, teacher):
    rows = proposed(taught, teacher)
    both = reviewer()
    Completion.objects.update(proposed_by=both.user)

    with pytest.raises(PermissionDenied, match="另一位同志"):
        actions.confirm_completions(
            taught, completions=[rows[0].pk], seen=clock.now(), actor=both
        )


def test_the_class_teacher_of_the_centres_own_class_does_not_confirm_it(taught, teacher):
    rows = proposed(taught, teacher)
    someone = reviewer()
    Cohort.objects.update(teacher=someone.user)

    with pytest.raises(PermissionDenied, match="本班班务"):
        actions.confirm_completions(
            taught, completions=[rows[0].pk], seen=clock.now(), actor=someone
        )


@pytest.mark.postgres
def test_the_database_itself_keeps_proposer_and_confirmer_apart(taught, teacher):
    proposed(taught, teacher)

    with pytest.raises(IntegrityError):
        Completion.objects.update(decided_by=teacher.user)


LEGAL = {
    *(
        (s, n)
        for s in ("not_assessed", "proposed_complete", "proposed_incomplete")
        for n in ("propose_complete", "propose_incomplete")
    ),
    ("proposed_complete", "confirm_complete"),
    ("proposed_incomplete", "confirm_incomplete"),
    ("proposed_complete", "return"),
    ("proposed_incomplete", "return"),
}


def test_every_step_not_in_the_table_moves_nothing(taught, teacher):
    [row, *_rest] = proposed(taught, teacher)
    reader = reviewer()
    taken = set()
    for state in CompletionState.values:
        for name in COMPLETION.steps:
            Completion.objects.filter(pk=row.pk).update(state=state, note="理由")
            who = teacher if name.startswith("propose") else reader
            with transaction.atomic():
                rows = Completion.objects.filter(pk=row.pk)
                if COMPLETION.advance_many(rows, name, actor=who, note="理由"):
                    taken.add((state, name))

    assert taken == LEGAL
