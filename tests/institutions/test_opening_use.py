"""Opening codes: used once, by whoever comes first for a body."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from institutions.actions.opening import (
    SecretRefused,
    redeem_opening_code,
)
from institutions.actor import PUBLIC_ACTOR, actor_for
from institutions.models import Membership, OpeningCode
from institutions.states import FIRST_DUTIES, Kind
from portal import clock
from portal.accounts.models import Attempt, User
from portal.crypto import token_digest
from tests.factories import actor, member, organization, user
from tests.factories.institutions import newcomer, opening_code

REFUSED = "开户码不正确、已使用或已过期"
TYPED = {
    "full_name": "新来的人",
    "mobile": "13900000001",
    "username": "",
    "password1": "一段足够长的口令 9",
    "password2": "一段足够长的口令 9",
}


def use(client, code, **changes):
    return client.post("/open/", {**TYPED, "code": code, **changes})


def text(page) -> str:
    return page.content.decode()


@pytest.mark.parametrize("kind", list(Kind))
def test_the_first_user_holds_the_kinds_first_duties_provisionally(db, kind):
    body = organization(kind)
    code = opening_code(body, by=actor("operator" if kind == Kind.BUREAU else "bureau"))

    first = redeem_opening_code(code, person=newcomer(), actor=PUBLIC_ACTOR)

    held = Membership.objects.filter(user=first.user, organization=body)
    assert {row.duty for row in held} == set(FIRST_DUTIES[kind])
    assert {row.is_provisional for row in held} == {True}
    assert actor_for(first.user).duties == first.duties


def test_one_form_and_one_is_in_and_signs_in_with_the_mobile(client, db):
    body = organization(Kind.AUTHORITY)

    page = use(client, opening_code(body).lower().replace("-", " "))

    person = User.objects.get(username="13900000001")
    assert (page.status_code, page.url) == (302, "/workbench/")
    assert client.session["hat"] == body.code
    assert (person.full_name, person.mobile) == ("新来的人", "13900000001")
    client.logout()
    client.post("/accounts/login/", {"login": "13900000001", "password": TYPED["password1"]})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_name_of_ones_own_may_be_chosen(client, db):
    use(client, opening_code(organization()), username="Xin.Lai")

    assert User.objects.get(mobile="13900000001").username == "xin.lai"


def test_wrong_used_withdrawn_and_expired_codes_get_one_and_the_same_answer(client, db):
    used, withdrawn, expired = (opening_code(organization()) for _ in range(3))
    redeem_opening_code(used, person=newcomer("13900000002"), actor=PUBLIC_ACTOR)
    OpeningCode.objects.filter(digest=token_digest(withdrawn)).update(withdrawn_at=clock.wall())
    OpeningCode.objects.filter(digest=token_digest(expired)).update(expires_at=clock.wall())

    pages = [use(client, code) for code in (used, withdrawn, expired, "0000-0000-0000", "密码")]

    assert {page.status_code for page in pages} == {422}
    assert {shape(page) for page in pages} == {shape(pages[0])}
    assert REFUSED in text(pages[0])
    assert User.objects.filter(username="13900000001").count() == 0


def shape(page) -> str:
    """The page without tokens and what was typed."""
    return re.sub(r'(value|content)="[^"]*"', "", text(page))


def test_a_taken_name_is_told_only_to_who_holds_a_good_code(client, db):
    user("13900000001")
    code = opening_code(organization())

    wrong = use(client, "0000-0000-0000")
    right = use(client, code)

    assert "这个手机号码已有账号" not in text(wrong)
    assert "这个手机号码已有账号" in text(right)
    assert right.status_code == 422
    assert use(client, code, username="another-name").status_code == 302


def test_what_was_typed_is_kept_when_something_is_wrong(client, db):
    page = use(client, opening_code(organization()), password2="另一个", mobile="1390000")

    assert page.status_code == 422
    assert 'value="新来的人"' in text(page)
    assert "手机号码应为 11 位数字，现有 7 位" in text(page)
    assert "两次输入的密码不一致" in text(page)
    assert TYPED["password1"] not in text(page)


@pytest.mark.parametrize("password", ["short 1", "1234567890", "13900000001"])
def test_a_weak_password_is_refused_in_words(client, db, password):
    page = use(client, opening_code(organization()), password1=password, password2=password)

    assert page.status_code == 422
    assert User.objects.filter(mobile="13900000001").count() == 0


def test_somebody_signed_in_joins_with_the_account_they_have(client, db):
    body, person = organization(Kind.PARTNER), member(organization())
    client.force_login(person)

    page = client.post("/open/", {"code": opening_code(body)})

    assert page.status_code == 302
    assert client.session["hat"] == body.code
    assert actor_for(person, body.code).duties == {"manager"}


def test_an_officer_cannot_use_a_code_they_issued(client, db):
    officer = actor("bureau")
    code = opening_code(organization(Kind.CENTRE), by=officer)
    client.force_login(officer.user)

    page = client.post("/open/", {"code": code})

    assert page.status_code == 403
    assert "不能使用自己开具的开户码" in text(page)
    assert actor_for(officer.user, "CENTRE").kind == "bureau"


def test_an_operator_takes_on_no_business(client, db):
    operator = actor("operator")
    client.force_login(operator.user)

    assert client.post("/open/", {"code": opening_code(organization())}).status_code == 403
    assert Membership.objects.filter(user=operator.user).count() == 0


def test_guessing_is_stopped_and_logged_and_nothing_typed_is_lost(client, db):
    pages = [use(client, f"{n:04d}-0000-0000") for n in range(21)]

    assert [page.status_code for page in pages] == [422] * 20 + [429]
    assert "尝试次数过多" in text(pages[-1])
    assert 'value="新来的人"' in text(pages[-1])
    assert Attempt.objects.filter(kind="opening", refused=True).count() == 1
    assert use(client, opening_code(organization())).status_code == 429


def test_the_limit_holds_across_many_addresses_too(client, db, monkeypatch):
    monkeypatch.setattr("institutions.views.entry.FROM_EVERYWHERE", 3)

    pages = [
        client.post("/open/", {**TYPED, "code": "x"}, REMOTE_ADDR=f"198.51.100.{n}")
        for n in range(5)
    ]

    assert [page.status_code for page in pages] == [422, 422, 422, 429, 429]


def test_a_while_later_the_door_opens_again(client, db):
    with time_machine.travel(clock.wall(), tick=False) as machine:
        for _ in range(21):
            use(client, "0000-0000-0000")
        machine.shift(timedelta(minutes=16))

        assert use(client, opening_code(organization())).status_code == 302


def test_a_code_runs_out_after_thirty_days_of_machine_time(db):
    code = opening_code(organization())

    with (
        time_machine.travel(clock.wall() + timedelta(days=30, seconds=1)),
        pytest.raises(SecretRefused),
    ):
        redeem_opening_code(code, person=newcomer(), actor=PUBLIC_ACTOR)


def test_a_refused_name_leaves_the_code_good(db):
    user("13900000001")
    code = opening_code(organization())

    with pytest.raises(ValidationError):
        redeem_opening_code(code, person=newcomer(), actor=PUBLIC_ACTOR)

    assert OpeningCode.objects.unused().count() == 1


def test_a_chosen_name_that_is_taken_is_asked_for_again(db):
    user("wangjiang")
    code = opening_code(organization())

    with pytest.raises(ValidationError, match="这个用户名已有人使用"):
        redeem_opening_code(code, person=newcomer(username="wangjiang"), actor=PUBLIC_ACTOR)

    assert OpeningCode.objects.unused().count() == 1


@pytest.mark.postgres
def test_of_two_who_use_one_code_at_once_one_gets_in(transactional_db):
    body = organization(Kind.AUTHORITY)
    code = opening_code(body)

    def attempt(mobile):
        try:
            redeem_opening_code(code, person=newcomer(mobile), actor=PUBLIC_ACTOR)
            return "in"
        except SecretRefused:
            return "refused"
        finally:
            connection.close()

    mobiles = [f"1390000{n:04d}" for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(attempt, mobiles))

    assert outcomes == ["in"] + ["refused"] * 7
    assert Membership.objects.filter(organization=body).count() == 1
    assert User.objects.filter(mobile__startswith="1390000").count() == 1
