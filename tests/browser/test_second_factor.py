"""An officer's own account: password, authenticator, recovery codes, signing out."""

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from institutions.models import Membership
from institutions.states import Duty
from portal import clock
from portal.accounts.models import User

from .addresses import body
from .walking import faults, follow, heading, press

OWN_PAGES = [
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_deactivate_totp",
    "account_change_password",
    "account_logout",
]
PASSWORD = "一段足够长的口令 9"


@pytest.fixture
def officer(season):
    person = User.objects.create_user("fang", password=PASSWORD, full_name="方远山（演示）")
    Membership.objects.create(
        user=person, organization=body("BUREAU"), duty=Duty.OFFICER, started_at=clock.now()
    )
    return person


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(page, password=PASSWORD):
    page.goto(reverse("account_login"))
    page.get_by_label("用户名或手机号码").fill("fang")
    page.get_by_label("密码").fill(password)
    return press(page, "登录")


def test_an_authenticator_is_asked_for_at_the_next_sign_in(open_page, gallery, officer):
    page = open_page()
    assert sign_in(page, "错的口令错的口令") == 422
    assert len(faults(page)) == 1
    assert gallery.look(page, "login-422") == []
    sign_in(page)
    assert heading(page) == "工作台"

    page.goto(reverse("institutions:profile"))
    follow(page, "身份验证器")
    assert gallery.look(page, "mfa-index") == []
    follow(page, "激活")
    assert heading(page) == "确认访问"
    page.get_by_label("密码").fill("错的口令错的口令")
    assert press(page, "确认") == 422
    assert "form-control" in page.get_by_label("密码").get_attribute("class")
    assert gallery.look(page, "reauthenticate-wrong") == []
    page.get_by_label("密码").fill(PASSWORD)
    press(page, "确认")
    assert heading(page) == "启用身份验证器"
    assert gallery.look(page, "mfa-activate") == []
    secret = page.locator("span.mono").inner_text()
    page.locator("#id_code").fill(code_of(secret))
    press(page, "启用")
    assert heading(page) == "恢复代码"

    found = []
    for name in OWN_PAGES:
        page.goto(reverse(name))
        found += gallery.look(page, name)
    assert found == []

    press(page.get_by_role("main"), "退出")
    sign_in(page)
    assert heading(page) == "双因素身份认证"
    assert gallery.look(page, "mfa-authenticate") == []
