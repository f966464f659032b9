"""The documents' pictures, from the rehearsal as it opens; ``make pictures`` keeps them."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from .walking import heading


@pytest.mark.parametrize(
    ("name", "room", "title"),
    [
        ("workbench", "home:workbench", "工作台"),
        ("board", "sheets:board", "信息表填报看板"),
    ],
)
def test_the_bureaus_pages_stand_in_the_documents(enter, picture, name, room, title):
    page = enter("bureau")
    call_command("send_reminders")

    page.goto(reverse(room))

    assert heading(page) == title
    assert picture(page, name).stat().st_size > 50_000
