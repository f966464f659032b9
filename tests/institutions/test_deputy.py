"""A substitute for dated days: rights by date, 代 in the trail, one person for four eyes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.actions.deputy import appoint_deputy, revoke_deputy
from institutions.actions.membership import end_duty
from institutions.actor import actor_for
from institutions.audience import people_of
from institutions.models import Deputy, Membership
from institutions.policies import may_appoint_deputy, may_grant
from institutions.states import Duty, Kind
from portal import policy
from portal.audit.models import Entry
from portal.audit.trail import record
from portal.notices.models import Notice
from programs.policies.contact_sheet import may_judge_sheet
from tests.factories import actor, member, organization
from tests.factories.programs import sheet
from tests.support.races import at_once

BEGIN, END = date(2022, 10, 28), date(2022, 10, 30)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def at(db, time_machine):
    def at(day, hour=10):
        moment = datetime(2022, 10, day, hour, tzinfo=SHANGHAI)
        time_machine.move_to(moment, tick=False)

    at(27)
    return at


@pytest.fixture
def body(db):
    return organization(Kind.AUTHORITY, code="S1", short_name="示例一省")


@pytest.fixture
def zhang(at, body):
    return member(body, Duty.LIAISON, full_name="张三（演示）")


@pytest.fixture
def li(at, body):
    return member(body, Duty.LEAD, full_name="李四（演示）")


def appoint(principal, colleague, begin=BEGIN, end=END, **fields) -> Deputy:
    row = principal.memberships.get()
    by = fields.pop("by", None) or actor_for(principal)
    return appoint_deputy(row, colleague, from_on=begin, until_on=end, actor=by, **fields)


def standing_in(deputy):
    return actor_for(deputy.user, deputy.hat)


def test_the_deputy_has_the_duty_from_the_first_day_to_the_last_and_no_longer(at, zhang, li):
    deputy = appoint(zhang, li)
    found = {}
    for day in (27, 28, 30, 31):
        at(day, 23)
        found[day] = standing_in(deputy).duties

    assert found == {27: {"lead"}, 28: {"liaison"}, 30: {"liaison"}, 31: {"lead"}}


def test_what_is_done_under_that_hat_says_for_whom_and_nothing_else_does(at, zhang, li, body):
    deputy = appoint(zhang, li)
    at(28)
    record(standing_in(deputy), "try", body)
    record(actor_for(li), "try", body)

    labels = [(e.actor, e.actor_label) for e in Entry.objects.filter(action__endswith=".try")]
    assert labels[::-1] == [
        (li, "示例一省·李四（演示）（代张三（演示））"),
        (li, "示例一省·李四（演示）"),
    ]


@pytest.mark.parametrize(
    ("begin", "end", "field"),
    [
        (date(2022, 10, 26), END, "from_on"),
        (END, BEGIN, "until_on"),
        (BEGIN, BEGIN + timedelta(days=92), "until_on"),
    ],
)
def test_days_that_cannot_be_are_refused_by_field(zhang, li, begin, end, field):
    with pytest.raises(ValidationError) as refusal:
        appoint(zhang, li, begin, end)

    assert (list(refusal.value.message_dict), Deputy.objects.count()) == ([field], 0)


def test_ninety_two_days_may_be(zhang, li):
    assert appoint(zhang, li, BEGIN, BEGIN + timedelta(days=91)).pk


def test_only_a_colleague_without_that_duty_may_stand_in(zhang, body):
    stranger = member(organization(Kind.AUTHORITY))
    same = member(body, Duty.LIAISON)
    gone = member(body, Duty.LEAD, is_active=False)

    told = []
    for person in (zhang, stranger, same, gone):
        with pytest.raises(ValidationError) as refusal:
            appoint(zhang, person)
        told.append(refusal.value.messages[0])

    outside = "代办人须是本单位的在任人员"
    already = "该同志已有这项职责，不需要代办"
    assert told == ["代办人不能是本人", outside, already, outside]


def test_nobody_names_a_deputy_for_somebody_else_nor_passes_it_on(at, zhang, li, body):
    third = member(body, Duty.LEAD)
    with pytest.raises(PermissionDenied, match="只能为自己的职责指定代办人"):
        appoint(zhang, third, by=actor_for(li))
    deputy = appoint(zhang, li)
    at(28)
    with pytest.raises(PermissionDenied, match="代办人不能再转交他人代办"):
        appoint(li, zhang, by=standing_in(deputy))

    assert may_grant(standing_in(deputy), body, "lead").reason == (
        "代办期间不能分派或结束职责，请由本人办理"
    )
    assert may_grant(actor_for(zhang), body, "lead").allowed


def test_a_day_has_one_deputy(zhang, li, body):
    appoint(zhang, li)
    with pytest.raises(ValidationError, match="这几天已由李四"):
        appoint(zhang, member(body, Duty.LEAD), END, END)

    assert Deputy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_forms_sent_at_once_leave_one_deputy(at):
    body = organization(Kind.AUTHORITY, code="S1")
    zhang, li = member(body, Duty.LIAISON), member(body, Duty.LEAD)

    def press():
        appoint(zhang, li)

    refused = at_once(press, press, expected=(ValidationError,))
    assert (refused, Deputy.objects.count()) == (["ValidationError"], 1)


def test_either_ends_it_at_once_and_both_hear_of_it(at, zhang, li, body):
    deputy = appoint(zhang, li)
    at(28)
    with pytest.raises(PermissionDenied, match="代办由本人或代办人结束"):
        revoke_deputy(deputy, actor=actor_for(member(body, Duty.LEAD)))
    revoke_deputy(deputy, actor=actor_for(li))

    assert standing_in(deputy).duties == {"lead"}
    heard = Notice.objects.order_by("topic", "user").values_list("topic", "user")
    assert list(heard) == [
        (topic, pk)
        for topic in ("deputy.appointed", "deputy.revoked")
        for pk in sorted([zhang.pk, li.pk])
    ]


def test_it_ends_with_the_duty_it_rests_on_and_with_the_deputys_own(at, zhang, li, body):
    deputy = appoint(zhang, li)
    at(28)
    other = actor_for(member(body, Duty.LEAD))
    held = standing_in(deputy).duties
    end_duty(zhang.memberships.get(), actor=other)
    after = standing_in(deputy).duties
    zhang.memberships.update(ended_at=None)
    li.memberships.exclude(pk=None).update(organization=organization(Kind.PARTNER))

    assert (held, after, standing_in(deputy).duties) == ({"liaison"}, {"lead"}, {"lead"})


def test_reminders_reach_the_deputy_too_while_it_lasts(at, zhang, li, body):
    appoint(zhang, li)
    told = {}
    for day in (27, 28, 31):
        at(day)
        told[day] = [recipient.user for recipient in people_of([body], Duty.LIAISON)]

    assert told == {27: [zhang], 28: [zhang, li], 31: [zhang]}


# --- two pairs of eyes -------------------------------------------------------------------


@pytest.fixture
def office(at):
    """A lead away, an officer who stands in, and one who has nothing to do with it."""
    bureau = organization(Kind.BUREAU)
    away, there = member(bureau, Duty.LEAD), member(bureau, Duty.OFFICER)
    third = member(bureau, Duty.OFFICER)
    deputy = appoint(away, there)
    at(28)
    return away, there, third, deputy


def verdicts(office, submitted_by):
    away, there, third, deputy = office
    judged = sheet(state="submitted", submitted_by=submitted_by)
    people = (actor_for(away), actor_for(there), standing_in(deputy), actor_for(third))
    return [bool(may_judge_sheet(one, judged)) for one in people]


def test_who_stands_in_and_who_is_away_are_one_person(office):
    away, there, third, _deputy = office

    assert verdicts(office, away) == [False, False, False, True]
    assert verdicts(office, there) == [False, False, False, True]
    assert verdicts(office, third) == [True, True, True, False]


def test_without_that_guard_they_would_judge_each_others_acts(office, monkeypatch):
    monkeypatch.setattr(policy, "own_hands", lambda actor: frozenset({actor.user.pk}))

    assert verdicts(office, office[0]) == [False, True, True, True]


def test_the_tie_outlasts_the_days_so_that_waiting_gets_round_nothing(office, time_machine):
    away = office[0]
    time_machine.move_to(datetime(2022, 11, 10, 10, tzinfo=SHANGHAI), tick=False)
    soon = verdicts(office, away)
    time_machine.move_to(datetime(2023, 3, 10, 10, tzinfo=SHANGHAI), tick=False)

    assert (soon, verdicts(office, away)) == (
        [False, False, False, True],
        [False, True, True, True],
    )


def test_one_ended_before_it_began_ties_nobody(at, zhang, li):
    revoke_deputy(appoint(zhang, li), actor=actor_for(zhang))
    at(28)

    assert actor_for(li).counterparts == frozenset()


# --- pages -------------------------------------------------------------------------------


def test_the_page_appoints_lists_and_ends(client, zhang, li):
    client.force_login(zhang)
    row = zhang.memberships.get()
    typed = {"duty": row.pk, "colleague": li.pk, "from_on": "2022-10-28", "note": "出差"}

    wrong = client.post("/profile/deputies/", {**typed, "until_on": "2022-10-27"})
    sent = client.post("/profile/deputies/", {**typed, "until_on": "2022-10-30"})

    assert (wrong.status_code, "截止日期不能早于开始日期" in wrong.content.decode()) == (
        422,
        True,
    )
    assert (sent.status_code, Deputy.objects.get().note) == (302, "出差")
    assert "李四（演示）（代张三（演示））" in client.get("/profile/deputies/").content.decode()
    deputy = Deputy.objects.get()
    client.post(f"/profile/deputies/{deputy.public_id}/end/")
    assert Deputy.objects.get().revoked_at is not None
    again = client.post(f"/profile/deputies/{deputy.public_id}/end/", follow=True)
    assert [str(said) for said in again.context["messages"]][-1:] == ["代办此前已经结束"]


def test_a_stranger_finds_no_such_row(client, zhang, li, body):
    deputy = appoint(zhang, li)
    client.force_login(member(body, Duty.LEAD))

    assert client.post(f"/profile/deputies/{deputy.public_id}/end/").status_code == 404


def test_an_outsider_cannot_be_chosen(client, zhang):
    client.force_login(zhang)
    outsider = member(organization(Kind.AUTHORITY))
    typed = {"duty": zhang.memberships.get().pk, "colleague": outsider.pk}
    days = {"from_on": "2022-10-28", "until_on": "2022-10-30"}

    assert client.post("/profile/deputies/", {**typed, **days}).status_code == 422


def test_both_workbenches_say_so_and_the_hat_is_put_on_and_falls_off(client, at, zhang, li):
    deputy = appoint(zhang, li, BEGIN, BEGIN)
    at(28, 22)
    client.force_login(zhang)
    own = client.get("/workbench/").content.decode()
    client.force_login(li)
    before = client.get("/workbench/").content.decode()
    client.post("/hat/", {"hat": deputy.hat})
    under = client.get("/workbench/").content.decode()
    at(29, 0)
    late = client.post("/people/invite/", {"full_name": "某", "duty": "lead"})

    assert "李四（演示）代您办理（联络员），至 10月28日" in own
    assert "您可以代张三（演示）办理（联络员），至 10月28日" in before
    assert "您正在代张三（演示）办理（联络员），至 10月28日" in under
    assert (late.status_code, "代办已结束" in late.content.decode()) == (403, True)


def test_nobody_puts_on_a_hat_that_is_not_theirs(client, at, zhang, li):
    deputy = appoint(zhang, li)
    client.force_login(li)
    too_early = client.post("/hat/", {"hat": deputy.hat}).status_code
    at(28)
    client.force_login(zhang)

    assert (too_early, client.post("/hat/", {"hat": deputy.hat}).status_code) == (404, 404)


def test_no_deputy_is_named_for_an_auditor_nor_an_auditor_one(at):
    bureau = organization(Kind.BUREAU)
    auditor, officer = member(bureau, Duty.AUDITOR), member(bureau, Duty.OFFICER)

    with pytest.raises(PermissionDenied, match="审计员的职责不能由他人代办"):
        appoint(auditor, officer)
    with pytest.raises(ValidationError, match="审计员只能查看，不能代办"):
        appoint(officer, auditor)


def test_the_database_knows_the_order_of_days(zhang, li):
    backwards = Deputy(membership=zhang.memberships.get(), user=li, from_on=END, until_on=BEGIN)
    with pytest.raises(ValidationError, match="截止日期不能早于开始日期"):
        backwards.validate_constraints()


def test_a_system_actor_has_no_hands_of_its_own(db):
    timer = policy.SystemActor("提醒")
    assert policy.is_own_act(timer, actor("bureau").user.pk) is False


def test_a_duty_that_has_ended_is_passed_to_nobody(at, zhang):
    duty = Membership.objects.get(user=zhang)
    assert may_appoint_deputy(actor_for(zhang), duty).allowed is True

    duty.ended_at = datetime(2022, 10, 27, 9, tzinfo=SHANGHAI)

    assert may_appoint_deputy(actor_for(zhang), duty).reason == "这项职责已经结束"
