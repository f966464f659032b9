"""A list on its way: begun, sent, late or not, stopped, taken back; who owes one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.models import Mandate
from programs.states import CohortState, LatePolicy, MandateState, MilestoneState
from tests.factories import actor
from tests.factories import trainees as make
from tests.factories.programs import milestone, program, track
from trainees.actions import people, review
from trainees.actions import roster as rosters
from trainees.data.posts import is_head
from trainees.models import (
    Enterprise,
    EnterpriseTitle,
    Nomination,
    Roster,
    RosterEntry,
    Trainee,
)

pytestmark = pytest.mark.django_db


def submit(roster):
    return rosters.submit_roster(
        roster, revision=roster.revision, actor=make.manager(roster.cohort)
    )


def problems(roster):
    with pytest.raises(ValidationError) as refusal:
        submit(roster)
    return refusal.value.messages


# --- beginning --------------------------------------------------------------------------


def test_beginning_twice_gives_one_list():
    of = make.enrolling()
    manager = make.manager(of)

    first, again = (rosters.open_roster(of, actor=manager) for _ in range(2))

    assert (first.pk, first.round, first.state) == (again.pk, 1, "draft")


def test_after_a_closed_list_the_next_round_begins():
    roster = make.roster(None, make.candidate())
    Roster.objects.update(state="decided", submitted_at="2022-12-01T00:00Z")

    following = rosters.open_roster(roster.cohort, actor=make.manager(roster.cohort))

    assert (following.round, following.state) == (2, "draft")


def test_a_class_that_does_not_enrol_has_no_list():
    of = make.enrolling()
    of.state = CohortState.APPROVED
    of.save()

    with pytest.raises(IllegalStep) as refusal:
        rosters.open_roster(of, actor=make.manager(of))

    assert str(refusal.value) == "班次“已审定”，招生中的班次才能编制名单"


def test_a_list_in_hand_is_not_shown_to_another_institution():
    roster = make.roster()

    with pytest.raises(PermissionDenied):
        rosters.open_roster(roster.cohort, actor=actor(Kind.INSTITUTION))


# --- sending ----------------------------------------------------------------------------


def test_sending_stamps_records_and_tells_the_reviewers():
    reviewer = make.reviewer()
    roster = make.roster(None, make.candidate(), make.candidate())
    manager = make.manager(roster.cohort)

    sent = rosters.submit_roster(roster, revision=roster.revision, actor=manager)

    assert (sent.state, sent.submitted_by, sent.submission_count) == (
        "submitted",
        manager.user,
        1,
    )
    assert {n.state for n in Nomination.objects.all()} == {"submitted"}
    assert {n.submitted_at for n in Nomination.objects.all()} == {sent.submitted_at}
    entry = Entry.objects.get(action="trainees.roster.submit")
    assert (entry.actor, entry.detail["people"]) == (manager.user, 2)
    assert {(n.topic, n.user_id) for n in Notice.objects.filter(channel="inbox")} == {
        ("roster.submitted", reviewer.user.pk)
    }


def test_an_empty_list_is_not_sent():
    assert problems(make.roster()) == ["名单是空的，请先导入或添加学员"]


def test_only_the_manager_sends():
    roster = make.roster(None, make.candidate())
    clerk = actor(Kind.INSTITUTION, Duty.CLERK, organization=roster.cohort.organization)

    with pytest.raises(PermissionDenied) as refusal:
        rosters.submit_roster(roster, revision=roster.revision, actor=clerk)

    assert str(refusal.value) == "名单由项目负责人提交"


@pytest.mark.parametrize(
    ("state", "words"), [(MandateState.SUSPENDED, "“暂停”"), (MandateState.ENDED, "“终止”")]
)
def test_without_an_active_mandate_the_reason_is_given(state, words):
    roster = make.roster(None, make.candidate())
    Mandate.objects.update(state=state)

    (problem,) = problems(roster)

    assert words in problem
    assert Roster.objects.get().state == "draft"


def test_a_mandate_is_needed_and_must_hold_the_track():
    roster = make.roster(None, make.candidate())
    Mandate.objects.get().tracks.set([track(code="SRDI")])
    assert problems(roster) == ["本单位的培训任务不包括“方向REG”方向"]

    Mandate.objects.all().delete()
    assert problems(roster) == ["本单位本年度没有培训任务"]


def test_a_class_that_stopped_enrolling_sends_nothing():
    roster = make.roster(None, make.candidate())
    roster.cohort.state = CohortState.CANCELLED
    roster.cohort.save()

    assert problems(roster) == ["班次“已取消”，招生中的班次才能提交名单"]


def test_a_row_whose_recommendation_is_denied_stands_in_the_way_by_name():
    roster = make.roster(None, make.candidate(7, source="recommended", recommender="R1"))
    Nomination.objects.update(declined_at="2022-12-01T00:00Z", decline_note="不是")

    assert problems(roster) == [
        "第 1 行 演示7：示例一省答复不是其推荐，请改为自主选拔或移出名单"
    ]


def test_what_was_checked_is_what_is_sent():
    roster = make.roster(None, make.candidate())
    manager = make.manager(roster.cohort)
    people.accept_rows(roster, [make.candidate()], attested=True, actor=manager)

    with pytest.raises(Stale) as stale:
        rosters.submit_roster(roster, revision=roster.revision, actor=manager)

    assert stale.value.current.entry_count == 2
    assert Roster.objects.get().state == "draft"


def test_sending_twice_is_told_apart_from_a_stale_page():
    roster = make.submitted()

    with pytest.raises(IllegalStep) as refusal:
        submit(roster)

    assert str(refusal.value) == "当前状态为“已提交”，不能提交名单"


# --- lateness ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["selection", "roster"])
def test_after_either_due_day_the_list_is_taken_and_marked(kind):
    roster = make.roster(None, make.candidate())
    milestone(kind=kind, days=-1)

    assert submit(roster).is_late is True


def test_the_whole_due_day_is_in_time(time_machine):
    roster = make.roster(None, make.candidate())
    due = milestone(kind="selection", days=0)

    time_machine.move_to(due.due_at, tick=False)

    assert submit(roster).is_late is False


def test_an_extension_of_this_body_counts():
    roster = make.roster(None, make.candidate())
    due = milestone(kind="roster", days=-1)
    due.extensions.create(
        organization=roster.cohort.organization,
        due_at=due.due_at + timedelta(days=9),
        reason="单独期限",
    )

    assert submit(roster).is_late is False


@pytest.mark.parametrize("state", [MilestoneState.OPEN, MilestoneState.CLOSED])
def test_a_milestone_that_refuses_says_whom_to_ask(state):
    roster = make.roster(None, make.candidate())
    days = -1 if state == MilestoneState.OPEN else 3
    milestone(kind="roster", days=days, late_policy=LatePolicy.REFUSE, state=state)

    with pytest.raises(IllegalStep) as refusal:
        submit(roster)

    assert str(refusal.value) == "名单提交已截止，不再接收；确需补报请与人才交流中心联系"
    assert {n.state for n in Nomination.objects.all()} == {"draft"}


def test_a_list_that_came_in_time_and_went_back_is_not_late_when_it_comes_again():
    roster = make.submitted()
    Roster.objects.update(state="returned")
    milestone(kind="roster", days=-1)
    roster.refresh_from_db()

    assert submit(roster).is_late is False


# --- taking back ------------------------------------------------------------------------


def test_a_withdrawn_list_counts_as_not_sent_and_is_judged_anew_for_lateness():
    milestone(kind="roster", days=-1)
    roster = make.submitted()
    assert roster.is_late is True

    back = rosters.withdraw_roster(roster, actor=make.manager(roster.cohort))

    assert (back.state, back.is_late, back.submission_count) == ("draft", False, 0)
    assert {n.state for n in Nomination.objects.all()} == {"draft"}


def test_a_list_under_review_is_not_taken_back():
    roster = make.in_review()

    with pytest.raises(IllegalStep):
        rosters.withdraw_roster(roster, actor=make.manager(roster.cohort))


def test_a_list_that_was_judged_once_is_returned_by_the_centre_alone():
    roster = make.submitted()
    Roster.objects.update(submission_count=2)

    with pytest.raises(PermissionDenied) as refusal:
        rosters.withdraw_roster(roster, actor=make.manager(roster.cohort))

    assert "由中心退回" in str(refusal.value)


# --- returned rows come again -----------------------------------------------------------


def test_returned_rows_come_again_undecided_with_what_they_said_before():
    roster = make.in_review(size=2)
    reviewer = make.reviewer()
    first, second = make.entries(roster)
    review.judge_rows(roster, [first.pk], "approved", actor=reviewer)
    review.judge_rows(roster, [second.pk], "returned", reason="R01", actor=reviewer)
    review.decide_roster(roster, actor=reviewer)
    roster.refresh_from_db()
    facts = {**second.nomination.facts, "post": "董事长"}
    people.amend_row(second, facts, actor=make.manager(roster.cohort))
    roster.refresh_from_db()

    submit(roster)

    again = RosterEntry.objects.for_table().get(pk=second.pk)
    assert (again.decision, again.reason_code) == ("pending", "")
    assert (again.returned_facts["post"], again.nomination.facts["post"]) == (
        "总经理",
        "董事长",
    )
    assert RosterEntry.objects.get(pk=first.pk).decision == "approved"


# --- automatic checks -------------------------------------------------------------------


def test_checks_are_kept_on_the_rows_when_the_list_is_sent():
    rows = [make.candidate(), make.candidate(post="财务总监")]
    roster = make.roster(None, *rows)
    Trainee.objects.filter(name=rows[1].facts["name"]).update(born_on="1950-01-01")
    Enterprise.objects.filter(uscc=rows[0].facts["uscc"]).update(size="large")
    Enterprise.objects.filter(uscc=rows[1].facts["uscc"]).update(size="small")

    submit(roster)

    assert [(e.flags, e.flag_count) for e in make.entries(roster)] == [
        (["large"], 1),
        (["not_head", "age"], 2),
    ]


def test_a_third_person_of_one_enterprise_and_an_expiring_title_are_noticed():
    firm = {name: make.candidate().facts[name] for name in ("uscc", "enterprise")}
    roster = make.roster(None, *(make.candidate(**firm) for _ in range(3)))
    make.quota(cap=2, severity="warn")
    Enterprise.objects.update(size="small")
    EnterpriseTitle.objects.update(valid_to="2022-12-31")

    submit(roster)

    assert {tuple(e.flags) for e in make.entries(roster)} == {("crowded", "title_expires")}


def test_who_took_part_in_an_earlier_year_is_noticed():
    row = make.candidate()
    make.enrolled(make.enrolling(of=program("2021-2022")), rows=[row])
    roster = make.roster(None, row)
    Enterprise.objects.update(size="small")

    submit(roster)

    assert make.entries(roster)[0].flags == ["took_part"]


@pytest.mark.parametrize(
    ("post", "leads"),
    [
        ("董事长", True),
        ("董事长兼总经理", True),
        ("副董事长、总经理", True),
        ("副总经理", False),
        ("总经理助理", False),
        ("财务总监", False),
    ],
)
def test_who_leads_the_enterprise(post, leads):
    assert is_head(post) is leads


# --- obligations ------------------------------------------------------------------------


def codes(bodies):
    return sorted(body.code for body in bodies)
