"""Quotas bind at the desk and at 办结, and never more than they say."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from institutions.states import Duty, Kind
from tests.factories import actor, organization
from tests.factories import trainees as make
from tests.factories.programs import authority, mandate, program, track
from trainees.actions import review
from trainees.models import Enrolment, QuotaRule, RosterEntry
from trainees.queries import quota as queries

pytestmark = pytest.mark.django_db


def approve(roster, rows=None, **more):
    more.setdefault("actor", make.reviewer())
    return review.judge_rows(roster, rows or make.keys(roster), "approved", **more)


def decisions(roster):
    return [entry.decision for entry in make.entries(roster)]


def names(roster):
    return [entry.nomination.trainee.name for entry in make.entries(roster)]


def people_of(region: str, number: int):
    home = authority(region, short_name=f"示例{region}").code
    return [make.candidate(region=home) for _ in range(number)]


# --- a blocking cap ---------------------------------------------------------------------


def test_who_finds_no_room_in_a_cap_stays_as_he_was_and_is_named_with_the_rule():
    rows = [*people_of("R1", 3), *people_of("R2", 2)]
    roster = make.in_review(rows=rows)
    make.quota(roster.cohort, "authority", "R1", cap=2)

    account = approve(roster)

    assert decisions(roster) == ["approved", "approved", "pending", "approved", "approved"]
    assert account.stopped == {"示例R1：不超过 2 人": [names(roster)[2]]}
    assert (account.done, account.waiting) == ({"approved": 4}, [])


def test_the_first_of_several_caps_that_is_full_is_named_and_the_others_lose_nothing():
    rows = [*people_of("R1", 2), *people_of("R2", 1)]
    roster = make.in_review(rows=rows)
    make.quota(roster.cohort, "authority", "R1", cap=0)
    make.quota(roster.cohort, "industry", "工业", cap=1)

    account = approve(roster)

    assert decisions(roster) == ["pending", "pending", "approved"]
    assert account.stopped == {"示例R1：不超过 0 人": names(roster)[:2]}


def test_full_places_are_told_apart_from_a_full_quota():
    roster = make.in_review(make.enrolling(capacity=1), size=2)
    make.quota(roster.cohort, "industry", "工业", cap=1)

    account = approve(roster)

    assert (account.waiting, account.stopped) == ([names(roster)[1]], {})


@pytest.mark.parametrize(
    "off",
    [
        {"severity": "warn"},
        {"is_active": False},
        {"value": "R2"},
    ],
)
def test_a_warning_a_rule_switched_off_and_another_region_stop_nobody(off):
    roster = make.in_review(rows=people_of("R1", 2))
    make.quota(roster.cohort, "authority", **{"value": "R1", "cap": 0, **off})

    account = approve(roster)

    assert (account.done, account.stopped) == ({"approved": 2}, {})


def test_a_floor_never_stops_anybody():
    roster = make.in_review(size=2)
    make.quota(roster.cohort, "industry", "批发业", floor=50, unit="percent")

    assert approve(roster).done == {"approved": 2}


def test_the_rule_of_another_class_and_of_another_year_does_not_bind():
    roster = make.in_review(size=2)
    make.quota(make.enrolling(), "industry", "工业", cap=0)
    make.quota(None, "industry", "工业", cap=0, program=program("2021-2022"))

    assert approve(roster).done == {"approved": 2}


@pytest.mark.parametrize(
    ("by", "value"),
    [
        ("authority", "R1"),
        ("track", "REG"),
        ("institution", "UNI"),
        ("tier", "srdi"),
        ("tier", "innovative"),
        ("industry", "工业"),
    ],
)
def test_each_kind_of_rule_counts_its_own_people(by, value):
    of = make.enrolling(organization(Kind.INSTITUTION, "UNI"))
    roster = make.in_review(of, rows=people_of("R1", 3))
    make.quota(of, by, value, cap=1)

    assert (approve(roster).done, decisions(roster).count("pending")) == ({"approved": 1}, 2)


def test_a_title_counts_for_itself_and_those_below_not_those_above():
    roster = make.in_review(size=2)
    make.quota(roster.cohort, "tier", "little_giant", cap=0)
    make.quota(roster.cohort, "tier", "high_tech", cap=0)

    assert approve(roster).done == {"approved": 2}


def test_each_enterprise_has_its_own_cap():
    code = make.candidate().facts["uscc"]
    rows = [make.candidate(uscc=code) for _ in range(3)] + [make.candidate()]
    roster = make.in_review(rows=rows)
    make.quota(roster.cohort, "enterprise", cap=2)

    account = approve(roster)

    assert decisions(roster) == ["approved", "approved", "pending", "approved"]
    assert account.stopped == {"每家企业：不超过 2 人": [names(roster)[2]]}


def test_a_cap_in_percent_is_of_the_classs_places_rounded_down():
    roster = make.in_review(make.enrolling(capacity=10), size=4)
    make.quota(roster.cohort, "industry", "工业", cap=25, unit="percent")

    assert approve(roster).done == {"approved": 2}


def test_a_cap_in_percent_over_the_year_is_of_the_years_target():
    year = program(target=100)
    roster = make.in_review(size=3)
    make.quota(None, "industry", "工业", cap=2, unit="percent", program=year, per_class=False)

    assert approve(roster).done == {"approved": 2}


def test_a_rule_of_the_year_for_each_class_gives_each_class_its_own_room():
    make.quota(None, "authority", "R1", cap=1)
    one, other = (make.in_review(rows=people_of("R1", 2)) for _ in range(2))

    assert (approve(one).done, approve(other).done) == ({"approved": 1}, {"approved": 1})


def test_a_rule_over_the_year_counts_all_classes_together():
    make.quota(None, "authority", "R1", cap=3, per_class=False)
    one, other = (make.in_review(rows=people_of("R1", 2)) for _ in range(2))

    accounts = approve(one), approve(other)

    assert [account.done["approved"] for account in accounts] == [2, 1]
    assert accounts[1].stopped == {"示例R1：不超过 3 人": [names(other)[1]]}


def test_a_rule_per_enterprise_over_the_year_counts_all_classes_together():
    code = make.candidate().facts["uscc"]
    make.quota(None, cap=1, per_class=False)
    one, other = (make.in_review(rows=[make.candidate(uscc=code)]) for _ in range(2))

    assert (approve(one).done, approve(other).done) == ({"approved": 1}, {"approved": 0})


def test_a_decision_taken_back_frees_the_room_at_once():
    roster = make.in_review(size=2)
    make.quota(roster.cohort, "industry", "工业", cap=1)
    first, second = make.keys(roster)
    approve(roster, [first])

    review.judge_rows(roster, [first], "pending", actor=make.reviewer())

    assert approve(roster, [second]).done == {"approved": 1}


# --- 办结 -------------------------------------------------------------------------------


def test_a_cap_lowered_after_the_approvals_holds_when_they_take_effect():
    roster = make.in_review(size=3)
    rule = make.quota(roster.cohort, "industry", "工业", cap=3)
    approve(roster)
    QuotaRule.objects.filter(pk=rule.pk).update(cap=1)

    account = review.decide_roster(roster, actor=make.reviewer())

    roster.refresh_from_db()
    assert (Enrolment.objects.count(), account.done["approved"]) == (1, 1)
    assert account.stopped == {"工业：不超过 1 人": names(roster)[1:]}
    assert decisions(roster) == ["approved", "pending", "pending"]
    assert (roster.state, roster.approved_count) == ("in_review", 1)


def test_at_the_end_only_enrolled_people_count_against_a_cap_over_the_year():
    rule = make.quota(None, "industry", "工业", cap=4, per_class=False)
    one, other = make.in_review(size=2), make.in_review(size=2)
    approve(one)
    approve(other)
    QuotaRule.objects.filter(pk=rule.pk).update(cap=3)

    done = [
        review.decide_roster(roster, actor=make.reviewer()).done["approved"]
        for roster in (one, other)
    ]

    assert (done, Enrolment.objects.count()) == ([2, 1], 3)


def test_the_centres_own_class_is_bound_when_the_bureau_decides():
    centre = organization(Kind.CENTRE)
    of = make.enrolling(centre)
    manager = actor(Kind.CENTRE, Duty.MANAGER, organization=centre)
    roster = make.in_review(of, size=3, by=make.reviewer())
    assert manager.kind == Kind.CENTRE
    rule = make.quota(of, "industry", "工业", cap=2)
    reviewer = make.reviewer()
    assert approve(roster, actor=reviewer).stopped == {"工业：不超过 2 人": [names(roster)[2]]}
    last = make.keys(roster)[2]
    review.judge_rows(roster, [last], "held", reason="H01", actor=reviewer)
    roster = review.propose_decision(roster, actor=reviewer)
    QuotaRule.objects.filter(pk=rule.pk).update(cap=1)

    account = review.decide_roster(roster, actor=actor(Kind.BUREAU, Duty.OFFICER))

    assert (account.done["approved"], Enrolment.objects.count()) == (1, 1)
    assert account.stopped == {"工业：不超过 1 人": [names(roster)[1]]}
    assert decisions(roster) == ["approved", "pending", "held"]


# --- the database -----------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fields",
    [
        {"cap": None},
        {"cap": None, "floor": 1, "severity": "block"},
        {"cap": 101, "unit": "percent"},
        {"cap": 1, "floor": 2},
        {"value": ""},
        {"by": "weather"},
        {"by": "enterprise"},
        {"by": "enterprise", "value": "", "unit": "percent"},
        {"per_class": False},
    ],
)
def test_the_database_refuses_rules_that_mean_nothing(fields):
    of = make.enrolling()
    good = {"by": "industry", "value": "工业", "cap": 1}

    with pytest.raises(IntegrityError), transaction.atomic():
        make.quota(of, **{**good, **fields})

    make.quota(of, **good)


@pytest.mark.postgres
def test_the_same_subject_has_one_rule_in_a_class_and_one_in_a_year():
    of = make.enrolling()
    for whose in (of, None):
        make.quota(whose, "industry", "工业", cap=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            make.quota(whose, "industry", "工业", cap=2)
    make.quota(None, "industry", "工业", cap=1, per_class=False)

    assert QuotaRule.objects.count() == 3


# --- the words --------------------------------------------------------------------------


def test_a_rule_says_whom_it_counts_and_how_many():
    authority("R1", short_name="示例一省")
    way = track()
    of = make.enrolling()
    rules = [
        make.quota(None, "authority", "R1", cap=60, floor=20, per_class=False),
        make.quota(None, "track", way.code, cap=60),
        make.quota(of, "tier", "srdi", floor=50, unit="percent"),
        make.quota(of, "tier", "champion", floor=1),
    ]
    told = QuotaRule.objects.for_table().in_bulk()

    assert [(str(told[r.pk]), told[r.pk].scope) for r in rules] == [
        ("示例一省：不超过 60 人，不少于 20 人", "全年合计"),
        ("方向REG：不超过 60 人", "每班"),
        ("专精特新中小企业及以上：不少于 50%", "本班"),
        ("制造业单项冠军企业：不少于 1 人", "本班"),
    ]


def test_the_checks_number_is_the_lowest_of_the_rules():
    of = make.enrolling()
    assert queries.enterprise_cap(of) is None
    make.quota(None, cap=3, severity="warn")
    make.quota(of, cap=2)

    assert queries.enterprise_cap(of) == 2


def test_questions_do_not_grow_with_the_rules(django_assert_num_queries):
    roster = make.in_review(size=3)
    for name in ("工业", "批发业", "零售业"):
        make.quota(roster.cohort, "industry", name, cap=9)
        make.quota(None, "industry", name, cap=9, per_class=False)
    rules = list(QuotaRule.objects.blocking().for_table())
    rows = list(RosterEntry.objects.all())

    with django_assert_num_queries(3):
        room = queries.Room(roster.cohort, rules, rows, queries.promised())

    assert {room.take(row) for row in rows} == {None}


def test_nothing_is_written_when_the_reason_is_wrong():
    roster = make.in_review(size=1)
    make.quota(roster.cohort, "industry", "工业", cap=0)

    with pytest.raises(ValidationError):
        approve(roster, reason="R01")

    assert decisions(roster) == ["pending"]


def test_a_body_without_mandate_plays_no_part_here():
    other = organization(Kind.INSTITUTION)
    mandate(other)
    make.quota(None, "institution", other.code, cap=0, per_class=False)
    roster = make.in_review(size=1)

    assert approve(roster).done == {"approved": 1}
