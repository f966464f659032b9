"""Every page, seen by whoever opens it: sound, accessible, in one piece on a telephone."""

import pytest

from . import addresses

REFERRED = {"jobs:progress"}


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
