"""The form as a paper: what its page hands out, to whom, and what it is matched by."""

import pytest
from django.urls import reverse

from institutions.states import Kind
from programs.queries.contact_sheet_paper import paper_facts, paper_number
from tests.factories import actor
from tests.factories.programs import authority, milestone, program, sheet
from tests.support import paper as read

pytestmark = pytest.mark.django_db


def url(row):
    return reverse("sheets:paper", args=[row.pk])


def test_the_region_prints_what_it_has_filled_in(client, settings):
    settings.REHEARSAL = True
    milestone()
    row = sheet(body=authority("S1"), remark="办公地点将搬迁", edition=2)
    client.force_login(actor(Kind.AUTHORITY, organization=row.authority).user)

    answer = client.get(url(row))

    text = read.text(answer.content)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        'inline; filename="XXB-2022-S1-02.pdf"',
    )
    wanted = [
        "顾长风（演示）",
        "周望舒（演示）",
        "办公地点将搬迁",
        row.check_code(),
        "样本SAMPLE",
    ]
    assert [words for words in wanted if words not in text] == []
    assert "前反馈工业和信息化部" in text


def test_without_a_date_the_paper_names_none():
    facts = paper_facts(sheet(program("2023-2024"), authority("S2")))

    assert (facts["due_on"], facts["number"]) == (None, "XXB-2023-S2-01")


def test_the_archive_code_names_edition_and_content():
    row = sheet(body=authority("S1"))
    before = paper_facts(row)["archive_code"]
    row.remark = "改过"

    after = paper_facts(row)["archive_code"]

    assert before.startswith(f"{paper_number(row)}/1/")
    assert (before == after, len(before) == len(after)) == (False, True)


def test_a_name_that_cannot_be_printed_is_named_and_nothing_breaks(client):
    liaison = actor(Kind.AUTHORITY)
    row = sheet(body=liaison.organization, filled_by="李𠮷")
    client.force_login(liaison.user)

    answer = client.get(url(row), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("sheets:detail", args=[row.pk])
    assert "𠮷" in answer.content.decode()


def test_a_neighbours_paper_does_not_exist(client):
    client.force_login(actor(Kind.AUTHORITY).user)

    assert client.get(url(sheet())).status_code == 404
