"""Who may do what to lists and people: the permission tables, written out in full."""

import inspect

import pytest

from institutions.states import Duty, Kind
from portal.policy import SystemActor
from tests.factories import actor, organization
from tests.factories import trainees as make
from trainees.policies import completion
from trainees.policies import nomination as people
from trainees.policies import roster as lists

pytestmark = pytest.mark.django_db

WHO = [
    "own manager",
    "own teacher",
    "own clerk",
    "other manager",
    "reviewer",
    "centre lead",
    "issuer",
    "centre clerk",
    "officer",
    "auditor",
    "named liaison",
    "named lead",
    "other liaison",
    "evaluator",
    "trainee",
    "public",
    "system",
]
LISTS = {
    "may_edit_roster": {"own manager", "own clerk", "system"},
    "may_import_roster": {"own manager", "own clerk", "system"},
    "may_submit_roster": {"own manager"},
    "may_withdraw_roster": {"own manager"},
    "may_share_roster": {"reviewer", "centre lead"},
    "may_allot_roster": {"centre lead"},
    "may_review_roster": {"reviewer", "centre lead"},
    "may_decide_roster": {"reviewer", "centre lead"},
    "may_propose_decision": set(),
    "may_reconsider_roster": set(),
}
OF_THE_CENTRE = {
    "may_edit_roster": {"centre clerk", "system"},
    "may_import_roster": {"centre clerk", "system"},
    "may_submit_roster": set(),
    "may_withdraw_roster": set(),
    "may_share_roster": {"reviewer", "centre lead"},
    "may_allot_roster": {"centre lead"},
    "may_review_roster": {"reviewer", "centre lead"},
    "may_decide_roster": {"officer"},
    "may_propose_decision": {"reviewer", "centre lead"},
    "may_reconsider_roster": {"officer"},
}
PEOPLE = {
    "may_confirm_nomination": {"named liaison"},
    "may_carry_nomination": {"own manager", "own teacher", "own clerk", "system"},
    "may_judge_nomination": {"reviewer", "centre lead", "officer"},
    "may_reveal_id_number": {"own manager", "reviewer"},
}


def acting(who, roster):
    own, named = roster.cohort.organization, organization(Kind.AUTHORITY, "R1")
    if own.kind == Kind.CENTRE:
        own = organization(Kind.INSTITUTION)
    return {
        "own manager": lambda: actor(Kind.INSTITUTION, Duty.MANAGER, organization=own),
        "own teacher": lambda: actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=own),
        "own clerk": lambda: actor(Kind.INSTITUTION, Duty.CLERK, organization=own),
        "other manager": lambda: actor(Kind.INSTITUTION, Duty.MANAGER),
        "reviewer": make.reviewer,
        "centre lead": lambda: actor(Kind.CENTRE, Duty.LEAD),
        "issuer": lambda: actor(Kind.CENTRE, Duty.ISSUER),
        "centre clerk": lambda: actor(Kind.CENTRE, Duty.CLERK),
        "officer": lambda: actor(Kind.BUREAU, Duty.OFFICER),
        "auditor": lambda: actor(Kind.BUREAU, Duty.AUDITOR),
        "named liaison": lambda: actor(Kind.AUTHORITY, Duty.LIAISON, organization=named),
        "named lead": lambda: actor(Kind.AUTHORITY, Duty.LEAD, organization=named),
        "other liaison": lambda: actor(Kind.AUTHORITY, Duty.LIAISON),
        "evaluator": lambda: actor(Kind.EVALUATOR),
        "trainee": lambda: actor("trainee"),
        "public": lambda: actor("public"),
        "system": lambda: SystemActor("测试"),
    }[who]()


def answers(module, table, roster, obj):
    found = {}
    for policy in table:
        verdicts = {who: getattr(module, policy)(acting(who, roster), obj) for who in WHO}
        assert all(v.allowed or v.reason for v in verdicts.values()), "a refusal says why"
        found[policy] = {who for who, verdict in verdicts.items() if verdict}
    return found


def test_lists_of_institutions():
    roster = make.in_review()

    assert answers(lists, LISTS, roster, roster) == LISTS


def test_lists_of_the_centre_itself():
    roster = make.in_review(make.enrolling(organization(Kind.CENTRE)))
    roster.reviewed_at = roster.submitted_at

    assert answers(lists, OF_THE_CENTRE, roster, roster) == OF_THE_CENTRE


def test_people():
    roster = make.in_review(rows=[make.candidate(source="recommended", recommender="R1")])
    (entry,) = make.entries(roster)
    reveal = {"may_reveal_id_number": PEOPLE["may_reveal_id_number"]}
    others = {name: who for name, who in PEOPLE.items() if name not in reveal}

    assert answers(people, others, roster, entry.nomination) == others
    assert answers(people, reveal, roster, entry.nomination.trainee) == reveal


@pytest.mark.parametrize(("module", "table"), [(lists, LISTS), (people, PEOPLE)])
def test_the_tables_are_complete(module, table):
    own = {
        name
        for name, value in vars(module).items()
        if name.startswith("may_")
        and name not in {"may_write_lists"}
        and inspect.getmodule(value) is module
    }

    assert own == set(table)


def test_a_class_teacher_writes_the_list_of_the_own_class_only():
    roster = make.roster()
    own = roster.cohort.organization
    teacher = actor(Kind.INSTITUTION, Duty.CLASS_TEACHER, organization=own)
    assert lists.may_edit_roster(teacher, roster).reason == "班主任只办理自己班级的名单"

    roster.cohort.teacher = teacher.user

    assert lists.may_edit_roster(teacher, roster)


def test_the_bureau_does_not_confirm_what_nobody_has_judged_yet():
    roster = make.in_review(make.enrolling(organization(Kind.CENTRE)))

    verdict = lists.may_decide_roster(actor(Kind.BUREAU, Duty.OFFICER), roster)

    assert verdict.reason == "审核员尚未审完，报请确认后再办理"


def test_training_ends_with_the_centres_word_alone():
    enrolment = make.enrolled().cohort.enrolments.first()

    allowed = {who for who in WHO if completion.may_finish(acting(who, enrolment), enrolment)}

    assert allowed == {"reviewer", "centre lead"}
