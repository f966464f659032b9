"""A person's name typed into a list's filter stands in no address but under seal."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.factories import trainees as make
from tests.support.searching import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(client):
    """The authority's page of two of its people, and its signed-in liaison."""
    rows = [make.candidate(name=name, region="R1") for name in ("甲示例", "乙示例")]
    make.submitted(rows=rows)
    liaison = make.liaison("R1")
    client.force_login(liaison.user)
    return reverse("nominations:region")


def shown(client, address) -> list[bool]:
    text = client.get(address).content.decode()
    return [f">{name}" in text for name in ("甲示例", "乙示例")]


def test_the_filter_is_sent_by_post_and_drawn_filled_in(client, listed):
    page = found(client, "nominations:region", q="甲", state="submitted")

    assert f'<form class="filterbar" method="post" action="{listed}" hx-post=' in page
    assert 'value="甲"' in page
    assert (">甲示例" in page, ">乙示例" in page) == (True, False)


def test_other_choices_stay_readable_and_the_forms_own_fields_out_of_it(client, listed):
    asked = {"q": "", "state": "submitted", "page": "x", "csrfmiddlewaretoken": "x"}
    assert client.post(listed, asked).url == f"{listed}?state=submitted"


def test_words_in_clear_or_under_somebody_elses_seal_find_nothing_out(client, listed):
    sealed = client.post(listed, {"q": "甲"}).url
    assert shown(client, sealed) == [True, False]
    assert shown(client, f"{listed}?q={quote('甲')}") == [True, True]

    client.force_login(make.liaison("R1").user)
    assert shown(client, sealed) == [True, True]


def test_too_many_words_are_answered_on_the_page(client, listed):
    page = client.post(listed, {"q": "甲" * 41}, follow=True).content.decode()
    assert "invalid-feedback" in page


def test_the_export_beside_a_list_follows_its_filter_without_a_reload(client, listed):
    page = client.get(reverse("recommendations:results")).content.decode()

    assert ('hx-select-oob="#export"' in page, page.count('id="export"')) == (True, 1)


def test_a_name_is_looked_for_within_the_pill_that_is_shown(client):
    of = make.enrolling()
    make.recommended(make.named(name="库中人"), program=of.program)
    make.recommended(make.named(name="班中人"), by=make.liaison("R1"), cohort=of)
    client.force_login(make.manager(of).user)

    pool = client.get(reverse("candidates:list"), {"show": "pool"}).content.decode()
    kept = found(client, "candidates:list", show="pool", q="中人")

    assert '<input type="hidden" name="show" value="pool"' in pool
    assert (">库中人<" in kept, ">班中人<" in kept) == (True, False)
