"""An authority recommends people itself: into a letter, sent, taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.states import CohortState
from tests.factories import actor, organization
from tests.factories import programs as year
from tests.factories import trainees as make
from trainees.actions import people, recommendation, selection
from trainees.models import Nomination, Recommendation, Trainee

pytestmark = pytest.mark.django_db
ELSEWHERE = "该证件号本年度已在其他名单中，请联系人才交流中心"
HEAD = {"cohort": None, "track": None, "document_no": "新", "dated_on": "2022-11-02"}


@pytest.fixture
def liaison():
    return make.liaison()


@pytest.fixture
def draft(liaison):
    """Two people, meant for the pool."""
    return make.letter(make.named(), make.named(), by=liaison, program=year.program())


def name(letter, *rows, by):
    return recommendation.name_people(letter, list(rows), attested=True, actor=by)


def fresh(letter) -> Recommendation:
    return Recommendation.objects.for_table().get(pk=letter.pk)


def send(letter, by):
    return recommendation.send_recommendation(letter, revision=letter.revision, actor=by)


def test_sending_speaks_for_the_authority(draft, liaison):
    sent = send(draft, liaison)

    person = Nomination.objects.first()
    assert (sent.state, person.state, person.route) == ("sent", "recommended", "recommended")
    assert (person.authority.code, person.confirmed_by, person.submitted_at) == (
        "R1",
        liaison.user,
        sent.sent_at,
    )
    assert Entry.objects.filter(action="trainees.nomination.recommend").count() == 2


def test_the_class_named_is_on_each_person_and_its_body_is_told(liaison):
    of = make.enrolling()
    manager = make.manager(of)

    make.recommended(make.named(), by=liaison, cohort=of)

    assert Nomination.objects.get().cohort == of
    (notice,) = Notice.objects.filter(topic="recommendation.sent", user__isnull=False)
    assert notice.user == manager.user


def test_of_the_pool_every_body_with_a_mandate_is_told_and_no_other(draft, liaison):
    told = make.manager(make.enrolling())
    organization(Kind.INSTITUTION)
    actor(Kind.INSTITUTION, Duty.MANAGER)

    send(draft, liaison)

    notices = Notice.objects.filter(topic="recommendation.sent", user__isnull=False)
    assert [notice.user for notice in notices] == [told.user]


def test_a_track_reaches_only_mandates_that_cover_it(liaison):
    of = make.enrolling()
    told = make.manager(of)
    other = organization(Kind.INSTITUTION)
    year.mandate(other, of.program, year.track(of.program, "OTHER"))
    actor(Kind.INSTITUTION, Duty.MANAGER, organization=other)

    make.recommended(make.named(), by=liaison, track=of.track)

    notices = Notice.objects.filter(topic="recommendation.sent", user__isnull=False)
    assert [notice.user for notice in notices] == [told.user]


@pytest.mark.parametrize("who", ["lead", "other region", "institution"])
def test_only_the_regions_own_liaison_writes(draft, who):
    others = {
        "lead": lambda: actor(
            Kind.AUTHORITY, Duty.LEAD, organization=organization(Kind.AUTHORITY, "R1")
        ),
        "other region": lambda: make.liaison("R2"),
        "institution": lambda: actor(Kind.INSTITUTION),
    }
    with pytest.raises(PermissionDenied):
        send(draft, others[who]())


def test_a_letter_without_its_scan_or_people_is_not_sent(liaison):
    head = {**HEAD, "track": year.track(year.program())}
    empty = recommendation.begin_recommendation(
        year.program(), liaison.organization, values=head, actor=liaison
    )

    with pytest.raises(ValidationError) as refused:
        send(empty, liaison)

    assert refused.value.messages == ["请先上传推荐函", "请先写入人选"]


def test_a_class_that_no_longer_enrols_takes_nobody(liaison):
    of = make.enrolling()
    letter = make.letter(make.named(), by=liaison, cohort=of)
    type(of).objects.filter(pk=of.pk).update(state=CohortState.TEACHING)

    with pytest.raises(ValidationError) as refused:
        send(fresh(letter), liaison)

    assert refused.value.messages == ["所选班次已不在招生中，请改为其他班次、方向或推荐库"]


def test_what_was_checked_must_be_what_is_sent(draft, liaison):
    name(draft, make.named(), by=liaison)

    with pytest.raises(Stale):
        send(draft, liaison)


def test_sent_twice_is_refused_politely(draft, liaison):
    send(draft, liaison)

    with pytest.raises(IllegalStep):
        send(draft, liaison)
    with pytest.raises(IllegalStep):
        name(draft, make.named(), by=liaison)
    with pytest.raises(IllegalStep):
        recommendation.save_recommendation(
            fresh(draft), values=HEAD, revision=fresh(draft).revision, actor=liaison
        )


def test_a_draft_is_changed_and_a_stale_page_refused(draft, liaison):
    change = {"values": HEAD, "revision": draft.revision, "actor": liaison}
    saved = recommendation.save_recommendation(draft, **change)
    assert saved.document_no == "新"

    with pytest.raises(Stale):
        recommendation.save_recommendation(draft, **change)


def test_consent_is_attested_first(draft, liaison):
    with pytest.raises(ValidationError, match="请先确认"):
        recommendation.name_people(draft, [make.named()], attested=False, actor=liaison)


def test_one_letter_names_no_more_than_can_be_looked_at(draft, liaison, monkeypatch):
    monkeypatch.setattr(recommendation, "MOST_PEOPLE", 2)

    with pytest.raises(ValidationError, match="一份推荐不超过 2 人"):
        name(draft, make.named(), by=liaison)


def test_who_is_on_a_list_elsewhere_is_told_of_in_one_sentence(draft, liaison):
    make.roster(None, make.candidate(901))
    make.recommended(make.named(902, by="R2"), by=make.liaison("R2"), program=draft.program)

    found = name(draft, make.named(901), make.named(902), by=liaison)

    assert [(row.status, row.message) for row in found] == [("error", ELSEWHERE)] * 2


def test_each_reason_why_a_row_is_not_taken(draft, liaison):
    type(draft).objects.filter(pk=draft.pk).update(revision=5)
    make.roster(None, make.candidate(900))
    Nomination.objects.filter(trainee__name="演示900").update(state="withdrawn")

    found = name(
        draft,
        make.named(903),
        make.named(903),
        make.named(904, by="R2"),
        make.named(900, name="别的名字"),
        make.candidate(905),
        by=liaison,
    )
    again = name(draft, make.named(903), by=liaison)

    assert [row.status for row in found] == ["new", "duplicate", "error", "error", "error"]
    assert found[2].message == "企业不在本地区，请由所在地区的主管部门推荐"
    assert found[3].message.startswith("姓名与该证件号不符")
    assert (again[0].status, again[0].message) == ("same", "该人选已在本推荐中")


def test_whom_a_letter_names_no_class_puts_on_its_list(draft):
    of = make.roster()
    (outcome,) = people.accept_rows(
        of,
        [make.candidate(906)],
        attested=True,
        actor=make.manager(of.cohort),
    )
    assert outcome.status == "new"
    named = make.letter(make.named(907), program=draft.program)

    (refused,) = people.accept_rows(
        of, [make.candidate(907)], attested=True, actor=make.manager(of.cohort)
    )

    assert (named.state, refused.message) == ("draft", ELSEWHERE)


def test_dropped_people_leave_nothing_behind(draft, liaison):
    first, _second = draft.nominations.all()

    recommendation.drop_people(draft, [first.pk], actor=liaison)

    assert (Nomination.objects.count(), Trainee.objects.count()) == (1, 1)
    assert fresh(draft).revision == draft.revision + 1


def test_a_letter_is_taken_back_while_nobody_is_picked(draft, liaison):
    sent = send(draft, liaison)

    recommendation.withdraw_recommendation(sent, actor=liaison)

    states = set(Nomination.objects.values_list("state", "confirmed_at", "submitted_at"))
    assert (fresh(draft).state, states) == ("draft", {("draft", None, None)})


def test_once_somebody_is_picked_the_letter_stays(draft, liaison):
    of = make.enrolling()
    sent = send(draft, liaison)
    first = Nomination.objects.first()
    selection.shortlist_candidates([first.pk], of, actor=make.manager(of))

    with pytest.raises(IllegalStep, match="推荐不能整份撤回"):
        recommendation.withdraw_recommendation(sent, actor=liaison)


def test_only_the_declined_are_recommended_again_without_typing(liaison):
    of = make.enrolling()
    make.recommended(make.named(910), make.named(911), by=liaison, cohort=of)
    declined, kept = Nomination.objects.order_by("pk")
    selection.decline_candidate(declined, reason="full", actor=make.manager(of))
    other = make.letter(by=liaison, program=of.program)

    found = recommendation.name_again(other, [declined.pk, kept.pk], actor=liaison)

    assert [row.status for row in found] == ["new"]
    assert other.nominations.get().trainee == declined.trainee


def test_another_regions_declined_are_not_recommended_again(liaison):
    of = make.enrolling()
    make.recommended(make.named(912, by="R2"), by=make.liaison("R2"), cohort=of)
    theirs = Nomination.objects.get()
    selection.decline_candidate(theirs, reason="full", actor=make.manager(of))
    other = make.letter(by=liaison, program=of.program)

    assert recommendation.name_again(other, [theirs.pk], actor=liaison) == []
