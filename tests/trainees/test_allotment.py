"""分办: whose rows are whose, what others may do with them, and how one hands them on."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.actor import actor_for
from institutions.models import Deputy, Membership
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.trainees.test_opinions import decisions, filled, found_in
from trainees.actions import allotment, review
from trainees.actions.opinions import apply_opinions
from trainees.actions.people import accept_rows
from trainees.actions.roster import submit_roster
from trainees.models import Roster, RosterEntry
from trainees.queries import allotment as queries
from trainees.todos import rosters as waiting

pytestmark = pytest.mark.django_db


def said(roster):
    return [decision for decision, *_ in decisions(roster)]


def reviewers_of(roster):
    return [entry.reviewer for entry in make.entries(roster)]


def names(roster):
    return [entry.nomination.trainee.name for entry in make.entries(roster)]


def test_a_part_of_a_list_is_given_to_one_reviewer_who_is_told(lead, one):
    roster = make.in_review(size=3)

    given = allotment.allot_rows(roster, make.keys(roster)[:2], one.user, actor=lead)

    assert (given.people, given.lists, given.refused) == (2, 1, [])
    assert reviewers_of(roster) == [one.user, one.user, None]
    trace = Entry.objects.get(action="trainees.roster.allot")
    assert (trace.actor, trace.detail["people"]) == (lead.user, 2)
    notice = Notice.objects.get(channel="inbox", topic="roster.allotted")
    assert (notice.user, "1 份名单，共 2 人" in notice.body) == (one.user, True)


def test_only_the_reviewer_it_was_given_to_or_the_lead_judges_a_row(lead, one, other):
    roster = make.in_review(size=3)
    keys = make.keys(roster)
    allotment.allot_rows(roster, keys[:1], one.user, actor=lead)
    allotment.allot_rows(roster, keys[1:2], other.user, actor=lead)

    account = review.judge_rows(roster, keys, "approved", actor=one)

    assert (said(roster), account.done) == (
        ["approved", "pending", "approved"],
        {"approved": 2},
    )
    assert account.apart == [f"{names(roster)[1]}（已分给{other.user}审核）"]
    review.judge_rows(roster, keys[1:2], "approved", actor=lead)
    assert said(roster) == ["approved", "approved", "approved"]


def test_where_every_chosen_row_is_somebody_elses_nothing_is_written(lead, one, other):
    roster = make.in_review(size=2)
    keys = make.keys(roster)
    allotment.allot_rows(roster, keys[:1], other.user, actor=lead)

    account = review.judge_rows(roster, keys[:1], "approved", actor=one)

    assert (dict(account.done), len(account.apart)) == ({}, 1)
    assert said(roster) == ["pending", "pending"]


def test_who_has_no_share_of_a_list_reads_it_and_is_told_why(lead, one, other):
    roster = make.in_review(size=2)
    allotment.allot_lists([roster], other.user, actor=lead)

    with pytest.raises(PermissionDenied) as refusal:
        review.judge_rows(roster, make.keys(roster), "approved", actor=one)
    assert str(refusal.value) == "这份名单已分给其他审核员，您可以查看"
    with pytest.raises(PermissionDenied):
        review.decide_roster(roster, actor=one)
    assert said(roster) == ["pending", "pending"]


def test_an_opinion_sheet_leaves_the_rows_of_others_alone(lead, one, other):
    roster = make.in_review(size=2)
    content = filled(roster, ("通过", "", ""), ("通过", "", ""))
    shown = found_in(roster, content, by=one).changes
    allotment.allot_rows(roster, make.keys(roster)[1:], other.user, actor=lead)

    found = found_in(roster, content, by=one)
    account = apply_opinions(
        roster,
        {change.entry.pk: change.opinion for change in shown},
        {change.entry.pk: change.seen for change in shown},
        actor=one,
    )

    (fault,) = found.problems
    assert (len(found.changes), fault.text) == (1, f"已分给{other.user}审核")
    assert said(roster) == ["approved", "pending"]
    assert account.apart == [f"{names(roster)[1]}（已分给{other.user}审核）"]


def test_a_list_given_anew_keeps_its_opinions_and_settled_rows_stay(lead, one, other):
    roster = make.in_review(size=3)
    keys = make.keys(roster)
    allotment.allot_lists([roster], one.user, actor=lead)
    review.judge_rows(roster, keys[:1], "approved", actor=one)
    review.decide_roster(roster, actor=one)
    review.judge_rows(roster, keys[1:2], "held", reason="H01", actor=one)

    allotment.allot_lists([roster], other.user, actor=lead)

    assert reviewers_of(roster) == [one.user, other.user, other.user]
    assert said(roster) == ["approved", "held", "pending"]


def test_what_is_taken_back_is_everybodys_again(lead, one, other):
    roster = make.in_review(size=2)
    allotment.allot_lists([roster], other.user, actor=lead)

    allotment.allot_rows(roster, make.keys(roster), None, actor=lead)

    assert reviewers_of(roster) == [None, None]
    review.judge_rows(roster, make.keys(roster), "approved", actor=one)
    assert Entry.objects.filter(action="trainees.roster.release").count() == 1


def test_the_reviewer_stays_when_the_class_sends_a_returned_row_again(lead, one):
    roster = make.in_review(size=1)
    allotment.allot_lists([roster], one.user, actor=lead)
    review.judge_rows(roster, make.keys(roster), "returned", reason="R01", actor=one)
    review.decide_roster(roster, actor=one)
    roster = Roster.objects.get()
    teacher = make.manager(roster.cohort)

    submit_roster(roster, revision=roster.revision, actor=teacher)

    assert reviewers_of(roster) == [one.user]


def added_while_back(roster, one):
    """One row went back; the class mends nothing, adds somebody and sends the list again."""
    review.judge_rows(roster, make.keys(roster)[:1], "returned", reason="R01", actor=one)
    review.judge_rows(roster, make.keys(roster)[1:], "approved", actor=one)
    review.decide_roster(roster, actor=one)
    roster = Roster.objects.get()
    teacher = make.manager(roster.cohort)
    accept_rows(roster, [make.candidate(name="后加的人")], attested=True, actor=teacher)
    return submit_roster(
        roster, revision=Roster.objects.get().revision, actor=teacher
    ).entries.order_by("no")


def test_who_is_added_while_a_list_is_back_goes_where_all_the_others_are(lead, one):
    roster = make.in_review(size=2)
    allotment.allot_lists([roster], one.user, actor=lead)

    rows = added_while_back(roster, one)

    assert [row.reviewer for row in rows] == [one.user] * 3
    trace = Entry.objects.filter(action="trainees.roster.allot").latest("pk")
    assert (trace.actor, trace.detail["people"]) == (None, 1)


def test_who_is_added_to_a_list_of_several_reviewers_is_nobodys_yet(lead, one, other):
    roster = make.in_review(size=3)
    allotment.allot_rows(roster, make.keys(roster)[:2], one.user, actor=lead)
    allotment.allot_rows(roster, make.keys(roster)[2:], other.user, actor=lead)

    rows = added_while_back(roster, lead)

    assert [row.reviewer for row in rows] == [one.user, one.user, other.user, None]


def test_who_is_added_to_a_list_of_nobody_stays_everybodys(one):
    rows = added_while_back(make.in_review(size=2), one)

    assert [row.reviewer for row in rows] == [None, None, None]


def test_who_is_added_does_not_go_to_whoever_must_stand_aside(lead, one):
    roster = make.in_review(size=2)
    allotment.allot_lists([roster], one.user, actor=lead)
    home = make.entries(roster)[0].nomination.home
    Membership.objects.create(
        user=one.user, organization=home, duty=Duty.LIAISON, started_at=clock.now()
    )

    rows = added_while_back(roster, lead)

    assert [row.reviewer for row in rows] == [one.user, one.user, None]


def test_only_the_lead_allots_and_only_what_is_with_the_centre(lead, one):
    roster = make.in_review(size=1)
    keys = make.keys(roster)
    with pytest.raises(PermissionDenied) as refusal:
        allotment.allot_rows(roster, keys, one.user, actor=one)
    assert str(refusal.value) == "名单由人才交流中心负责同志分办"
    Roster.objects.update(submitted_by=lead.user)
    with pytest.raises(PermissionDenied):
        allotment.allot_rows(Roster.objects.get(), keys, one.user, actor=lead)
    closed = make.enrolled(size=1)
    with pytest.raises(IllegalStep):
        allotment.allot_rows(closed, make.keys(closed), one.user, actor=lead)

    assert (reviewers_of(roster), reviewers_of(closed)) == ([None], [None])


def test_rows_of_another_list_and_settled_rows_are_not_given(lead, one):
    roster, foreign = make.in_review(size=2), make.in_review(size=1)
    keys = make.keys(roster)
    review.judge_rows(roster, keys[:1], "approved", actor=one)
    review.decide_roster(roster, actor=one)

    for chosen in (make.keys(foreign), keys[:1]):
        with pytest.raises(IllegalStep):
            allotment.allot_rows(roster, chosen, one.user, actor=lead)

    assert (reviewers_of(roster), reviewers_of(foreign)) == ([None, None], [None])


def test_whoever_must_stand_aside_is_not_given_the_list(lead, one):
    roster, good = make.in_review(size=1), make.in_review(size=1)
    Membership.objects.create(
        user=one.user,
        organization=roster.cohort.organization,
        duty=Duty.CLERK,
        started_at=clock.wall(),
    )
    stranger = actor(Kind.CENTRE, Duty.ISSUER)

    given = allotment.allot_lists([roster, good], one.user, actor=lead)

    assert (given.people, reviewers_of(roster), reviewers_of(good)) == (1, [None], [one.user])
    (why,) = given.refused
    assert why.startswith(f"{roster.cohort.name}：不能分给{one.user}：您在提交单位")
    with pytest.raises(ValidationError):
        allotment.allot_rows(roster, make.keys(roster), stranger.user, actor=lead)


def test_lists_that_were_closed_meanwhile_are_named(lead, one):
    closed = make.enrolled(size=1)

    given = allotment.allot_lists([closed], one.user, actor=lead)

    assert given.refused == [f"{closed.cohort.name}：名单“已办结”，不能分办"]
    assert Notice.objects.filter(topic="roster.allotted").count() == 0


def test_all_that_somebody_has_in_hand_is_handed_over(lead, one, other):
    first, second = make.in_review(size=2), make.in_review(size=2)
    allotment.allot_rows(first, make.keys(first)[:1], one.user, actor=lead)
    allotment.allot_lists([second], one.user, actor=lead)

    given = allotment.hand_over(one.user, other.user, actor=lead)

    assert (given.people, given.lists) == (3, 2)
    assert reviewers_of(first) == [other.user, None]
    assert reviewers_of(second) == [other.user, other.user]


def test_who_stands_in_for_a_reviewer_has_that_share(lead, one, other):
    roster = make.in_review(size=1)
    allotment.allot_lists([roster], one.user, actor=lead)
    post = Membership.objects.get(user=one.user)
    today = clock.today()
    away = Deputy.objects.create(
        membership=post,
        user=other.user,
        from_on=today,
        until_on=today,
        appointed_at=clock.now(),
    )

    standing_in = actor_for(other.user, away.hat)

    assert waiting.count_to_review(other) == 0
    assert waiting.count_to_review(standing_in) == 1
    review.judge_rows(roster, make.keys(roster), "approved", actor=standing_in)
    assert said(roster) == ["approved"]
    (load,) = [load for load in queries.loads() if load.user == one.user]
    assert (load.total, load.judged, load.deputies) == (1, 1, [str(other.user)])


def test_the_workbench_lists_ones_own_and_unallotted_lists(lead, one, other):
    mine, theirs, free = (make.in_review(size=2) for _ in range(3))
    allotment.allot_lists([mine], one.user, actor=lead)
    allotment.allot_lists([theirs], other.user, actor=lead)

    def seen(by):
        return {todo.title.partition("：")[2] for todo in waiting.to_review(by)}

    everyones = free.cohort.name
    assert seen(one) == {mine.cohort.name, everyones}
    assert seen(other) == {theirs.cohort.name, everyones}
    assert seen(lead) == {everyones}
    assert {todo.sub[:7] for todo in waiting.to_review(one)} == {"待您审 2 人"}


def test_a_list_that_is_judged_waits_for_its_reviewers_and_the_lead_to_close_it(
    lead, one, other
):
    roster = make.in_review(size=2)
    keys = make.keys(roster)
    allotment.allot_rows(roster, keys[:1], one.user, actor=lead)
    allotment.allot_rows(roster, keys[1:], other.user, actor=lead)
    review.judge_rows(roster, keys[:1], "approved", actor=one)
    assert (waiting.count_to_review(one), waiting.count_to_review(other)) == (0, 1)

    review.judge_rows(roster, keys[1:], "approved", actor=other)

    stranger = make.reviewer()
    counts = [waiting.count_to_review(by) for by in (one, other, lead, stranger)]
    assert counts == [1, 1, 1, 0]
    assert {todo.sub for todo in waiting.to_review(one)} == {"已审完，待办结"}


def test_shares_and_loads_cost_the_same_whatever_the_number(
    lead, one, other, django_assert_num_queries
):
    lists = [make.in_review(size=2) for _ in range(3)]
    allotment.allot_lists(lists[:2], one.user, actor=lead)

    for rosters in (lists[:1], lists):
        with django_assert_num_queries(1):
            shares = queries.shares_of(rosters)
    assert [share[1:] for share in shares[lists[0].pk]] == [(0, 2)]
    assert [share.name for share in shares[lists[2].pk]] == [""]
    with django_assert_num_queries(4):
        loads = {load.user: load.total for load in queries.loads()}
        assert queries.unallotted().total == 2
    assert (loads[one.user], loads[other.user]) == (4, 0)


def test_an_issuer_is_no_reviewer():
    actor(Kind.CENTRE, Duty.ISSUER)
    actor(Kind.BUREAU, Duty.OFFICER, organization=organization(Kind.BUREAU))

    assert (list(queries.reviewers()), queries.loads()) == ([], [])
    assert RosterEntry.objects.count() == 0
