"""The sign-in pages in the portal's own dress."""

import pytest
from django.urls import reverse

from portal.ui import chrome
from tests.factories import user

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PASSWORD = "eine lange Zeile"


@pytest.fixture
def person():
    return user("linzhiyuan", password=PASSWORD)


def test_one_signs_in_and_arrives_at_the_workbench(client, person):
    answer = client.post(LOGIN, {"login": person.username, "password": PASSWORD})

    assert answer.url == "/workbench/"


def test_a_wrong_password_is_said_in_chinese_and_the_name_is_kept(client, person):
    page = client.post(LOGIN, {"login": person.username, "password": "x"}).content.decode()

    assert '<div class="errsum" role="alert"' in page
    assert "用户名" in page
    assert "密码不正确" in page
    assert 'value="linzhiyuan"' in page
    assert "<title>有错误：登录" in page


def test_nothing_typed_is_pointed_at_field_by_field(client):
    page = client.post(LOGIN, {}).content.decode()

    assert 'href="#id_login"' in page
    assert 'href="#id_password"' in page


def test_the_address_one_wanted_is_kept(client):
    page = client.get(LOGIN + "?next=/help/").content.decode()

    assert '<input type="hidden" name="next" value="/help/">' in page


@pytest.mark.parametrize("name", ["account_logout", "account_change_password", "mfa_index"])
def test_account_pages_wear_the_frame(client, person, name):
    client.force_login(person)

    page = client.get(reverse(name)).content.decode()

    assert 'class="site-head"' in page
    assert 'class="panel' in page


def test_one_signs_out_by_a_button_not_by_a_link(client, person):
    client.force_login(person)

    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session

    assert client.post("/accounts/logout/").url == "/"
    assert "_auth_user_id" not in client.session


def test_there_are_no_personas_outside_rehearsal(client, monkeypatch):
    monkeypatch.setattr(chrome, "_providers", {})
    chrome.fill("personas", pytest.fail)

    assert "演示身份" not in client.get(LOGIN).content.decode()


def test_trying_too_often_is_told_how_long_to_wait(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(LOGIN, {"login": "a", "password": "b"})

    answer = client.post(LOGIN, {"login": "a", "password": "b"})

    assert answer.status_code == 429
    assert "连续输错密码的，等 15 分钟" in answer.content.decode()


def test_changing_the_password_does_not_point_to_a_closed_page(client, person):
    client.force_login(person)
    address = reverse("account_change_password")

    page = client.get(address).content.decode()
    refused = client.post(address, {"oldpassword": "x"}).content.decode()

    assert 'name="oldpassword"' in page
    assert "/accounts/password/reset/" not in page
    assert 'href="#id_oldpassword"' in refused
    assert 'class="errsum"' in refused
