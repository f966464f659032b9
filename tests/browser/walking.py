"""How a person gets about: by the words on buttons and links, one page after another."""

import re
import time

from playwright.sync_api import Locator, Page


def spoken(words: str) -> re.Pattern:
    """A name begins with these words; where hidden ones join, browsers put a space."""
    return re.compile("^" + r"\s*".join(map(re.escape, words)))


def press(page: Page | Locator, name: str) -> int:
    """Press the button of that name; the status of the page that follows."""
    return _go(page, page.get_by_role("button", name=spoken(name)).first)


def follow(page: Page | Locator, name: str) -> int:
    return _go(page, page.get_by_role("link", name=spoken(name)).first)


def _go(place: Page | Locator, way: Locator) -> int:
    page = place if isinstance(place, Page) else place.page
    with page.expect_navigation() as followed:
        way.click()
    return followed.value.status


def heading(page: Page) -> str:
    """The one first heading with its state tags, words apart."""
    return " ".join(page.get_by_role("heading", level=1).inner_text().split())


def told(page: Page) -> str:
    """What the page reports about the step just taken."""
    return page.locator("main > [role=status]").inner_text().strip()


def faults(page: Page) -> list[str]:
    """The lines of the error summary; it is the first thing in the page and has the focus."""
    assert page.evaluate("document.activeElement.id") == "errsum"
    return page.locator("#errsum li").all_inner_texts()


def stat(page: Page, label: str) -> str:
    tile = page.locator(".stat", has=page.get_by_text(label, exact=True))
    return tile.locator(".stat-value").inner_text()


def reload_until(page: Page, words: str, seconds: float = 30) -> None:
    """Look again until the words stand in the page, as somebody waiting would."""
    deadline = time.monotonic() + seconds
    while words not in page.inner_text("main"):
        assert time.monotonic() < deadline, f"{words} did not appear in {page.url}"
        page.wait_for_timeout(200)
        page.reload()
