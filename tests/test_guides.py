"""What the guides print in bold stands on a page in exactly these words."""

import re
from pathlib import Path

import pytest

from deploy.catalogue import messages_of_the_house

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
BOLD = re.compile(r"\*\*([^*]+)\*\*")
QUOTED = re.compile(r"“([^”]+)”")
FILLED_IN = re.compile(r"%\(\w+\)[sd]|%d|%s")
# A screen: what one reads without turning the page.
LONGEST = 70


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Every text of the pages, ``…`` where something is filled in."""
    found = set()
    for _context, text in messages_of_the_house():
        for each in text if isinstance(text, tuple) else (text,):
            found.add(FILLED_IN.sub("…", each))
    return found


@pytest.mark.parametrize("guide", GUIDES, ids=lambda p: p.stem)
def test_words_in_bold_are_on_a_page(guide, texts):
    bold = BOLD.findall(guide.read_text(encoding="utf-8"))

    assert [words for words in bold if words not in texts] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda p: p.stem)
def test_refusals_are_quoted_as_they_are_said(guide, texts):
    """What follows 办不成时 or 查不成时 in quotation marks is (part of) a sentence of ours."""
    last = guide.read_text(encoding="utf-8").rpartition("成时\n")[2]
    parts = [p for quoted in QUOTED.findall(last) for p in quoted.split("……")]
    whole = "\n".join(texts)

    assert [part for part in parts if part not in whole] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda p: p.stem)
def test_a_guide_is_one_screen(guide):
    assert len(guide.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("guide", GUIDES, ids=lambda p: p.stem)
def test_every_link_of_a_guide_leads_to_a_file(guide):
    links = re.findall(r"\]\(([^)#:]+)\)", guide.read_text(encoding="utf-8"))

    assert [link for link in links if not (guide.parent / link).exists()] == []


def test_there_is_a_guide_for_each_role():
    assert [guide.stem for guide in GUIDES] == [
        "authority",
        "bureau",
        "centre",
        "institution",
        "issuer",
        "trainee",
        "verify",
    ]
