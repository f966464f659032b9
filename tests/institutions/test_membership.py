"""Duties: ended by others, confirmed by the Bureau, handed over with one stroke."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from institutions.actions.invitation import (
    accept_invitation,
    invite,
    invite_next_liaison,
    withdraw_invitation,
)
from institutions.actions.membership import confirm_member, end_duty
from institutions.actions.opening import SecretRefused
from institutions.actor import PUBLIC_ACTOR, Actor, actor_for
from institutions.models import Membership
from institutions.states import Duty, Kind
from portal.audit.models import Entry
from tests.factories import actor, member, organization, user
from tests.factories.institutions import invitation, newcomer


@pytest.fixture
def guangdong(db):
    return organization(Kind.AUTHORITY, code="GD")


@pytest.fixture
def officer(db):
    return actor("bureau", "officer")


def liaisons(body):
    rows = Membership.objects.active().filter(organization=body, duty=Duty.LIAISON)
    return [row.user for row in rows]


def hand_over(body, successor, officer):
    """The Bureau invites ``successor``, who is signed in and accepts."""
    _, token = invite_next_liaison(body, full_name=successor.full_name, actor=officer)
    accept_invitation(token, actor=Actor(successor, None, None, frozenset()))


# --- hand-over --------------------------------------------------------------------------


def test_handing_over_ends_the_old_liaison_and_begins_the_new(guangdong, officer):
    old, new = member(guangdong), user()

    hand_over(guangdong, new, officer)

    assert liaisons(guangdong) == [new]
    ended = Membership.objects.get(user=old)
    assert ended.ended_at is not None
    duties = Entry.objects.filter(action__startswith="institutions.membership.")
    assert list(duties.order_by("pk").values_list("action", "actor")) == [
        ("institutions.membership.end", new.pk),
        ("institutions.membership.give", new.pk),
    ]


def test_the_old_liaisons_open_session_has_no_hat_at_the_next_request(
    client, guangdong, officer
):
    old = member(guangdong)
    client.force_login(old)
    assert client.get("/people/").status_code == 200

    hand_over(guangdong, user(), officer)

    page = client.get("/people/")
    assert page.status_code == 403
    assert "您在原单位的职责已结束" in page.content.decode()


def test_a_form_still_open_is_refused_and_not_done_under_another_hat(
    client, guangdong, officer
):
    old = member(guangdong)
    other = organization(Kind.INSTITUTION)
    Membership.objects.create(
        user=old, organization=other, duty=Duty.MANAGER, started_at=officer.user.date_joined
    )
    client.force_login(old)
    assert client.session["hat"] == "GD"
    hand_over(guangdong, user(), officer)

    sent = client.post("/people/invite/", {"full_name": "某", "duty": "clerk"})

    assert sent.status_code == 403
    assert "您在原单位的职责已结束" in sent.content.decode()
    assert other.invitations.count() == 0
    assert (
        client.post("/people/invite/", {"full_name": "某", "duty": "clerk"}).status_code == 200
    )


def test_handing_over_to_the_present_liaison_changes_nothing(guangdong, officer):
    present = member(guangdong)

    hand_over(guangdong, present, officer)

    assert liaisons(guangdong) == [present]
    assert not Entry.objects.filter(action__startswith="institutions.membership.").exists()


def test_the_lead_of_the_authority_stays(guangdong, officer):
    lead = member(guangdong, Duty.LEAD)
    member(guangdong)

    hand_over(guangdong, user(), officer)

    assert actor_for(lead).duties == {"lead"}


@pytest.mark.parametrize("kind", [k for k in Kind if k != Kind.BUREAU])
def test_only_the_bureau_hands_over(guangdong, kind):
    member(guangdong)

    with pytest.raises(PermissionDenied, match="中小企业局经办人受理"):
        invite_next_liaison(guangdong, full_name="接任者", actor=actor(kind))


def test_an_officer_does_not_make_themselves_liaison(guangdong, officer):
    with pytest.raises(PermissionDenied, match="不能接受自己发出的邀请"):
        hand_over(guangdong, officer.user, officer)


def test_only_authorities_have_a_liaison_to_hand_over(officer):
    with pytest.raises(PermissionDenied, match="只有主管部门设联络员"):
        invite_next_liaison(organization(), full_name="接任者", actor=officer)


def test_the_old_liaison_stays_until_the_invited_one_accepts(guangdong, officer):
    old = member(guangdong)
    _, token = invite_next_liaison(guangdong, full_name="接任者", actor=officer)
    assert liaisons(guangdong) == [old]

    new = accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR)

    assert liaisons(guangdong) == [new.user]


def test_inviting_another_successor_withdraws_the_first(guangdong, officer):
    _, first = invite_next_liaison(guangdong, full_name="甲", actor=officer)
    invite_next_liaison(guangdong, full_name="乙", actor=officer)

    with pytest.raises(SecretRefused):
        accept_invitation(first, person=newcomer(), actor=PUBLIC_ACTOR)


def test_an_ordinary_invitation_takes_nobodys_place(guangdong):
    old = actor("authority", "liaison", organization=guangdong)
    _, token = invitation(guangdong, old, "liaison")

    accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR)

    assert len(liaisons(guangdong)) == 2


def test_the_old_liaison_loses_the_invitations_still_out(guangdong, officer):
    old = actor("authority", "liaison", organization=guangdong)
    _, token = invitation(guangdong, old, "lead")

    hand_over(guangdong, user(), officer)

    with pytest.raises(SecretRefused):
        accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR)


# --- ending and confirming --------------------------------------------------------------


def test_a_lead_ends_a_colleagues_duty_at_their_next_request(client, db):
    lead, reviewer = actor("centre", "lead"), actor("centre", "reviewer")
    client.force_login(reviewer.user)
    assert client.get("/people/").status_code == 200

    end_duty(Membership.objects.get(user=reviewer.user), actor=lead)

    assert client.get("/people/").status_code == 403


def test_nobody_ends_their_own_duty(client, db):
    lead = actor("centre", "lead")
    own = Membership.objects.get(user=lead.user)
    client.force_login(lead.user)

    with pytest.raises(PermissionDenied, match="不能变更自己的职责"):
        end_duty(own, actor=lead)
    page = client.post(f"/people/{own.public_id}/end/")

    assert page.status_code == 403
    assert "不能变更自己的职责" in page.content.decode()


def test_a_class_teacher_ends_nobodys(db):
    body = organization()
    teacher = actor("institution", "class_teacher", organization=body)

    with pytest.raises(PermissionDenied):
        end_duty(Membership.objects.get(user=member(body, "clerk")), actor=teacher)


def test_the_bureau_confirms_who_came_in_by_a_code(client, officer):
    body = organization()
    first = member(body)
    Membership.objects.filter(user=first).update(is_provisional=True)
    row = Membership.objects.get(user=first)
    client.force_login(officer.user)
    assert "待确认" in client.get("/people/").content.decode()

    answer = client.post(f"/people/{row.public_id}/confirm/?q=a&duty=")

    assert answer.url == "/people/?q=a&duty="

    row.refresh_from_db()
    assert row.is_provisional is False
    assert Entry.objects.filter(action="institutions.membership.confirm").count() == 1


def test_somebody_to_confirm_waits_on_the_officers_desk(client, officer):
    newcomers = [member(organization(Kind.CENTRE), "reviewer", "lead"), member(organization())]
    Membership.objects.filter(user__in=newcomers).update(is_provisional=True)
    client.force_login(officer.user)

    desk = client.get("/workbench/").content.decode()
    people = client.get("/people/?state=provisional").content.decode()

    assert "确认新开户人员" in desk
    assert "2 人凭开户码加入" in desk
    assert [n.full_name in people for n in newcomers] == [True, True]
    assert f"{officer.user.full_name}</th>" not in people


def test_an_auditors_desk_shows_nobody_to_confirm(client, db):
    Membership.objects.filter(user=member(organization())).update(is_provisional=True)
    client.force_login(actor("bureau", "auditor").user)

    assert "确认新开户人员" not in client.get("/workbench/").content.decode()


def test_nobody_confirms_themselves(officer):
    row = Membership.objects.get(user=officer.user)

    with pytest.raises(PermissionDenied):
        confirm_member(row, actor=officer)


def test_a_foreign_colleague_does_not_exist(client, db):
    manager, theirs = actor("institution"), actor("institution")
    row = Membership.objects.get(user=theirs.user)
    client.force_login(manager.user)

    assert client.post(f"/people/{row.public_id}/end/").status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


def test_the_database_keeps_one_row_per_duty_and_knows_every_duty(guangdong):
    person = member(guangdong)
    again = {"user": person, "organization": guangdong, "started_at": person.date_joined}

    for duty, name in (
        (Duty.LIAISON, "membership_duty_once"),
        ("emperor", "membership_duty_known"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Membership.objects.create(**again, duty=duty)
        assert name in str(refused.value) or "UNIQUE" in str(refused.value)


def test_the_bureau_takes_back_a_successors_invitation_and_the_region_does_not(
    guangdong, officer
):
    sent, token = invite_next_liaison(guangdong, full_name="甲", actor=officer)
    liaison = actor_for(member(guangdong))

    with pytest.raises(PermissionDenied):
        withdraw_invitation(sent, actor=liaison)
    withdraw_invitation(sent, actor=officer)

    with pytest.raises(SecretRefused):
        accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR)


def test_only_a_liaisons_invitation_hands_over(guangdong, officer):
    sent, _ = invite_next_liaison(guangdong, full_name="甲", actor=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        type(sent).objects.filter(pk=sent.pk).update(duty=Duty.LEAD)


def test_a_lead_invites_in_the_bureau(db):
    lead = actor("bureau", "lead")

    _, token = invite(lead.organization, duty="officer", full_name="某", actor=lead)

    assert accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR).kind == "bureau"
