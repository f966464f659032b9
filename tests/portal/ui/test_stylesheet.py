"""The stylesheets: colours in one place, nothing the content policy refuses."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch)\(")


def read(name: str) -> str:
    return Path(finders.find(f"portal/{name}.css")).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def css() -> str:
    """All files, the tokens first, as the pages load them."""
    return "".join(map(read, ("tokens", "portal", "pages", "verify")))


def stray_colours(rules: str) -> list[str]:
    return [line.strip() for line in rules.splitlines() if COLOUR.search(line)]


@pytest.mark.parametrize("name", ["portal", "pages", "verify"])
def test_colour_literals_stand_among_the_tokens_only(name):
    assert stray_colours(read(name)) == []
    assert len(COLOUR.findall(read("tokens"))) > 40


def test_the_law_of_colours_can_fail():
    assert stray_colours(".hot { color: #a81e1b; }") != []


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


@pytest.mark.parametrize("stack", ["--p-sans", "--p-song", "--p-mono"])
def test_every_stack_falls_back_on_the_packaged_faces(css, stack):
    """Without them a machine that has no Chinese face of its own draws boxes."""
    faces = Path(finders.find("portal/cjk.css")).read_text(encoding="utf-8")
    packaged = re.findall(r'font-family: ("[^"]+");', faces)
    named = re.search(rf"{stack}:(.*?);", css, re.DOTALL)[1]

    assert re.findall(r'"Portal[^"]*"', named) == packaged


TEXT_ON = """
    ink/paper ink-2/paper ink-3/paper ink-3/ground ink-3/soft ink-3/brand-tint brand/paper
    brand/ground brand/brand-tint paper/brand paper/head paper/ok paper/late late/paper
    back/paper ok/paper lab/lab-tint ink/lv3 draft/draft-tint wait/wait-tint back/back-tint
    ok/ok-tint soon/soon-tint late/late-tint
"""
EDGES_ON = (
    "edge/paper edge/ground focus-in/focus-out focus-in/paper focus-out/head wait-line/soft"
)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("pairs", "least"), [(TEXT_ON, 4.5), (EDGES_ON, 3.0)])
def test_colours_stand_out_against_their_ground(css, pairs, least):
    tokens = dict(re.findall(r"--p-([\w-]+): (#[0-9a-f]{3,6});", css.split("@media")[0]))
    weak = [
        pair
        for pair in pairs.split()
        if contrast(*(tokens[name] for name in pair.split("/"))) < least
    ]

    assert weak == []


def test_contrast_is_reckoned_as_the_guidelines_do():
    assert round(contrast("#fff", "#000000"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
