"""The desk of a date: its reminder rules, and later days for single bodies."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from institutions.states import Kind
from portal import clock
from portal.notices.models import Notice
from portal.workflow.engine import IllegalStep
from programs.actions import extension as extensions
from programs.actions import milestone as actions
from programs.actions.circular import publish_circular
from programs.models import Extension, Milestone
from tests.factories import actor, organization
from tests.factories.programs import authority, circular, cohort, milestone, program, sheet
from tests.support.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = actor(Kind.BUREAU)
    client.force_login(person.user)
    return person


def later(days):
    return clock.today() + timedelta(days=days)


def grant(due, *bodies, days=9, reason="机构改革", by):
    return extensions.grant_extension(due, bodies, due_on=later(days), reason=reason, actor=by)


def told(topic):
    rows = Notice.objects.filter(topic=topic, channel="inbox").order_by("pk")
    return list(rows.values_list("user_id", flat=True))


def test_an_extension_is_the_bodys_own_day_and_only_it_is_told(officer):
    due = milestone(days=3)
    first, other = actor(Kind.AUTHORITY), actor(Kind.AUTHORITY)

    [row] = grant(due, first.organization, by=officer)

    assert due.due_for(first.organization) == clock.end_of(later(9)) == row.due_at
    assert due.due_for(other.organization) == due.due_at
    assert told("milestone.extended") == [first.user.pk]


def test_several_bodies_are_extended_together_or_not_at_all(officer):
    due = milestone(days=3)
    waiting, done = authority(), authority()
    sheet(body=done, state="submitted")

    with pytest.raises(ValidationError, match="已经办理"):
        grant(due, waiting, done, by=officer)
    assert Extension.objects.count() == 0

    grant(due, waiting, authority(), by=officer)
    assert Extension.objects.count() == 2


@pytest.mark.parametrize(
    ("due_days", "days", "reason", "field"),
    [
        (3, 3, "因", "due_on"),
        (3, 2, "因", "due_on"),
        (-9, -1, "因", "due_on"),
        (3, 370, "手误", "due_on"),
        (3, 9, " ", "reason"),
    ],
)
def test_a_day_not_later_or_past_or_without_reason_is_refused(
    officer, due_days, days, reason, field
):
    due = milestone(days=due_days)

    with pytest.raises(ValidationError) as refusal:
        grant(due, authority(), days=days, reason=reason, by=officer)

    assert list(refusal.value.message_dict) == [field]


def test_a_body_that_owes_nothing_and_one_with_a_day_already_are_refused_by_name(officer):
    due = milestone(days=3)
    stranger = organization(Kind.INSTITUTION, short_name="望江大学")
    has_one = authority(short_name="示例一省")
    grant(due, has_one, by=officer)

    with pytest.raises(ValidationError) as refusal:
        grant(due, stranger, has_one, by=officer)

    assert refusal.value.messages == [
        "望江大学不承担这项工作，无需单独期限",
        "示例一省已有单独期限，如需更改请先撤销",
    ]


def test_a_closed_date_and_a_stranger_grant_nothing(officer):
    due, body = milestone(days=3), authority()
    with pytest.raises(PermissionDenied):
        grant(due, body, by=actor(Kind.CENTRE))
    actions.close_milestone(due, actor=officer)

    with pytest.raises(IllegalStep, match="已关闭"):
        grant(due, body, by=officer)


def test_an_extension_for_nobody_is_refused(officer):
    with pytest.raises(ValidationError, match="请选择至少一个单位"):
        grant(milestone(days=3), by=officer)

    assert Extension.objects.count() == 0


def test_a_closed_date_keeps_its_rules_and_an_unknown_late_policy_is_refused(officer):
    due = milestone(days=3)
    rules = {"ladder": [0], "actor": officer}
    with pytest.raises(ValidationError, match="请选择逾期处理办法"):
        actions.change_rules(due, late_policy="perhaps", **rules)

    actions.close_milestone(due, actor=officer)
    with pytest.raises(IllegalStep, match="请先重新开放再改提醒规则"):
        actions.change_rules(due, late_policy="refuse", **rules)

    before = due.ladder, due.late_policy
    due.refresh_from_db()
    assert (due.ladder, due.late_policy) == before


def test_withdrawn_with_a_reason_and_granted_anew_it_is_told_each_time(officer):
    due, body = milestone(days=3), actor(Kind.AUTHORITY)
    [row] = grant(due, body.organization, by=officer)
    with pytest.raises(ValidationError):
        extensions.withdraw_extension(row, reason=" ", actor=officer)

    extensions.withdraw_extension(row, reason="改变安排", actor=officer)
    with pytest.raises(IllegalStep, match="已经撤销"):
        extensions.withdraw_extension(row, reason="再次", actor=officer)
    grant(due, body.organization, by=officer)

    assert told("milestone.extension_withdrawn") == [body.user.pk]
    assert told("milestone.extended") == [body.user.pk] * 2


def test_a_postponement_ends_the_extensions_it_reaches_and_no_others(officer):
    due = milestone(days=3)
    soon, late = authority(), authority()
    grant(due, soon, days=6, by=officer)
    grant(due, late, days=20, by=officer)

    actions.postpone_milestone(due, due_on=later(10), reason="假期", actor=officer)

    assert [row.organization for row in due.extensions.all()] == [late]


def test_who_is_drafting_hears_of_a_postponement_though_the_body_has_delivered(officer):
    due = milestone(days=3)
    drafting, done = actor(Kind.AUTHORITY), actor(Kind.AUTHORITY)
    sheet(body=drafting.organization, state="superseded", edition=1)
    sheet(body=drafting.organization, edition=2)
    sheet(body=done.organization, state="submitted")

    actions.postpone_milestone(due, due_on=later(10), reason="假期", actor=officer)

    assert told("milestone.postponed") == [drafting.user.pk]


def test_a_second_plan_in_the_making_counts_as_drafting(officer):
    due = milestone(kind="plan", days=3)
    manager = actor(Kind.INSTITUTION)
    cohort(body=manager.organization, state="approved")
    cohort(body=manager.organization)

    actions.postpone_milestone(due, due_on=later(10), reason="假期", actor=officer)

    assert told("milestone.postponed") == [manager.user.pk]


def test_the_change_stands_beside_the_published_notice_and_an_extension_does_not(
    client, officer
):

    notice, due = circular(), milestone(days=3)
    grant(due, authority(short_name="示例一省"), days=30, by=officer)
    publish_circular(notice, actor=officer)
    actions.postpone_milestone(due, due_on=later(10), reason="会议冲突", actor=officer)
    client.logout()

    page = client.get(reverse("circulars:detail", args=[notice.pk])).content.decode()

    assert f"延至 {later(10)}" in page
    assert ("会议冲突" in page, "示例一省" in page, "机构改革" in page) == (True, False, False)


@pytest.fixture
def ladder_due(time_machine):
    """Published on 2022-10-25 at ten, due on 10-31."""
    time_machine.move_to("2022-10-25T02:00:00Z", tick=False)
    return milestone(
        program(opened_at=clock.now()),
        opens_at=clock.start_of(date(2022, 10, 20)),
        due_at=clock.end_of(date(2022, 10, 31)),
    )


@pytest.mark.parametrize(
    ("ladder", "words"),
    [
        ([], "至少填写一个"),
        ([-3, 0, -3], "-3 写了不止一次"),
        ([0, 500], r"\+500 太远"),
        ([-14, -7], "最晚的提醒日是 2022-10-20，而 2022-10-25 起才开始提醒"),
        ([-4], "一次也不会提醒"),
    ],
)
def test_a_ladder_of_nonsense_or_that_never_fires_is_refused(
    ladder_due, officer, ladder, words
):
    with pytest.raises(ValidationError, match=words):
        actions.change_rules(ladder_due, ladder=ladder, late_policy="accept", actor=officer)


def test_one_rung_that_falls_is_a_ladder(ladder_due, officer):
    changed = actions.change_rules(
        ladder_due, ladder=[2, -14, -3], late_policy="refuse", actor=officer
    )

    assert (changed.ladder, changed.late_policy) == ([-14, -3, 2], "refuse")


def test_the_page_reads_a_typed_ladder_and_keeps_what_was_wrong(client, officer):
    due = milestone(days=30)
    url = reverse("milestones:rules", args=[due.pk])

    wrong = client.post(url, {"rules-ladder": "-3、后天", "rules-late_policy": "accept"})
    right = client.post(url, {"rules-ladder": "−3， 0、+2", "rules-late_policy": "accept"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "“后天”不是整数" in wrong.content.decode()
    assert "-3、后天" in wrong.content.decode()
    assert Milestone.objects.get().ladder == [-3, 0, 2]


def test_the_page_extends_withdraws_and_refuses(client, officer):
    due, body = milestone(days=3), authority()
    url = reverse("milestones:extend", args=[due.pk])
    typed = {"extension-organizations": [body.pk], "extension-reason": "机构改革"}

    wrong = client.post(url, {**typed, "extension-due_on": later(1).isoformat()})
    right = client.post(url, {**typed, "extension-due_on": later(9).isoformat()})
    row = Extension.objects.get()
    away = reverse("milestones:withdraw_extension", args=[due.pk, row.pk])
    answers = [client.post(away, {"reason": reason}) for reason in ("", "改变安排", "再次")]

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "单独期限须晚于共同的截止日期" in wrong.content.decode()
    assert [answer.status_code for answer in answers] == [422, 302, 404]


def test_a_body_that_can_be_none_is_refused_with_what_was_typed(client, officer):
    due = milestone(days=3)
    typed = {"extension-organizations": ["9" * 30], "extension-reason": "机构改革"}

    answer = client.post(reverse("milestones:extend", args=[due.pk]), typed)

    page = answer.content.decode()
    assert (answer.status_code, "机构改革" in page, "9" * 30 in page) == (422, True, True)


def test_the_centre_reads_the_desk_and_may_not_touch_it(client):
    due = milestone(days=3)
    client.force_login(actor(Kind.CENTRE).user)

    page = client.get(reverse("milestones:detail", args=[due.pk])).content.decode()

    assert "更改提醒规则" not in page
    assert client.post(reverse("milestones:extend", args=[due.pk])).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_officers_who_grant_at_once_one_does():
    due, body = milestone(days=3), authority()
    officers = [actor(Kind.BUREAU) for _ in range(4)]

    refused = at_once(
        *(lambda by=by: grant(due, body, by=by) for by in officers),
        expected=(ValidationError,),
    )

    assert (refused, Extension.objects.count()) == (["ValidationError"] * 3, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_postponement_at_the_same_moment_leaves_no_extension_before_the_common_day():
    due = milestone(days=3)
    bodies, officer = [authority() for _ in range(3)], actor(Kind.BUREAU)

    at_once(
        *(lambda body=body: grant(due, body, days=6, by=officer) for body in bodies),
        lambda: actions.postpone_milestone(due, due_on=later(8), reason="假期", actor=officer),
        expected=(ValidationError,),
    )

    assert Extension.objects.count() == 0


def test_without_the_lock_an_extension_can_end_before_the_common_day(monkeypatch):
    due, body, officer = milestone(days=3), authority(), actor(Kind.BUREAU)
    monkeypatch.setattr(extensions, "_locked_open", lambda of: of)  # as read long before
    actions.postpone_milestone(due, due_on=later(8), reason="假期", actor=officer)

    grant(due, body, days=6, by=officer)

    assert Extension.objects.count() == 1
