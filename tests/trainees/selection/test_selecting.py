"""An institution selects: shortlists, waits, promotes, lists, declines."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from programs.models import Mandate
from programs.states import CohortState
from tests.factories import actor, organization
from tests.factories import programs as year
from tests.factories import trainees as make
from trainees.actions import people, review, selection
from trainees.actions import roster as rosters
from trainees.models import Nomination, Roster, RosterEntry
from trainees.policies.nomination import may_confirm_nomination

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.enrolling(capacity=5)


@pytest.fixture
def manager(of):
    return make.manager(of)


@pytest.fixture
def liaison():
    return make.liaison()


@pytest.fixture
def pool(of, liaison):
    """Three people whom any institution may pick."""
    make.recommended(*(make.named() for _ in range(3)), by=liaison, program=of.program)
    return list(Nomination.objects.order_by("pk"))


@pytest.fixture
def sent(of, liaison):
    """Three people recommended to the class itself."""
    make.recommended(*(make.named() for _ in range(3)), by=liaison, cohort=of)
    return list(Nomination.objects.order_by("pk"))


def state(nomination) -> tuple:
    nomination.refresh_from_db()
    return nomination.state, nomination.cohort_id, nomination.rank


def keys(rows) -> list[int]:
    return [row.pk for row in rows]


def told() -> list[str]:
    notices = Notice.objects.filter(topic__startswith="selection.", user__isnull=False)
    return list(notices.order_by("pk").values_list("topic", flat=True))


def test_picked_from_the_pool_a_person_is_the_classs(pool, of, manager):
    count = selection.shortlist_candidates(keys(pool[:2]), of, actor=manager)

    assert (count, state(pool[0]), state(pool[2])) == (
        2,
        ("shortlisted", of.pk, None),
        ("recommended", None, None),
    )
    assert told() == ["selection.shortlisted"]


def test_who_is_picked_cannot_be_picked_by_another(pool, of, manager):
    other = make.enrolling()
    selection.shortlist_candidates(keys(pool[:1]), of, actor=manager)

    with pytest.raises(IllegalStep, match="由其他机构选走"):
        selection.shortlist_candidates(keys(pool[:1]), other, actor=make.manager(other))


def test_a_class_takes_nobody_meant_for_another(sent):
    other = make.enrolling()

    with pytest.raises(IllegalStep):
        selection.shortlist_candidates(keys(sent), other, actor=make.manager(other))


def test_a_track_is_open_to_its_classes_only(of, liaison, manager):
    make.recommended(by=liaison, track=year.track(of.program, "OTHER"))

    with pytest.raises(IllegalStep):
        selection.shortlist_candidates(keys(Nomination.objects.all()), of, actor=manager)


def test_nobody_selects_for_a_class_of_others(pool, of):
    with pytest.raises(PermissionDenied, match="只有承担该班次的机构可以办理"):
        selection.shortlist_candidates(keys(pool), of, actor=make.manager(make.enrolling()))


def test_nobody_selects_without_a_mandate(pool, of, manager):
    Mandate.objects.filter(organization=of.organization).update(state="suspended")

    with pytest.raises(PermissionDenied, match="暂停"):
        selection.shortlist_candidates(keys(pool), of, actor=manager)


def test_nobody_selects_once_the_class_has_begun(pool, of, manager):
    type(of).objects.filter(pk=of.pk).update(state=CohortState.TEACHING)

    with pytest.raises(IllegalStep, match="招生中的班次才能选人"):
        selection.shortlist_candidates(keys(pool), of, actor=manager)


def test_rows_of_a_list_are_not_selected_but_reviewed(of, manager):
    make.submitted(of, rows=[make.named()])
    nomination = Nomination.objects.get()
    Nomination.objects.update(state="recommended")

    with pytest.raises(IllegalStep):
        selection.shortlist_candidates([nomination.pk], of, actor=manager)
    with pytest.raises(PermissionDenied, match="随名单办理"):
        selection.decline_candidate(nomination, reason="full", actor=manager)


def test_waiting_people_have_an_order_and_who_is_passed_over_is_kept(sent, of, manager):
    selection.waitlist_candidates(keys(sent[:2]), of, actor=manager)
    selection.waitlist_candidates(keys(sent[2:]), of, actor=manager)
    assert [state(row)[2] for row in sent] == [1, 2, 3]

    selection.promote_candidate(sent[2], note="企业规模更合适", actor=manager)

    entry = Entry.objects.get(action="trainees.nomination.promote")
    assert (state(sent[2])[::2], entry.detail["passed_over"]) == (("shortlisted", None), 2)
    assert told() == ["selection.waitlisted"] * 2 + ["selection.promoted"]


def test_to_promote_needs_a_reason_and_somebody_who_waits(sent, of, manager):
    selection.waitlist_candidates(keys(sent[:1]), of, actor=manager)

    with pytest.raises(ValidationError):
        selection.promote_candidate(sent[0], note=" ", actor=manager)
    with pytest.raises(IllegalStep):
        selection.promote_candidate(sent[1], note="有空位", actor=manager)


def test_listed_people_go_on_to_the_centre_with_the_list(sent, of, manager):
    roster = selection.enlist_candidates(keys(sent[:2]), of, actor=manager)

    roster.refresh_from_db()
    assert (roster.entry_count, roster.state, state(sent[0])[0]) == (2, "draft", "draft")
    rosters.submit_roster(roster, revision=roster.revision, actor=manager)
    reviewer = make.reviewer()
    review.take_roster(roster, actor=reviewer)
    review.judge_rows(roster, make.keys(roster), "approved", actor=reviewer)
    review.decide_roster(roster, actor=reviewer)
    assert [state(row)[0] for row in sent] == ["admitted", "admitted", "recommended"]


def test_what_the_authority_has_said_itself_it_is_not_asked_again(sent, of, manager, liaison):
    roster = selection.enlist_candidates(keys(sent[:1]), of, actor=manager)
    roster.refresh_from_db()
    rosters.submit_roster(roster, revision=roster.revision, actor=manager)
    sent[0].refresh_from_db()

    verdict = may_confirm_nomination(liaison, sent[0])

    assert (Nomination.objects.awaiting_confirmation().count(), verdict.reason) == (
        0,
        "该学员的推荐已经确认，不用再答复",
    )


def test_a_list_with_the_centre_takes_nobody(sent, of, manager):
    make.submitted(of)

    with pytest.raises(IllegalStep, match="现在不能列入"):
        selection.enlist_candidates(keys(sent), of, actor=manager)


def test_taken_off_the_list_a_person_is_still_shortlisted(sent, of, manager):
    roster = selection.enlist_candidates(keys(sent[:1]), of, actor=manager)

    people.remove_entries(roster, make.keys(roster), actor=manager)

    assert (state(sent[0])[0], RosterEntry.objects.count()) == ("shortlisted", 0)
    assert Roster.objects.get().entry_count == 0


def test_the_route_of_a_person_by_letter_cannot_be_changed(sent, of, manager):
    roster = selection.enlist_candidates(keys(sent[:1]), of, actor=manager)
    (entry,) = make.entries(roster)
    changed = {**sent[0].facts, "source": "selected"}
    changed.pop("recommender")

    with pytest.raises(ValidationError, match="选拔方式和推荐部门不能更改"):
        people.amend_row(entry, changed, actor=manager)
    people.amend_row(entry, {**sent[0].facts, "post": "董事长"}, actor=manager)

    sent[0].refresh_from_db()
    assert (sent[0].post, sent[0].confirmed_at is not None) == ("董事长", True)


def test_a_class_is_told_to_list_whom_it_was_sent_and_not_to_type(of, liaison, manager):
    make.recommended(make.named(920), by=liaison, cohort=of)

    (outcome,) = people.accept_rows(
        make.roster(of), [make.named(920)], attested=True, actor=manager
    )

    assert outcome.message == "该学员由主管部门推荐到本班，请在“推荐人选”中办理"


def test_declined_with_a_reason_a_person_is_free_again(sent, of, manager, liaison):
    selection.decline_candidate(sent[0], reason="other", note="改报他班", actor=manager)

    sent[0].refresh_from_db()
    assert (sent[0].state, sent[0].refusal_code, sent[0].refusal_note) == (
        "declined",
        "other",
        "改报他班",
    )
    assert not Nomination.objects.live().filter(trainee=sent[0].trainee).exists()
    notice = Notice.objects.get(topic="selection.declined", user=liaison.user)
    assert "其他；改报他班" in notice.body


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("nonsense", "x"), ("other", " ")])
def test_to_decline_needs_a_reason(sent, manager, reason, note):
    with pytest.raises(ValidationError):
        selection.decline_candidate(sent[0], reason=reason, note=note, actor=manager)


def test_nobody_declines_for_all_the_others(pool, manager):
    with pytest.raises(PermissionDenied, match="其他机构也可以选"):
        selection.decline_candidate(pool[0], reason="full", actor=manager)


def test_who_was_picked_from_the_pool_can_go_back(pool, of, manager):
    selection.shortlist_candidates(keys(pool[:1]), of, actor=manager)

    pool[0].refresh_from_db()

    selection.release_candidate(pool[0], actor=manager)

    assert state(pool[0]) == ("recommended", None, None)


def test_nobody_is_put_back_who_was_never_picked(pool, manager):
    with pytest.raises(IllegalStep):
        selection.release_candidate(pool[0], actor=manager)


def test_who_was_sent_to_the_class_is_declined_and_not_put_back(sent, of, manager):
    selection.shortlist_candidates(keys(sent[:1]), of, actor=manager)

    with pytest.raises(PermissionDenied, match="不录取的请写明理由"):
        selection.release_candidate(sent[0], actor=manager)


def test_somebody_without_a_hand_in_classes_picks_nobody(pool, of):
    scorer = actor(Kind.INSTITUTION, Duty.AUDITOR, organization=of.organization)

    with pytest.raises(PermissionDenied):
        selection.shortlist_candidates(keys(pool), of, actor=scorer)
    with pytest.raises(PermissionDenied, match="由项目负责人、班主任或教务员办理"):
        selection._advance(keys(pool), of, "shortlist", scorer)


def seen(actor) -> set[int]:
    return set(Nomination.objects.visible_to(actor).values_list("pk", flat=True))


def test_who_sees_whom(pool, of, manager, liaison):
    make.letter(make.named(), by=liaison, cohort=of)
    draft = Nomination.objects.get(state="draft").pk
    idle = actor(Kind.INSTITUTION)
    taken = keys(pool)

    assert seen(manager) == set(taken)
    assert seen(idle) == set()
    assert seen(liaison) == {*taken, draft}
    assert seen(make.liaison("R2")) == set()
    assert seen(make.reviewer()) == set(taken)


def test_a_picked_person_is_seen_by_the_picking_body_only(pool, of, manager):
    other = make.manager(make.enrolling())
    assert pool[0].pk in seen(other)

    selection.shortlist_candidates(keys(pool[:1]), of, actor=manager)

    assert (pool[0].pk in seen(manager), pool[0].pk in seen(other)) == (True, False)


def test_a_suspended_body_sees_no_pool(pool, of, manager):
    Mandate.objects.filter(organization=of.organization).update(state="suspended")

    assert seen(manager) == set()


def test_a_mandate_for_another_track_does_not_open_this_one(of, liaison):
    make.recommended(by=liaison, track=of.track)
    other = organization(Kind.INSTITUTION)
    year.mandate(other, of.program, year.track(of.program, "OTHER"))

    person = Nomination.objects.get().pk
    assert seen(make.manager(of)) == {person}
    assert seen(actor(Kind.INSTITUTION, Duty.MANAGER, organization=other)) == set()
