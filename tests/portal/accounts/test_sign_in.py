"""Signing in: by name or mobile, and nothing that tells who has an account."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as conf
from django.contrib.auth.hashers import get_hasher
from django.core.management import call_command

from portal.accounts.models import Attempt, User
from tests.factories import member, organization, user

PASSWORD = "一段足够长的口令 9"


def sign_in(client, name, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": name, "password": password, **more})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def officer(db):
    return user("13800000001", password=PASSWORD, mobile="13800000001")


def visible(page) -> str:
    """The page without what changes by itself: tokens, and what was typed."""
    text = re.sub(r'value="[^"]*"', "", page.content.decode())
    return re.sub(r'"X-CSRFToken"[^}]*', "", text)


def test_the_mobile_number_is_the_sign_in_name(client, officer):
    page = sign_in(client, " 13800000001 ")

    assert (page.status_code, page.url) == (302, "/workbench/")
    assert signed_in(client)


def test_who_chose_a_name_may_still_use_the_mobile_number(client, db):
    user("su.qinghe", password=PASSWORD, mobile="13800000002")

    assert sign_in(client, "13800000002").status_code == 302
    client.logout()
    assert sign_in(client, "Su.QingHe").status_code == 302


def test_a_number_that_two_people_gave_signs_in_nobody(client, db):
    user("first", password=PASSWORD, mobile="13800000003")
    user("second", password=PASSWORD, mobile="13800000003")

    assert sign_in(client, "13800000003").status_code == 422


def test_somebody_elses_number_in_ones_details_does_not_take_over_their_sign_in(
    client, officer
):
    user("stranger", password="另一段足够长的口令", mobile="13800000001")

    assert sign_in(client, "13800000001").status_code == 302
    assert client.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.parametrize(
    "name", ["13800000001", "nobody", "13900000000", "disabled", "persona", ""]
)
def test_one_answer_whoever_it_was(client, officer, name):
    user("disabled", password=PASSWORD, is_active=False)
    user("persona", password=PASSWORD, persona="bureau")
    known = sign_in(client, "13800000001", "wrong")

    page = sign_in(client, name or "x", "wrong" if name == "13800000001" else PASSWORD)

    assert page.status_code == 422
    assert visible(page) == visible(known)
    assert not signed_in(client)
    assert "用户名或密码不正确" in page.content.decode()


@pytest.mark.parametrize("name", ["13800000001", "nobody", "disabled"])
def test_an_unknown_name_costs_as_many_hashes_as_a_wrong_password(
    client, officer, name, monkeypatch
):
    user("disabled", password=PASSWORD, is_active=False)
    hashed = []
    hasher = type(get_hasher())
    real = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, *a, **k: hashed.append(1) or real(self, *a, **k)
    )

    sign_in(client, name, "wrong")

    assert len(hashed) == 1


def test_wrong_passwords_shut_the_account_for_a_while_even_for_the_right_one(client, officer):
    for _ in range(5):
        sign_in(client, "13800000001", "wrong")

    page = sign_in(client, "13800000001")

    assert page.status_code == 422
    assert "请 15 分钟后再试" in page.content.decode()
    assert not signed_in(client)


def test_a_name_nobody_has_is_shut_just_the_same(client, officer):
    for _ in range(5):
        sign_in(client, "nobody", "wrong")

    assert "请 15 分钟后再试" in sign_in(client, "nobody").content.decode()


def test_sign_ins_are_logged_passed_or_failed(client, officer):
    sign_in(client, "13800000001", "wrong")
    sign_in(client, "13800000001")

    kinds = list(Attempt.objects.order_by("pk").values_list("kind", flat=True))

    assert kinds == ["login.failed", "login.passed"]


def test_the_session_is_a_new_one_after_signing_in(client, officer):
    client.post("/i18n/setlang/", {"language": "en"})
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key

    sign_in(client, "13800000001")

    assert client.session.session_key != before
    assert signed_in(client)


def test_a_disabled_users_next_request_is_refused(client, officer):
    sign_in(client, "13800000001")
    assert client.get("/profile/").status_code == 200

    User.objects.filter(pk=officer.pk).update(is_active=False)

    page = client.get("/profile/")
    assert (page.status_code, page.url) == (302, "/accounts/login/?next=/profile/")


def test_a_session_ends_with_the_browser_and_after_twelve_hours(client, officer):
    sign_in(client, "13800000001")

    assert client.cookies[conf.SESSION_COOKIE_NAME]["max-age"] == ""
    assert conf.SESSION_COOKIE_AGE == 12 * 3600


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://evil.example/",
    "//evil.example@127.0.0.1",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://evil.example?testserver",
    "http://evil.example#testserver",
    "http://[::1]@evil.example",
    "//\tevil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "\n//evil.example",
    " //evil.example",
    "http://evil.example\\@testserver",
    "https:evil.example",
    "//%65vil.example",
    "https://evil.example/%2f..",
    "／／evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client, officer, target):
    page = sign_in(client, "13800000001", next=target)

    assert page.status_code == 302
    assert urlsplit(urljoin("http://testserver/accounts/login/", page.url)).scheme == "http"
    assert (
        urlsplit(urljoin("http://testserver/accounts/login/", page.url)).netloc == "testserver"
    )


def test_signing_in_leads_back_to_where_one_was_going(client, officer):
    assert sign_in(client, "13800000001", next="/profile/").url == "/profile/"


def test_nobody_registers_by_themselves(client, db):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/password/reset/").status_code == 404


def test_a_fresh_database_has_no_account_at_all(db):
    assert User.objects.count() == 0


def test_createsuperuser_makes_the_operator(client, db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", username="Keeper", interactive=False, verbosity=0)

    keeper = User.objects.get()
    assert (keeper.username, keeper.is_superuser) == ("keeper", True)
    assert sign_in(client, "keeper").status_code == 302
    assert client.get("/users/").status_code == 200
    assert client.get("/people/").status_code == 403


def test_forms_are_in_chinese(client, db):
    page = client.get("/accounts/login/").content.decode()

    assert "用户名或手机号码" in page
    assert "Password" not in page


def test_a_member_signs_in_under_their_bodys_hat(client, db):
    body = organization("authority", code="ZZ")
    person = member(body, mobile="13800000009")
    person.set_password(PASSWORD)
    person.save()

    sign_in(client, "13800000009")

    assert client.session["hat"] == "ZZ"
