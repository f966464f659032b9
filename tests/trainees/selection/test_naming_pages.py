"""Whom a letter names: typed like on a list, or pasted from a table."""

import pytest
from django.urls import reverse

from tests.factories import programs as year
from tests.factories import rosters as files
from tests.factories import trainees as make
from tests.trainees.selection.test_recommendation_pages import messages_of
from trainees.actions import recommendation
from trainees.data.columns import LABELS
from trainees.models import Nomination
from trainees.register import lock_trainees

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("authorities", "rehearsal")]
TABLE = ["name", "id_no", "mobile", "post", "enterprise", "uscc", "industry"]


@pytest.fixture
def liaison(client):
    liaison = make.liaison("JS")
    client.force_login(liaison.user)
    return liaison


@pytest.fixture
def draft(liaison):
    return make.letter(make.named(by="JS"), by=liaison, program=year.program())


def typed(n=1, **changes) -> dict:
    """What a good form sends; neither region nor route is asked for."""
    return {
        "name": "叶知秋",
        "id_type": "resident",
        "id_no": files.id_number(n),
        "mobile": f"138{n:08}",
        "post": "总经理",
        "enterprise": "示例科技有限公司",
        "uscc": files.credit_code(n),
        "industry": "工业",
        "attested": "on",
        **changes,
    }


def table(*rows) -> str:
    lines = [[LABELS[name] for name in TABLE]]
    lines += [[row[name] for name in TABLE] for row in rows]
    return "\n".join("\t".join(line) for line in lines)


def send(client, page, pk, **data):
    return client.post(reverse(f"recommendations:{page}", args=[pk]), data)


def test_a_person_is_typed_like_on_a_list(client, draft):
    page = send(client, "add", draft.pk, **typed())

    person = Nomination.objects.get(trainee__name="叶知秋")
    assert (page.status_code, person.route, person.home.code) == (302, "recommended", "JS")
    assert page.url == reverse("recommendations:detail", args=[draft.pk])
    again = send(client, "add", draft.pk, **typed(), another="1")
    assert again.url == reverse("recommendations:add", args=[draft.pk])
    assert draft.nominations.count() == 2


def test_the_form_is_empty_at_first(client, draft):
    for name in ("add", "paste"):
        page = client.get(reverse(f"recommendations:{name}", args=[draft.pk]))
        assert page.status_code == 200


def test_what_was_typed_stays_with_its_error(client, draft):
    page = send(client, "add", draft.pk, **typed(id_no="123"))

    assert (page.status_code, 'value="叶知秋"' in page.content.decode()) == (422, True)


def test_a_person_known_elsewhere_is_told_of_in_one_sentence(client, draft):
    other = make.letter(by=make.liaison("ZJ"), program=draft.program)
    send(client, "add", draft.pk, **typed())
    index = Nomination.objects.get(trainee__name="叶知秋").trainee.id_index
    Nomination.objects.filter(trainee=lock_trainees([index])[index]).update(
        recommendation=other, authority=other.authority
    )

    page = send(client, "add", draft.pk, **typed())

    shown = page.content.decode()
    assert page.status_code == 422
    assert "该证件号本年度已在其他名单中，请联系人才交流中心" in shown


def test_a_table_is_pasted(client, draft):
    rows = table(typed(1, name="甲示例"), typed(2, name="乙示例"))

    page = send(client, "paste", draft.pk, table=rows, attested="on")

    assert (page.status_code, draft.nominations.count()) == (302, 3)
    assert messages_of(page)[-1] == "已写入 2 人"


def test_one_wrong_row_and_nothing_of_the_table_is_taken(client, draft):
    rows = table(typed(1, name="甲示例"), typed(2, name="乙示例", id_no="123"))

    page = send(client, "paste", draft.pk, table=rows, attested="on")

    shown = page.content.decode()
    assert (page.status_code, draft.nominations.count()) == (422, 1)
    assert ("第 3 行，" in shown, "甲示例" in shown) == (True, True)


@pytest.mark.parametrize("rows", ["", "一\t二", '姓名\t"身份证号'])
def test_what_is_no_table_is_refused(client, draft, rows):
    page = send(client, "paste", draft.pk, table=rows, attested="on")

    assert page.status_code == 422


def test_rows_that_cannot_be_taken_are_named_the_others_are_in(client, draft, liaison):
    other = make.letter(by=liaison, program=draft.program)
    send(client, "add", other.pk, **typed(1))

    rows = table(typed(1), typed(2, name="丁示例"))
    page = send(client, "paste", draft.pk, table=rows, attested="on")

    assert messages_of(page)[-2:] == [
        "已写入 1 人",
        "第 2 行：该证件号本年度已在其他名单中，请联系人才交流中心",
    ]


def test_too_many_for_one_letter_stay_in_the_form(client, draft, monkeypatch):
    monkeypatch.setattr(recommendation, "MOST_PEOPLE", 1)

    pages = [
        send(client, "add", draft.pk, **typed()),
        send(client, "paste", draft.pk, table=table(typed()), attested="on"),
    ]

    assert [page.status_code for page in pages] == [422, 422]
