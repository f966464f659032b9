"""Reporting a training, and what the Bureau does with it (R29)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from portal.workflow.revision import Stale
from programs.actions import cohort as classes
from programs.actions import filing as actions
from programs.actions.filing_class import open_class
from programs.models import Cohort, Filing, Mandate
from tests.factories import actor, member
from tests.factories import organization as new_body
from tests.factories.programs import authority, filing, mandate, program, track

from .ways import accepted, in_review, submitted

pytestmark = pytest.mark.django_db


def told(topic) -> set[int]:
    return {row.user_id for row in Notice.objects.filter(topic=topic, channel="inbox")}


def manager_of(row):
    return actor(Kind.INSTITUTION, organization=row.organization)


def test_a_training_is_written_mended_and_reported(liaison, officer):
    body, year = new_body(), program()
    mandate(body, year)
    first = {
        "kind": "joint",
        "track": track(year),
        "organization": body,
        "name": "联合班",
        "people": 40,
        "starts_on": date(2023, 3, 6),
        "ends_on": date(2023, 3, 6),
    }
    draft = actions.begin_filing(year, liaison.organization, values=first, actor=liaison)
    rest = {"place": "示例市", "summary": "战略", "contact_name": "周望舒（演示）"}
    draft = actions.save_filing(draft, values=rest, revision=1, actor=liaison)
    with pytest.raises(ValidationError) as lacking:
        actions.submit_filing(draft, revision=2, confirmed=False, actor=liaison)
    assert lacking.value.message_dict == {"contact_phone": ["请填写联系电话"]}

    phone = {"contact_phone": "0000-8000001"}
    draft = actions.save_filing(draft, values=phone, revision=2, actor=liaison)
    actions.save_filing(draft, values=phone, revision=3, actor=liaison)
    sent = actions.submit_filing(draft, revision=4, confirmed=False, actor=liaison)

    assert (sent.state, sent.submitted_by, sent.number) == ("submitted", liaison.user, "")
    assert told("filing.submitted") == {officer.user.pk}
    acts = [row.action for row in Entry.objects.about(sent)]
    assert [act.rsplit(".", 1)[1] for act in acts] == ["submit", "save", "save", "begin"]


def test_the_days_must_lie_in_the_programmes_year(liaison):
    draft = filing(region=liaison.organization, ends_on=date(2024, 1, 1))

    with pytest.raises(ValidationError) as said:
        actions.submit_filing(draft, revision=1, confirmed=False, actor=liaison)

    assert said.value.message_dict == {
        "ends_on": ["结束日期：须在本年度 2022-01-01 至 2023-12-31 之内"]
    }


def test_who_saw_an_older_text_neither_saves_nor_sends(liaison):
    draft = filing(region=liaison.organization, revision=2)

    with pytest.raises(Stale):
        actions.save_filing(draft, values={"name": "我的"}, revision=1, actor=liaison)
    with pytest.raises(Stale):
        actions.submit_filing(draft, revision=1, confirmed=False, actor=liaison)
    sent = actions.submit_filing(draft, revision=2, confirmed=False, actor=liaison)
    with pytest.raises(IllegalStep):
        actions.save_filing(sent, values={"name": "我的"}, revision=2, actor=liaison)


def test_another_filing_of_the_same_institution_and_track_is_asked_about_never_refused(liaison):
    first = submitted(liaison)
    twin = filing(region=liaison.organization, body=first.organization)
    other_region = actor(Kind.AUTHORITY)
    elsewhere = filing(region=other_region.organization, body=first.organization)
    actions.submit_filing(elsewhere, revision=1, confirmed=False, actor=other_region)

    with pytest.raises(ValidationError) as asked:
        actions.submit_filing(twin, revision=1, confirmed=False, actor=liaison)
    assert list(asked.value.message_dict) == ["confirmed"]
    assert actions.submit_filing(twin, revision=1, confirmed=True, actor=liaison)

    actions.cancel_filing(first, actor=liaison, note="不办了")
    assert list(Filing.objects.alike(twin)) == []


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_an_institution_without_active_mandate_is_neither_reported_nor_taken_in(
    liaison, officer, state
):
    draft, waiting = filing(region=liaison.organization), in_review(liaison, officer)
    Mandate.objects.update(state=state)

    with pytest.raises(PermissionDenied):
        actions.submit_filing(draft, revision=1, confirmed=False, actor=liaison)
    with pytest.raises(PermissionDenied):
        actions.accept_filing(waiting, actor=officer)
    assert program().last_filing_no == 0


def test_a_track_outside_the_mandate_is_refused(liaison):
    draft = filing(region=liaison.organization)
    Filing.objects.update(track=track(code="SRDI"))
    draft.refresh_from_db()

    with pytest.raises(PermissionDenied, match="不包括"):
        actions.submit_filing(draft, revision=1, confirmed=False, actor=liaison)


def test_what_is_taken_in_is_numbered_and_both_sides_are_told(liaison, officer):
    waiting = in_review(liaison, officer)
    lead = member(liaison.organization, Duty.LEAD)
    manager = manager_of(waiting)

    rows = [actions.accept_filing(waiting, actor=officer), accepted(liaison, officer)]

    assert [row.number for row in rows] == ["2022-BA-0001", "2022-BA-0002"]
    assert told("filing.accepted") == {liaison.user.pk, lead.pk, manager.user.pk}


def test_a_return_says_item_by_item_what_to_mend_and_it_comes_back(liaison, officer):
    waiting = in_review(liaison, officer)
    with pytest.raises(ValidationError, match="至少在一项"):
        actions.return_filing(waiting, remarks={"place": " "}, actor=officer)
    remarks = {"place": "写到县区", "general": "请补协议", "people": ""}

    back = actions.return_filing(waiting, remarks=remarks, actor=officer)

    assert back.remarks == {"place": "写到县区", "general": "请补协议"}
    assert told("filing.returned") == {liaison.user.pk}
    assert "培训地点：写到县区" in Notice.objects.filter(topic="filing.returned")[0].body
    again = actions.submit_filing(back, revision=1, confirmed=False, actor=liaison)
    again = actions.review_filing(again, actor=officer)
    done = actions.accept_filing(again, actor=officer)
    assert (done.number, done.remarks) == ("2022-BA-0001", {})


def test_advice_needs_words_and_the_region_may_report_again(liaison, officer):
    waiting = in_review(liaison, officer)
    with pytest.raises(ValidationError):
        actions.advise_filing(waiting, actor=officer, note=" ")

    advised = actions.advise_filing(waiting, actor=officer, note="错开春节")

    assert (advised.state, advised.advice) == ("to_adjust", "错开春节")
    assert told("filing.advised") == {liaison.user.pk}
    again = actions.submit_filing(advised, revision=1, confirmed=False, actor=liaison)
    assert again.state == "submitted"


def test_what_is_taken_back_is_nobody_elses_business_and_in_review_it_stays(liaison, officer):
    draft = actions.withdraw_filing(submitted(liaison), actor=liaison)
    waiting = in_review(liaison, officer)

    assert (draft.state, draft.submitted_at) == ("draft", None)
    assert list(Filing.objects.visible_to(officer)) == [waiting]
    with pytest.raises(IllegalStep):
        actions.withdraw_filing(waiting, actor=liaison)


def test_only_the_regions_liaison_writes_and_only_another_officer_decides(liaison, officer):
    row = submitted(liaison)
    lead = actor(Kind.AUTHORITY, Duty.LEAD, organization=liaison.organization)
    auditor = actor(Kind.BUREAU, Duty.AUDITOR)
    strangers = [lead, actor(Kind.AUTHORITY), manager_of(row), officer]

    for who in strangers:
        with pytest.raises(PermissionDenied):
            actions.withdraw_filing(row, actor=who)
    for who in [liaison, lead, auditor, actor(Kind.CENTRE), manager_of(row)]:
        with pytest.raises(PermissionDenied):
            actions.review_filing(row, actor=who)
    Filing.objects.update(submitted_by=officer.user)
    with pytest.raises(PermissionDenied, match="另一位同志"):
        actions.review_filing(row, actor=officer)


def test_cancelling_tells_whoever_had_to_do_with_it(liaison, officer):
    draft = filing(region=liaison.organization)
    actions.cancel_filing(draft, actor=liaison, note="不办了")
    assert told("filing.cancelled") == set()

    row = accepted(liaison, officer)
    manager = manager_of(row)
    actions.cancel_filing(row, actor=liaison, note="不办了")

    assert told("filing.cancelled") == {officer.user.pk, manager.user.pk}


def test_the_institution_opens_one_class_with_what_the_filing_says(liaison, officer):
    row = accepted(liaison, officer, ends_on=date(2023, 3, 6))
    manager = manager_of(row)

    cohort = open_class(row, actor=manager)

    assert (cohort.filing, cohort.track, cohort.name) == (row, row.track, row.name)
    assert (cohort.capacity, cohort.place, cohort.modules) == (40, "示例市", row.summary)
    assert (cohort.starts_on, cohort.ends_on) == (date(2023, 3, 6), date(2023, 3, 7))
    with pytest.raises(PermissionDenied, match="已开设班次"):
        open_class(row, actor=manager)
    with pytest.raises(PermissionDenied, match="先取消班次"):
        actions.cancel_filing(row, actor=liaison, note="不办了")
    classes.cancel_cohort(cohort, actor=manager, note="重新编报")
    assert open_class(row, actor=manager).no == 2


def test_neither_another_institution_nor_an_unaccepted_filing_opens_a_class(liaison, officer):
    row, waiting = accepted(liaison, officer), in_review(liaison, officer)

    with pytest.raises(PermissionDenied):
        open_class(row, actor=actor(Kind.INSTITUTION))
    with pytest.raises(PermissionDenied, match="纳入统筹后"):
        open_class(waiting, actor=manager_of(waiting))


def test_the_filing_runs_and_ends_with_its_class(liaison, officer):
    row = accepted(liaison, officer)
    manager = manager_of(row)
    cohort = open_class(row, actor=manager)
    states = []
    Cohort.objects.update(state="enrolling")

    classes.start_teaching(cohort, actor=manager)
    states.append(Filing.objects.get().state)
    classes.begin_closing(cohort, actor=manager)
    states.append(Filing.objects.get().state)
    classes.close_cohort(cohort, actor=manager)
    states.append(Filing.objects.get().state)

    assert states == ["running", "running", "closed"]
    Filing.objects.update(state="accepted")
    with pytest.raises(PermissionDenied, match="随班次"):
        actions.follow_class(Cohort(filing=row, state="teaching"), actor=liaison)


def test_who_sees_what(liaison, officer):
    draft = filing(region=liaison.organization)
    sent, taken = submitted(liaison), accepted(liaison, officer)

    def seen(who):
        return set(Filing.objects.visible_to(who))

    assert seen(liaison) == {draft, sent, taken}
    assert seen(officer) == {sent, taken}
    assert seen(actor(Kind.CENTRE)) == {taken}
    assert seen(manager_of(sent)) == {sent}
    assert seen(manager_of(draft)) == set()
    assert seen(actor(Kind.AUTHORITY)) == set()
    assert seen(actor(Kind.EVALUATOR)) == set()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fields",
    [
        {"people": 0},
        {"people": 501},
        {"ends_on": date(2023, 3, 5)},
        {"budget_fen": 100, "fiscal_fen": 99},
        {"fiscal_fen": 1},
        {"kind": "unheard of"},
        {"state": "unheard of"},
        {"state": "accepted"},
        {"state": "submitted", "submitted_at": None},
    ],
)
def test_the_database_refuses_nonsense(fields):
    with pytest.raises(IntegrityError):
        filing(**fields)


@pytest.mark.postgres
def test_the_database_keeps_numbers_apart_and_decisions_from_senders(liaison):
    filing(number="2022-BA-0001")
    who = {"submitted_by": liaison.user, "decided_by": liaison.user}

    with pytest.raises(IntegrityError):
        filing(region=authority(), **who)


def test_the_share_of_one_head_is_the_budget_by_the_people():
    row = filing(budget_fen=100_000, fiscal_fen=60_000, enterprise_fen=40_000, people=3)

    assert (row.per_head_fen, filing().per_head_fen, str(row)) == (33_333, None, row.name)
