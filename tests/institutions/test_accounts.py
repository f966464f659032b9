"""The operator looks after accounts: passwords and access, never duties."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError

from institutions.actions import account
from institutions.actions.opening import SecretRefused
from institutions.actor import PUBLIC_ACTOR, actor_for
from portal import clock
from portal.accounts.models import User
from portal.audit.models import Entry
from tests.factories import actor, member, organization, user
from tests.factories.institutions import invitation
from tests.support.queries import cost
from tests.support.searching import answered

OLD, NEW = "原来的口令足够长 1", "新设的口令足够长 2"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/reset/[\w-]+/[\w-]+/)")
REFUSED = "链接不正确、已使用或已过期"


@pytest.fixture
def operator(db):
    return actor("operator")


@pytest.fixture
def liaison(db):
    person = member(organization("authority"), mobile="13900000001")
    person.username = "13900000001"
    person.set_password(OLD)
    person.save()
    return person


def text(page) -> str:
    return page.content.decode()


def link_for(client, operator, person) -> str:
    client.force_login(operator.user)
    page = client.post(f"/users/{person.public_id}/reset-link/")
    client.logout()
    return LINK.search(text(page))[1]


def set_new(client, link, password=NEW):
    return client.post(link, {"password1": password, "password2": password})


def sign_in(client, password):
    return client.post("/accounts/login/", {"login": "13900000001", "password": password})


def test_a_lost_password_is_set_anew_by_a_link(client, operator, liaison):
    link = link_for(client, operator, liaison)

    assert client.get(link).status_code == 200
    assert set_new(client, link).url == "/accounts/login/"

    assert sign_in(client, OLD).status_code == 422
    assert sign_in(client, NEW).status_code == 302


def test_the_new_password_ends_every_open_session(client, operator, liaison):
    other = type(client)()
    sign_in(other, OLD)
    assert other.get("/people/").status_code == 200

    set_new(client, link_for(client, operator, liaison))

    assert other.get("/people/").url == "/accounts/login/?next=/people/"


def test_used_expired_and_invented_links_get_one_and_the_same_answer(client, operator, liaison):
    used = link_for(client, operator, liaison)
    set_new(client, used)
    unused = link_for(client, operator, liaison)
    uid = unused.split("/")[2]
    links = [used, f"/reset/{uid}/x-y/", "/reset/x/x-y/", "/reset/OTk5OTk5/x-y/", "/reset/-/-/"]

    pages = [client.get(link) for link in links] + [set_new(client, link) for link in links]
    with time_machine.travel(clock.wall() + timedelta(days=4)):
        pages.append(client.get(unused))

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r'(value|content)="[^"]*"', "", text(page)) for page in pages}) == 1
    assert REFUSED in text(pages[0])


def test_a_link_lapses_when_the_person_signs_in_after_all(client, operator, liaison):
    link = link_for(client, operator, liaison)

    with time_machine.travel(clock.wall() + timedelta(seconds=2)):
        sign_in(client, OLD)
        client.logout()

        assert client.get(link).status_code == 404


def test_of_two_who_use_one_link_one_sets_the_password(operator, liaison):
    _, token = account.issue_reset_link(liaison, actor=operator)
    account.reset_password(liaison, token, password_hash="first", actor=PUBLIC_ACTOR)

    with pytest.raises(SecretRefused):
        account.reset_password(liaison, token, password_hash="second", actor=PUBLIC_ACTOR)

    liaison.refresh_from_db()
    assert liaison.password == "first"


def test_a_weak_password_is_refused_in_words(client, operator, liaison):
    page = set_new(client, link_for(client, operator, liaison), "12345678")

    assert page.status_code == 422
    assert sign_in(client, OLD).status_code == 302


def test_a_switched_off_account_is_refused_at_its_next_request(client, operator, liaison):
    other = type(client)()
    sign_in(other, OLD)
    client.force_login(operator.user)

    page = client.post(f"/users/{liaison.public_id}/switch-off/", follow=True)

    assert "已停用" in text(page)
    assert other.get("/people/").url == "/accounts/login/?next=/people/"
    assert sign_in(other, OLD).status_code == 422
    client.post(f"/users/{liaison.public_id}/switch-on/")
    assert sign_in(other, OLD).status_code == 302
    assert other.get("/people/").status_code == 200


def test_switching_off_takes_back_the_invitations_still_out(operator, liaison):
    sent, _ = invitation(liaison.memberships.get().organization, actor_for(liaison), "lead")

    account.switch_off(liaison, actor=operator)

    sent.refresh_from_db()
    assert sent.withdrawn_at is not None


def test_a_lost_authenticator_is_taken_off(client, operator, liaison):
    Authenticator.objects.create(user=liaison, type="totp", data={"secret": "x"})
    client.force_login(operator.user)
    assert "移除身份验证器" in text(client.get("/users/"))

    client.post(f"/users/{liaison.public_id}/drop-second-factor/")

    assert Authenticator.objects.count() == 0
    assert "移除身份验证器<" not in text(client.get("/users/"))


@pytest.mark.parametrize(
    "verb",
    [
        account.issue_reset_link,
        account.switch_off,
        account.switch_on,
        account.drop_second_factor,
    ],
)
@pytest.mark.parametrize("kind", ["bureau", "centre", "authority", "trainee"])
def test_nobody_else_looks_after_accounts(liaison, kind, verb):
    with pytest.raises(PermissionDenied, match="平台运维人员"):
        verb(liaison, actor=actor(kind))


@pytest.mark.parametrize("verb", [account.issue_reset_link, account.switch_off])
def test_an_operator_does_not_handle_their_own_account(operator, verb):
    with pytest.raises(PermissionDenied, match="自己的账号"):
        verb(operator.user, actor=operator)


def test_each_act_leaves_a_trace_without_the_secret(client, operator, liaison):
    link = link_for(client, operator, liaison)
    set_new(client, link)
    account.switch_off(liaison, actor=operator)
    account.switch_off(liaison, actor=operator)
    account.switch_on(liaison, actor=operator)

    rows = Entry.objects.order_by("pk").values_list("action", "target_label", "detail")

    assert [action for action, _, _ in rows] == [
        "accounts.user.issue_reset_link",
        "accounts.user.reset_password",
        "accounts.user.switch_off",
        "accounts.user.switch_on",
    ]
    assert link.split("/")[3] not in str(list(rows))


def test_a_persona_has_no_password_to_reset(client, operator):
    persona = user(persona="bureau")
    client.force_login(operator.user)

    page = client.post(f"/users/{persona.public_id}/reset-link/", follow=True)

    assert "演练身份没有密码" in text(page)


def test_the_list_finds_people_by_name_mobile_and_sign_in_name(client, operator, liaison):
    user("someone", full_name="别的人")
    client.force_login(operator.user)

    for q in (liaison.full_name, "1390000", "13900000001"):
        page = answered(client, "/users/", q)
        assert (liaison.full_name in text(page), "别的人" in text(page)) == (True, False)
    assert "没有符合条件的账号" in text(answered(client, "/users/", "无此人"))


@pytest.mark.parametrize("people", [1, 4])
def test_the_list_costs_the_same_for_many_accounts(
    client, operator, people, django_assert_num_queries
):
    for _ in range(people):
        user()
    client.force_login(operator.user)

    with django_assert_num_queries(cost(client, "/help/") + 2):
        page = client.get("/users/")

    assert text(page).count("switch-off/") == people


def test_nobody_else_opens_the_list(client, db):
    for kind in ("bureau", "centre", "authority", "institution", "evaluator", "trainee"):
        client.force_login(actor(kind).user)
        assert client.get("/users/").status_code == 403
        assert client.post(f"/users/{user().public_id}/switch-off/").status_code == 403


def test_guessing_links_is_limited(client, operator, liaison):
    link = link_for(client, operator, liaison)
    for _ in range(20):
        client.post(link, {"password1": "x", "password2": "y"})

    assert set_new(client, link).status_code == 429
    assert User.objects.get(pk=liaison.pk).check_password(OLD) is True


def test_a_rehearsal_persona_has_no_password_to_set(operator):
    persona = user(persona="bureau")

    with pytest.raises(ValidationError, match="演练身份没有密码"):
        account.issue_reset_link(persona, actor=operator)

    assert not Entry.objects.exists()


def test_an_account_that_is_off_gets_no_link(operator, liaison):
    account.switch_off(liaison, actor=operator)
    liaison.refresh_from_db()

    with pytest.raises(ValidationError, match="账号已停用，请先启用"):
        account.issue_reset_link(liaison, actor=operator)

    assert [entry.action for entry in Entry.objects.all()] == ["accounts.user.switch_off"]
