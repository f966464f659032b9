"""The second factor: asked of staff where the policy says so, and kept encrypted."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from portal.accounts.mfa import PortalMFAAdapter
from tests.factories import member, organization, user

PASSWORD = "一段足够长的口令 9"


@pytest.fixture
def asked_for(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def officer(db):
    person = member(organization("bureau"), mobile="13800000001")
    person.username = "13800000001"
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client):
    client.post("/accounts/login/", {"login": "13800000001", "password": PASSWORD})


def code_of(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


def activation_page(client) -> str:
    """Allauth asks for the password once more before it shows the secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client.get("/accounts/2fa/totp/activate/").content.decode()


def activate(client) -> str:
    page = activation_page(client)
    secret = re.search(r'<span class="mono">(\w+)<', page)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def test_staff_without_one_are_led_to_it_and_no_further(client, officer, asked_for):
    sign_in(client)

    for address in ("/workbench/", "/people/", "/organizations/"):
        page = client.get(address)
        assert (page.status_code, page.url) == (302, "/accounts/2fa/")

    assert client.get("/accounts/2fa/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_an_operator_is_staff_too(client, db, asked_for):
    client.force_login(user(is_superuser=True))

    assert client.get("/users/").url == "/accounts/2fa/"


def test_trainees_and_the_public_are_not_asked(client, db, asked_for):
    assert client.get("/accounts/login/").status_code == 200

    client.force_login(user())

    assert client.get("/profile/").status_code == 200


def test_nobody_is_asked_where_the_policy_does_not_say_so(client, officer):
    sign_in(client)

    assert client.get("/people/").status_code == 200


def test_with_one_the_pages_open_and_signing_in_asks_for_the_code(client, officer, asked_for):
    sign_in(client)
    activate(client)
    assert client.get("/people/").status_code == 200
    client.logout()

    sign_in(client)

    assert "_auth_user_id" not in client.session
    assert client.get("/people/").url == "/accounts/login/?next=/people/"


def test_the_shared_secret_is_not_in_the_database(client, officer):
    sign_in(client)
    secret = activate(client)

    kept = Authenticator.objects.get(user=officer, type="totp").data["secret"]

    assert secret not in kept
    assert PortalMFAAdapter().decrypt(kept) == secret


def test_the_page_draws_its_code_without_a_data_image(client, officer):
    sign_in(client)

    page = activation_page(client)

    assert '<svg width="' in page
    assert "data:image" not in page
    assert " style=" not in page


@pytest.mark.browser
def test_the_code_is_seen_under_the_content_policy(page, live_server, officer):
    page.goto("/accounts/login/?next=/accounts/2fa/totp/activate/")
    page.fill("[name=login]", "13800000001")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")

    box = page.locator("main form svg").first.bounding_box()
    assert (box["width"] > 90, box["height"] > 90) == (True, True)
