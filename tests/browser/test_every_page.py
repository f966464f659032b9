"""Every page, seen by whoever opens it: sound, accessible, in one piece on a telephone."""

import pytest
from django.urls import get_resolver, resolve

from deploy.catalogue import read_catalogue
from portal.urls import ACCESS

from . import addresses

# What is no page: files, answers for machines, the switch of languages.
NO_PAGES = {
    "certificates:download",
    "certificates:register_export",
    "circulars:annex",
    "circulars:receipts_export",
    "rosters:opinions_export",
    "contacts:export",
    "chasing:picture",
    "chasing:workbook",
    "filings:agreement",
    "filings:export",
    "healthz",
    "home:brief_docx",
    "home:brief_pdf",
    "home:font",
    "home:rare_font",
    "imports:letter",
    "imports:template",
    "milestones:arrears_export",
    "nominations:letter",
    "papers:download",
    "recommendations:export",
    "recommendations:letter",
    "sheets:paper",
    "sheets:scan",
    "snapshots:summary",
    "readyz",
    "set_language",
}
# Every text a person reads on the page, labels and alternatives included.
SHOWN = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) found.push(walker.currentNode.textContent.trim());
  for (const node of document.querySelectorAll("[aria-label], [title], [alt], [placeholder]"))
    for (const name of ["aria-label", "title", "alt", "placeholder"])
      if (node.hasAttribute(name)) found.push(node.getAttribute(name).trim());
  return found.concat(document.title);
}"""
# What a record holds stays in the language it was written in: names of bodies and
# tracks, posts, subjects of letters that went out, reasons a result was stored with.
KEPT = {
    *("人才交流中心", "中小企业局", "专精特新"),
    *("分管负责同志", "联络员"),
    *("信息表已确认", "信息表已退回，请修改后重新报送"),
    *("结业报告已通过", "无违纪处理"),
}
# Seen where somebody sets up a second factor (test_second_factor.py).
ACCOUNT = {name for name in ACCESS if name.startswith(("account_", "mfa_"))}


# English widens what Chinese leaves narrow; texts left untranslated stand out.
# In Chinese axe goes over the telephone's layout only, the stricter one; the walks and the
# English pages have it at both widths.
LANGUAGES = ["zh-CN", pytest.param("en-GB", marks=pytest.mark.proof)]
AXE_AT = {"zh-CN": (390,), "en-GB": (1366, 390)}


@pytest.mark.parametrize("persona", addresses.OF)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound_on_a_desk_and_on_a_telephone(
    season, open_page, enter, gallery, persona, language
):
    pages = addresses.OF[persona]()
    page = enter(persona, locale=language) if persona else open_page(locale=language)

    found = []
    for name, address in pages.items():
        answer = page.goto(address)
        assert (name, answer.status) == (name, 200)
        found += gallery.look(
            page,
            f"{persona or 'public'}-{name.replace(':', '-')}-{language}",
            axe_at=AXE_AT[language],
        )
        if language == "en-GB":
            found += [f"{name}: in Chinese: {text}" for text in untranslated(page)]

    assert found == []


def untranslated(page) -> list[str]:
    """The portal's own words that an English page still says in Chinese."""
    own = {
        text
        for message in read_catalogue()
        if message.id
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    return sorted(own.intersection(page.evaluate(SHOWN)) - KEPT)


def test_no_page_is_left_out(season):
    names = set()
    for pages in addresses.OF.values():
        opened = [address.partition("?")[0] for address in pages().values()]
        names |= {resolve(address).view_name for address in opened}
        season()

    assert readable() - names == NO_PAGES | ACCOUNT - {"account_login"}


def readable() -> set[str]:
    """Names of all addresses that somebody may simply open."""
    patterns = _patterns(get_resolver(), "")
    return {name for name, view in patterns if name in ACCESS and "GET" in methods(view)}


def _patterns(resolver, namespace):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _patterns(entry, namespace + inner)
        else:
            yield f"{namespace}{entry.name}", entry.callback


def methods(view) -> list[str]:
    """What ``require_http_methods`` lets through; without it everything."""
    while view is not None:
        for cell in view.__closure__ or ():
            held = cell.cell_contents
            if isinstance(held, list) and set(held) <= {"GET", "POST", "HEAD"}:
                return held
        view = getattr(view, "__wrapped__", None)
    return ["GET", "POST"]
