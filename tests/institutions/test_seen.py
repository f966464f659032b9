"""The pages in a real browser, wide and narrow: no violation, nothing sticks out."""

import pytest

from institutions.states import Kind
from tests.factories import actor, member, organization
from tests.factories.institutions import invitation
from tests.support.browser import axe

pytestmark = pytest.mark.browser
WIDTHS = [1366, 390]


def flaws(page, address: str) -> list[str]:
    page.goto(address)
    return seen(page)


def seen(page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*axe(page), *(["sticks out"] if wide else [])]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_ways_in(open_page, transactional_db, width):
    manager = actor("institution", "manager")
    _, token = invitation(manager.organization, manager, "clerk")
    page = open_page(viewport={"width": width, "height": 820})

    assert flaws(page, "/open/") == []
    page.fill("[name=mobile]", "139")
    with page.expect_navigation():
        page.press("[name=mobile]", "Enter")
    assert seen(page) == []
    assert flaws(page, f"/join/{token}/") == []
    assert flaws(page, "/join/nonsense/") == []
    assert flaws(page, "/reset/x/y/") == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bureaus_pages(open_page, transactional_db, sign_in, width):
    officer = actor("bureau", "officer", "lead")
    for kind in (Kind.AUTHORITY, Kind.INSTITUTION):
        member(organization(kind, name="名称很长的示例省工业和信息化厅中小企业服务局"))
    page = open_page(viewport={"width": width, "height": 820})
    sign_in(page, officer.user)

    assert flaws(page, "/organizations/") == []
    assert flaws(page, "/people/") == []
    assert flaws(page, "/organizations/codes/") == []
    page.check("[name=bodies] >> nth=0")
    with page.expect_navigation():
        page.click("button[value=ticked]")
    assert seen(page) == []
    assert page.locator("article.sheet").count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_managers_and_the_operators_pages(open_page, transactional_db, sign_in, width):
    manager, operator = actor("institution", "manager"), actor("operator")
    member(manager.organization, "clerk")
    page = open_page(viewport={"width": width, "height": 820})
    sign_in(page, manager.user)

    assert flaws(page, "/people/invite/") == []
    page.fill("[name=full_name]", "某同事")
    page.check("[value=clerk]")
    with page.expect_navigation():
        page.click("main form .btn-primary")
    assert seen(page) == []
    assert "/join/" in page.input_value("#link")
    assert flaws(page, "/people/") == []
    assert flaws(page, "/profile/") == []

    sign_in(page, operator.user)
    assert flaws(page, "/users/") == []
    assert flaws(page, "/organizations/codes/") == []
