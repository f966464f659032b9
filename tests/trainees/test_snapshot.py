"""Frozen lists: one at every decision, numbered without a gap, never changed unnoticed."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from institutions.states import Duty, Kind
from portal import clock
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from tests.factories import actor
from tests.factories import trainees as make
from trainees.actions import review
from trainees.actions import roster as rosters
from trainees.actions.snapshot import lock_roster
from trainees.checking.snapshot import faults
from trainees.data.snapshot import canonical, differences, digest, rows_for_region
from trainees.models import Enrolment, Roster, RosterEntry, RosterSnapshot, Trainee
from trainees.queries.snapshot import picture
from trainees.register import number_of

pytestmark = pytest.mark.django_db


def decided(of=None, *, approve, reject=(), back=(), size=3, by=None):
    """A list under review with these rows (by place) judged and put into effect."""
    by = by or make.reviewer()
    of = of or make.in_review(size=size)
    keys = make.keys(of)
    for places, decision, reason in (
        (approve, "approved", ""),
        (reject, "rejected", "N01"),
        (back, "returned", "R02"),
    ):
        rows, note = [keys[place] for place in places], "请补充" if reason else ""
        if rows:
            review.judge_rows(of, rows, decision, reason=reason, note=note, actor=by)
    review.decide_roster(of, actor=by)
    of.refresh_from_db()
    return of


def break_off(*_):
    raise ValueError("halfway")


def numbers():
    return list(RosterSnapshot.objects.order_by("pk").values_list("number", flat=True))


# --- what is frozen ---------------------------------------------------------------------


def test_every_decision_freezes_the_list_under_the_next_number():
    by = make.reviewer()
    listed = decided(approve=[0], by=by)
    decided(listed, approve=[1], reject=[2], by=by)

    code = listed.cohort.code
    assert numbers() == [f"MD{code}-R1-V1", f"MD{code}-R1-V2"]
    first, second = RosterSnapshot.objects.order_by("pk")
    assert (first.act, second.act) == ("enrol", "decide")
    assert (first.people, first.enrolled, second.enrolled) == (3, 1, 2)
    assert (first.previous, second.previous) == ("", first.sha256)
    assert (second.taken_by, second.taken_label) == (by.user, by.label)


def test_the_rows_say_what_was_decided_and_how_the_enterprise_stood_that_day():
    listed = decided(make.in_review(size=2), approve=[0], reject=[1])

    taken, refused = RosterSnapshot.objects.get().held["rows"]
    entry = make.entries(listed)[0]
    enterprise = entry.nomination.enterprise
    assert (taken["decision"], taken["student_no"]) == (
        "approved",
        f"{listed.cohort.code}-0001",
    )
    assert (taken["enterprise"], taken["size"]) == (enterprise.name, enterprise.size)
    assert (taken["titles"], taken["region"]) == (["srdi"], "示例一省")
    assert (refused["decision"], refused["reason"]) == ("rejected", "N01")
    assert (refused["reason_text"], refused["note"]) == ("不符合培训对象条件", "请补充")


def test_no_document_number_is_frozen_only_its_mask():
    listed = decided(make.in_review(size=1), approve=[0])

    person = Trainee.objects.get(nominations__entries__roster=listed)
    content = RosterSnapshot.objects.get().content
    assert person.id_masked in content
    assert number_of(person) not in content
    assert person.mobile not in content


def test_a_decision_that_is_not_in_effect_yet_stays_the_reviewers_own():
    by, listed = make.reviewer(), make.in_review(size=3)
    keys = make.keys(listed)
    review.judge_rows(listed, [keys[0]], "approved", actor=by)
    review.judge_rows(listed, [keys[1]], "returned", reason="R01", note="内部", actor=by)
    review.decide_roster(listed, actor=by)

    snapshot = RosterSnapshot.objects.get()
    assert [row["decision"] for row in snapshot.held["rows"]] == [
        "approved",
        "pending",
        "pending",
    ]
    assert "内部" not in snapshot.content


def test_what_goes_back_is_frozen_with_its_reason():
    decided(make.in_review(size=2), approve=[0], back=[1])

    snapshot = RosterSnapshot.objects.get()
    row = snapshot.held["rows"][1]
    assert (snapshot.act, row["decision"], row["reason"]) == ("return", "returned", "R02")


def test_a_decision_that_fails_leaves_no_snapshot_and_no_hole_in_the_numbers(monkeypatch):
    by, listed = make.reviewer(), make.in_review(size=2)
    keys = make.keys(listed)
    review.judge_rows(listed, keys[:1], "approved", actor=by)
    told = review._tell_class
    monkeypatch.setattr(review, "_tell_class", break_off)
    with pytest.raises(ValueError, match="halfway"), transaction.atomic():
        review.decide_roster(listed, actor=by)
    assert (numbers(), Enrolment.objects.count()) == ([], 0)

    monkeypatch.setattr(review, "_tell_class", told)
    review.decide_roster(listed, actor=by)
    assert numbers() == [f"MD{listed.cohort.code}-R1-V1"]


def test_freezing_costs_the_same_number_of_queries_for_two_people_and_for_twenty():
    counts = []
    for size in (2, 20):
        listed = make.enrolled(make.enrolling(capacity=30), size=size)
        with CaptureQueriesContext(connection) as seen:
            picture(listed, "decide")
        counts.append(len(seen))
    assert counts == [4, 4]


# --- immutable, and what was changed all the same is noticed -------------------------------


def test_a_snapshot_is_neither_changed_nor_deleted():
    make.enrolled(size=1)
    snapshot = RosterSnapshot.objects.get()

    for act in (
        snapshot.save,
        snapshot.delete,
        RosterSnapshot.objects.all().delete,
        lambda: RosterSnapshot.objects.update(people=9),
        lambda: RosterSnapshot.objects.bulk_update([snapshot], ["people"]),
    ):
        with pytest.raises(TypeError, match="append-only"):
            act()


@pytest.mark.postgres
def test_postgresql_itself_refuses_to_change_a_snapshot():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only; runs in the second pass")
    make.enrolled(size=1)

    for statement in (
        "UPDATE trainees_rostersnapshot SET people = 9",
        "DELETE FROM trainees_rostersnapshot",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def tampered(**columns):
    """The same row as a hand in the database would have left it."""
    snapshot = RosterSnapshot.objects.select_related("roster__cohort__program").get()
    for name, value in columns.items():
        setattr(snapshot, name, value)
    return snapshot


def test_an_untouched_snapshot_passes_its_check():
    make.enrolled(size=2)

    assert faults(RosterSnapshot.objects.get()) == []


def test_a_change_of_any_single_byte_of_the_content_is_noticed():
    make.enrolled(size=1)
    content = RosterSnapshot.objects.get().content
    for place in range(len(content)):
        other = "x" if content[place] != "x" else "y"
        changed = content[:place] + other + content[place + 1 :]
        assert "内容与校验值不符" in faults(tampered(content=changed))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "MD0000"),
        ("version", 7),
        ("act", "return"),
        ("people", 9),
        ("enrolled", 9),
        ("previous", "0" * 64),
        ("taken_label", "别人"),
        ("taken_by_id", 999),
        ("taken_at", clock.wall() + timedelta(days=1)),
        ("taken_on_machine", clock.wall() + timedelta(days=1)),
    ],
)
def test_a_change_of_any_column_beside_the_content_is_noticed(column, value):
    make.enrolled(size=1)

    assert "登记的编号、时间、人数或办理人与内容不符" in faults(tampered(**{column: value}))


def test_content_and_digest_changed_together_are_betrayed_by_the_trail():
    make.enrolled(size=1)
    held = RosterSnapshot.objects.get().held
    held["rows"][0]["name"] = "张三"
    content = canonical(held)

    found = faults(tampered(content=content, sha256=digest(content)))

    assert found == ["校验值与操作记录不符"]


@pytest.mark.postgres
def test_a_snapshot_taken_out_of_the_middle_is_missed_by_the_next():
    by = make.reviewer()
    listed = decided(approve=[0], by=by)
    decided(listed, approve=[1, 2], by=by)
    first, second = RosterSnapshot.objects.order_by("pk")

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The hand of somebody who may switch the trigger off.
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM trainees_rostersnapshot WHERE id = %s", [first.pk])

    assert faults(second) == ["与上一号快照接不上"]


# --- two beside each other -------------------------------------------------------------


def person(key, **facts):
    return {"key": key, "name": key, "region_code": "S1", "authority_code": "", **facts}


def test_two_snapshots_tell_who_came_who_left_and_what_reads_differently():
    before = [person("a", post="总经理"), person("b")]
    after = [person("a", post="董事长"), person("c")]

    found = differences(before, after)

    assert [(each.kind, each.person["key"]) for each in found] == [
        ("joined", "c"),
        ("left", "b"),
        ("changed", "a"),
    ]
    assert found[2].fields == (("post", "总经理", "董事长"),)


def test_a_region_reads_its_own_people_and_those_it_recommends():
    rows = [person("a"), person("b", region_code="S2"), person("c", authority_code="S2")]

    assert [row["key"] for row in rows_for_region(rows, "S2")] == ["b", "c"]


# --- closed for good ---------------------------------------------------------------------


def test_a_decided_list_is_locked_and_its_class_told():
    listed = make.enrolled(size=1)

    lock_roster(listed, actor=make.reviewer())

    assert Roster.objects.get().state == "locked"
    assert Notice.objects.filter(topic="roster.locked").exists()


def test_a_list_is_not_locked_while_another_of_the_class_is_in_hand():
    listed = make.enrolled(size=1)
    rosters.open_roster(listed.cohort, actor=make.manager(listed.cohort))

    with pytest.raises(IllegalStep, match="第 2 批名单还在办理"):
        lock_roster(listed, actor=make.reviewer())


def test_the_class_itself_does_not_lock_and_nobody_locks_what_is_undecided():
    listed = make.enrolled(size=1)
    with pytest.raises(PermissionDenied):
        lock_roster(listed, actor=make.manager(listed.cohort))
    with pytest.raises(IllegalStep):
        lock_roster(make.in_review(size=1), actor=make.reviewer())


# --- who may read --------------------------------------------------------------------------


def test_a_snapshot_is_seen_by_its_class_the_offices_and_the_region_it_lists_people_of():
    listed = make.enrolled(size=1)
    home = make.entries(listed)[0].nomination.home
    other = actor(Kind.INSTITUTION, Duty.MANAGER)
    seen = RosterSnapshot.objects.visible_to

    assert [
        seen(who).count()
        for who in (
            make.manager(listed.cohort),
            make.reviewer(),
            actor(Kind.BUREAU, Duty.OFFICER),
            actor(Kind.AUTHORITY, Duty.LIAISON, organization=home),
            other,
            actor(Kind.AUTHORITY, Duty.LIAISON),
            actor(Kind.EVALUATOR, Duty.LEAD),
        )
    ] == [1, 1, 1, 1, 0, 0, 0]


def test_the_bytes_are_canonical_and_read_back():
    make.enrolled(size=1)
    snapshot = RosterSnapshot.objects.get()

    assert canonical(json.loads(snapshot.content)) == snapshot.content
    assert RosterEntry.objects.count() == len(snapshot.held["rows"])
    with pytest.raises(ValidationError):
        review.decide_roster(make.in_review(size=1), actor=make.reviewer())
