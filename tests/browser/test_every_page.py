"""Every page, seen by whoever opens it: sound, accessible, in one piece on a telephone."""

import pytest
from django.urls import get_resolver, resolve

from portal.urls import ACCESS

from . import addresses

# What is no page: files, answers for machines, the switch of languages.
NO_PAGES = {
    "certificates:download",
    "healthz",
    "home:font",
    "home:rare_font",
    "readyz",
    "set_language",
}
# Seen where somebody sets up a second factor (test_second_factor.py).
ACCOUNT = {name for name in ACCESS if name.startswith(("account_", "mfa_"))}


@pytest.mark.parametrize("persona", addresses.OF)
def test_every_page_is_sound_on_a_desk_and_on_a_telephone(
    season, open_page, enter, gallery, persona
):
    pages = addresses.OF[persona]()
    page = enter(persona) if persona else open_page()

    found = []
    for name, address in pages.items():
        answer = page.goto(address)
        assert (name, answer.status) == (name, 200)
        found += gallery.look(page, f"{persona or 'public'}-{name.replace(':', '-')}")

    assert found == []


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
