"""What anyone sees first, in a real browser: sound, readable, the same for a keyboard."""

import pytest

from tests.factories import actor
from tests.support.browser import axe

pytestmark = pytest.mark.django_db(transaction=True)

# A missing glyph is drawn as a box that is not one em wide.
BOXES = """() => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim();
    if (!/^[\\u4e00-\\u9fff]{2,8}$/.test(text)) continue;
    const start = node.textContent.indexOf(text);
    range.setStart(node, start);
    range.setEnd(node, start + text.length);
    const lines = range.getClientRects();
    if (lines.length !== 1) continue;
    const style = getComputedStyle(node.parentElement);
    const spacing = parseFloat(style.letterSpacing) || 0;
    const em = lines[0].width / text.length - spacing;
    if (Math.abs(em / parseFloat(style.fontSize) - 1) > 0.03) found.push(text);
  }
  return found;
}"""


@pytest.mark.parametrize("path", ["/", "/accounts/login/"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_public_pages_are_sound_and_accessible(open_page, path, language):
    page = open_page(locale=language)

    page.goto(path)

    assert axe(page) == []


def test_every_chinese_character_is_drawn(page):
    page.goto("/")
    page.evaluate("document.fonts.ready.then(() => true)")

    assert page.evaluate(BOXES) == []


def test_the_workbench_opens_on_a_desk_and_on_a_telephone(open_page, sign_in):
    officer = actor("bureau")
    for size in ((1280, 800), (390, 844)):
        page = open_page(viewport={"width": size[0], "height": size[1]})
        sign_in(page, officer.user)

        page.goto("/workbench/")

        wide = page.evaluate("document.documentElement.scrollWidth")
        assert (axe(page), wide <= size[0]) == ([], True)
