"""The one stylesheet: colours in one place, nothing the content policy refuses."""

import re

import pytest
from django.contrib.staticfiles import finders

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch)\(")
SECTION = "/* ---------- 2"


@pytest.fixture(scope="module")
def css() -> str:
    with open(finders.find("portal/portal.css"), encoding="utf-8") as sheet:
        return sheet.read()


def stray_colours(css: str) -> list[str]:
    rules = css.split(SECTION)[1]
    return [line.strip() for line in rules.splitlines() if COLOUR.search(line)]


def test_colour_literals_stand_among_the_tokens_only(css):
    assert stray_colours(css) == []
    assert len(COLOUR.findall(css.split(SECTION)[0])) > 40


def test_the_law_of_colours_can_fail():
    assert stray_colours(f"{SECTION} */\n.hot {{ color: #a81e1b; }}") != []


def test_it_stays_readable(css):
    assert len(css.splitlines()) <= 520


def test_it_fetches_only_its_own_files(css):
    addresses = re.findall(r'url\("([^"]+)"\)', css)

    assert addresses
    assert [a for a in addresses if not finders.find(f"portal/{a}")] == []
    assert "@import" not in css
    assert "data:" not in re.sub(r"/\*.*?\*/", "", css)


def test_every_token_that_is_used_is_defined(css):
    used = set(re.findall(r"var\((--p-[\w-]+)", css))
    defined = set(re.findall(r"(--p-[\w-]+):", css))

    assert used - defined == set()


def test_chinese_faces_come_before_the_systems_own(css):
    stack = re.search(r"--p-sans:(.*?);", css, re.DOTALL)[1]

    assert stack.index("PingFang SC") < stack.index("Portal CJK") < stack.index("system-ui")
