"""Invitations: a link that is shown once, used once, and gives one duty."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.actions.invitation import (
    accept_invitation,
    invite,
    renew_invitation,
    withdraw_invitation,
)
from institutions.actions.membership import end_duty
from institutions.actions.opening import SecretRefused
from institutions.actor import PUBLIC_ACTOR, actor_for
from institutions.models import Invitation, Membership
from institutions.policies import grantable
from institutions.states import DUTIES, Kind
from portal import clock
from portal.accounts.models import User
from portal.audit.models import Entry
from tests.factories import actor, member, organization, user
from tests.factories.institutions import invitation, newcomer

LINK = re.compile(r"http://127\.0\.0\.1:8000/join/([\w-]+)/")
REFUSED = "链接不正确、已使用、已撤回或已过期"
TYPED = {
    "full_name": "新来的人",
    "mobile": "13900000001",
    "password1": "一段足够长的口令 9",
    "password2": "一段足够长的口令 9",
}


@pytest.fixture
def liaison(db):
    return actor("authority", "liaison")


@pytest.fixture
def manager(db):
    return actor("institution", "manager")


def text(page) -> str:
    return page.content.decode()


def send(client, **changes):
    fields = {"full_name": "受邀人", "mobile": "", "duty": "class_teacher", **changes}
    return client.post("/people/invite/", fields)


def test_a_manager_copies_a_link_and_a_colleague_joins_by_it(client, manager):
    client.force_login(manager.user)
    page = send(client)
    token = LINK.search(text(page))[1]
    client.logout()

    assert "受邀人" in text(client.get(f"/join/{token}/"))
    joined = client.post(f"/join/{token}/", TYPED)

    person = User.objects.get(username="13900000001")
    assert (joined.status_code, joined.url) == (302, "/workbench/")
    assert actor_for(person).duties == {"class_teacher"}
    assert client.session["hat"] == manager.organization.code
    assert Membership.objects.get(user=person).is_provisional is False


def test_the_link_goes_by_the_configured_address_whatever_the_request_says(client, manager):
    client.force_login(manager.user)

    for headers in (
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_FORWARDED": "host=evil.example"},
        {"SERVER_NAME": "localhost"},
    ):
        page = client.post("/people/invite/", {"full_name": "某", "duty": "clerk"}, **headers)
        assert len(LINK.findall(text(page))) == 1
        assert "evil.example" not in text(page)

    forged = client.post(
        "/people/invite/", {"full_name": "某", "duty": "clerk"}, HTTP_HOST="evil"
    )
    assert forged.status_code == 400


def test_the_token_is_nowhere_in_the_database(manager):
    _, token = invitation(manager.organization, manager, "clerk")

    kept = [str(list(m.objects.values())) for m in (Invitation, Entry)]

    assert [row for row in kept if token in row] == []


def test_bad_links_get_one_and_the_same_answer(client, manager):
    used, withdrawn, expired = (
        invitation(manager.organization, manager, "clerk", full_name=name) for name in "甲乙丙"
    )
    accept_invitation(used[1], person=newcomer("13900000002"), actor=PUBLIC_ACTOR)
    withdraw_invitation(withdrawn[0], actor=manager)
    Invitation.objects.filter(pk=expired[0].pk).update(expires_at=clock.wall())
    tokens = [used[1], withdrawn[1], expired[1], "nonsense", "密"]

    got = [client.get(f"/join/{token}/") for token in tokens]
    posted = [client.post(f"/join/{token}/", TYPED) for token in tokens]

    assert {page.status_code for page in got + posted} == {404}
    assert len({shape(page) for page in got + posted}) == 1
    assert REFUSED in text(got[0])
    assert User.objects.filter(username="13900000001").count() == 0


def shape(page) -> str:
    return re.sub(r'(value|content)="[^"]*"', "", text(page))


def test_a_link_expires_after_fourteen_days_of_machine_time(manager):
    _, token = invitation(manager.organization, manager, "clerk")

    with (
        time_machine.travel(clock.wall() + timedelta(days=14, seconds=1)),
        pytest.raises(SecretRefused),
    ):
        accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR)


def test_a_new_link_takes_the_place_of_a_lost_one(client, manager):
    first, lost = invitation(manager.organization, manager, "clerk")

    _, found = renew_invitation(first, actor=manager)

    with pytest.raises(SecretRefused):
        accept_invitation(lost, person=newcomer(), actor=PUBLIC_ACTOR)
    assert accept_invitation(found, person=newcomer(), actor=PUBLIC_ACTOR).duties == {"clerk"}


def test_a_form_sent_twice_leaves_one_open_invitation(client, manager):
    client.force_login(manager.user)
    tokens = [LINK.search(text(send(client)))[1] for _ in range(2)]

    assert Invitation.objects.unused().count() == 1
    assert client.get(f"/join/{tokens[0]}/").status_code == 404
    assert client.get(f"/join/{tokens[1]}/").status_code == 200


def test_what_was_accepted_can_no_longer_be_withdrawn(client, manager):
    sent, token = invitation(manager.organization, manager, "clerk")
    accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR)
    client.force_login(manager.user)

    with pytest.raises(ValidationError):
        withdraw_invitation(sent, actor=manager)
    page = client.post(f"/people/invitations/{sent.public_id}/withdraw/", follow=True)

    assert "已被接受或撤回" in text(page)


def test_somebody_with_an_account_joins_with_it(client, manager):
    colleague = member(organization(Kind.PARTNER))
    _, token = invitation(manager.organization, manager, "clerk")
    client.force_login(colleague)

    page = client.post(f"/join/{token}/")

    assert page.status_code == 302
    assert client.session["hat"] == manager.organization.code
    assert Membership.objects.active().filter(user=colleague).count() == 2


def test_nobody_accepts_their_own_invitation(client, manager):
    _, token = invitation(manager.organization, manager, "class_teacher")
    client.force_login(manager.user)

    page = client.post(f"/join/{token}/")

    assert page.status_code == 403
    assert "不能接受自己发出的邀请" in text(page)
    assert actor_for(manager.user).duties == {"manager"}


def test_an_operator_takes_on_no_business(client, manager):
    operator = actor("operator")
    _, token = invitation(manager.organization, manager, "clerk")
    client.force_login(operator.user)

    assert client.post(f"/join/{token}/").status_code == 403


def test_the_invitations_of_somebody_whose_duty_ended_lapse(db):
    body = organization(Kind.CENTRE)
    first, second = actor("centre", "lead"), actor("centre", "lead")
    _, token = invitation(body, first, "issuer")

    end_duty(Membership.objects.get(user=first.user), actor=second)

    with pytest.raises(SecretRefused):
        accept_invitation(token, person=newcomer(), actor=PUBLIC_ACTOR)
    assert Entry.objects.filter(action="institutions.invitation.lapse").count() == 1


GRANTED = {
    ("bureau", "officer"): set(),
    ("bureau", "lead"): {"officer", "lead", "auditor"},
    ("bureau", "auditor"): set(),
    ("centre", "reviewer"): set(),
    ("centre", "issuer"): set(),
    ("centre", "lead"): {
        "reviewer",
        "issuer",
        "lead",
        "manager",
        "class_teacher",
        "clerk",
        "auditor",
    },
    ("centre", "manager"): {"manager", "class_teacher", "clerk"},
    ("centre", "class_teacher"): set(),
    ("centre", "clerk"): set(),
    ("centre", "auditor"): set(),
    ("authority", "liaison"): {"liaison", "lead"},
    ("authority", "lead"): {"liaison", "lead"},
    ("institution", "manager"): {"manager", "class_teacher", "clerk"},
    ("institution", "class_teacher"): set(),
    ("institution", "clerk"): set(),
    ("partner", "manager"): {"manager", "class_teacher", "clerk"},
    ("partner", "class_teacher"): set(),
    ("partner", "clerk"): set(),
    ("evaluator", "scorer"): set(),
    ("evaluator", "lead"): {"scorer", "lead"},
}


def test_the_table_of_who_grants_names_every_duty_of_every_kind():
    assert set(GRANTED) == {(str(k), str(d)) for k, duties in DUTIES.items() for d in duties}


@pytest.mark.parametrize(("kind", "duty"), GRANTED)
def test_nobody_grants_more_than_their_own_scope(db, kind, duty):
    somebody = actor(kind, duty)
    given = set()
    for wanted in sorted(set().union(*DUTIES.values())):
        try:
            invite(somebody.organization, duty=wanted, full_name="某", actor=somebody)
        except PermissionDenied:
            continue
        given.add(str(wanted))

    assert given == GRANTED[kind, duty]


def test_nobody_grants_in_another_body(manager):
    with pytest.raises(PermissionDenied, match="本单位"):
        invite(organization(), duty="clerk", full_name="某", actor=manager)


def test_nothing_is_on_offer_in_another_body(manager):
    assert grantable(manager, organization()) == frozenset()
    assert grantable(manager, manager.organization) != frozenset()


@pytest.mark.parametrize("kind", ["trainee", "operator"])
def test_without_a_body_there_is_nothing_to_grant(client, db, kind):
    client.force_login(actor(kind).user)

    assert client.get("/people/invite/").status_code == 403


def test_a_duty_outside_ones_scope_is_not_even_offered(client, db):
    client.force_login(actor("centre", "manager").user)

    page = client.get("/people/invite/")
    sent = send(client, duty="issuer")

    assert 'value="issuer"' not in text(page)
    assert sent.status_code == 422
    assert Invitation.objects.count() == 0


def test_a_clerk_is_told_who_may_invite(client, db):
    client.force_login(actor("institution", "clerk").user)

    page = client.get("/people/invite/")

    assert page.status_code == 403
    assert "只有本单位的负责同志、联络员或项目负责人可以邀请同事" in text(page)


def test_another_bodys_invitation_does_not_exist(client, manager):
    theirs = actor("institution", "manager")
    sent, _ = invitation(theirs.organization, theirs, "clerk")
    client.force_login(manager.user)

    for step in ("withdraw", "renew"):
        foreign = client.post(f"/people/invitations/{sent.public_id}/{step}/")
        missing = client.post(f"/people/invitations/{user().public_id}/{step}/")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert shape(foreign) == shape(missing)
    assert Invitation.objects.unused().count() == 1


def test_trying_links_is_limited(client, manager):
    _, token = invitation(manager.organization, manager, "clerk")
    for _ in range(20):
        client.post(f"/join/{token}/", {**TYPED, "password2": "x"})

    page = client.post(f"/join/{token}/", TYPED)

    assert page.status_code == 429
    assert User.objects.filter(username="13900000001").count() == 0
