"""通讯录: found by body, name or telephone; a leader's mobile by nobody."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from institutions.states import Duty, Kind
from portal.audit.models import Entry
from programs.models import ContactDesk, ContactSheet
from tests.factories import actor, member, organization
from tests.factories.programs import authority, program, sheet
from tests.support.queries import cost
from tests.support.searching import answered

pytestmark = pytest.mark.django_db
LEADERS, LIAISONS, MANAGERS = "13900000009", "13800000001", "13700000007"


@pytest.fixture
def known():
    """A region with a confirmed form, one with a draft only, an institution, a desk."""
    year = program()
    gd = authority("GD", name="甲省厅", seq=1, office_phone="0000-1111111")
    sheet(
        year,
        gd,
        state="accepted",
        leader_name="顾长风（演示）",
        leader_mobile=LEADERS,
        liaison_name="周望舒（演示）",
        liaison_department="中小企业处",
        liaison_mobile=LIAISONS,
    )
    sheet(year, authority("LN", name="乙省厅", seq=2), liaison_name="未确认的人（演示）")
    school = organization(Kind.INSTITUTION, "U1", name="望江大学")
    member(school, Duty.MANAGER, full_name="温如是（演示）", mobile=MANAGERS)
    member(school, Duty.CLERK, full_name="教务员（演示）", mobile="13600000006")
    centre = organization(Kind.CENTRE, name="人才交流中心")
    ContactDesk.objects.create(
        program=year, organization=centre, task="培训方案", phones="010-2222222"
    )
    return gd


@pytest.fixture
def enter(client):
    def enter(kind, **options):
        person = actor(kind, **options)
        client.force_login(person.user)
        return person

    return enter


def names(client, **query):
    url = reverse("contacts:list")
    page = answered(client, url, **query) if "q" in query else client.get(url, query)
    rows = page.context["rows"]
    return [body.name for body in rows]


def page(client):
    """The list of the page; the foot below it names a desk as well."""
    text = client.get(reverse("contacts:list")).content.decode()
    return text.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize("kind", [Kind.BUREAU, Kind.CENTRE])
def test_the_offices_see_confirmed_contacts_managers_and_desks(client, known, enter, kind):
    enter(kind)

    text = page(client)

    shown = [
        "顾长风（演示）",
        LIAISONS,
        "温如是（演示）",
        MANAGERS,
        "010-2222222",
        "0000-1111111",
    ]
    assert [each for each in shown if each not in text] == []
    hidden = [LEADERS, "未确认的人（演示）", "教务员（演示）", "13600000006"]
    assert [each for each in hidden if each in text] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲省", ["甲省厅"]),
        ("周望舒", ["甲省厅"]),
        ("顾长风", ["甲省厅"]),
        ("中小企业处", ["甲省厅"]),
        (LIAISONS[-6:], ["甲省厅"]),
        ("1111111", ["甲省厅"]),
        ("温如是", ["望江大学"]),
        (MANAGERS, ["望江大学"]),
        ("010-2222", ["人才交流中心"]),
        (LEADERS[-6:], []),
        ("未确认的人", []),
        ("教务员", []),
    ],
)
def test_the_search_finds_what_is_shown_and_nothing_else(client, known, enter, text, found):
    enter(Kind.BUREAU)

    assert names(client, q=text) == found


@pytest.mark.parametrize(
    "fields",
    [
        {"liaison_name": "顾长风（演示）"},
        {"liaison_name": "别名（演示）", "leader_mobile": LIAISONS},
    ],
)
def test_who_is_both_is_a_leader_and_their_mobile_stays_out(client, known, enter, fields):
    enter(Kind.BUREAU)
    ContactSheet.objects.filter(authority=known).update(**fields)

    assert LIAISONS not in page(client)
    assert names(client, q=LIAISONS) == []
    workbook = openpyxl.load_workbook(BytesIO(client.get(reverse("contacts:export")).content))
    assert LIAISONS not in str(list(workbook.active.values))


@pytest.mark.parametrize(
    ("kind", "bodies"),
    [
        (Kind.AUTHORITY, ["乙省厅", "人才交流中心", "望江大学"]),
        (Kind.INSTITUTION, ["人才交流中心"]),
    ],
)
def test_everybody_else_sees_published_offices_and_no_person(
    client, known, enter, kind, bodies
):
    own = authority("LN") if kind == Kind.AUTHORITY else None
    person = enter(kind, organization=own)

    text = page(client)

    expected = sorted({*bodies, person.organization.name})
    assert sorted(names(client)) == expected
    leaked = ["演示）·", LIAISONS, MANAGERS, LEADERS, "温如是", "顾长风", "甲省厅"]
    assert [each for each in leaked if each in text] == []
    assert "010-2222222" in text
    assert names(client, q="温如是") == []
    assert names(client, q=MANAGERS) == []
    assert names(client, q="010-2222") == ["人才交流中心"]


def test_the_workbook_is_the_list_as_found(client, known, enter):
    officer = enter(Kind.BUREAU)

    answer = client.get(client.post(reverse("contacts:list"), {"q": "甲"}).url)
    answer = client.get(answer.context["export_url"])

    lines = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert [(line[3], line[4], line[7]) for line in lines[1:]] == [
        ("办公室", None, None),
        ("分管负责同志", "顾长风（演示）", None),
        ("联络员", "周望舒（演示）", LIAISONS),
    ]
    entry = Entry.objects.get(action="programs.program.export_contacts")
    assert (entry.detail, entry.actor) == ({"count": 1}, officer.user)


def test_an_authoritys_workbook_names_no_person(client, known, enter):
    enter(Kind.AUTHORITY, organization=authority("LN"))

    answer = client.get(reverse("contacts:export"))

    text = str(list(openpyxl.load_workbook(BytesIO(answer.content)).active.values))
    assert [each for each in ("演示", LIAISONS, MANAGERS) if each in text] == []
    assert "010-2222222" in text


def test_in_rehearsal_no_real_telephone_is_shown_or_found(client, known, enter, rehearsal):
    enter(Kind.BUREAU)

    assert "010-2222222" not in page(client)
    assert names(client, q="010-2222") == []


@pytest.mark.parametrize("kind", [Kind.EVALUATOR, "trainee", "operator"])
def test_nobody_else_opens_it(client, enter, kind):
    enter(kind)

    for name in ("contacts:list", "contacts:export"):
        assert client.get(reverse(name)).status_code == 403


def test_before_any_year_and_with_nonsense_it_is_a_list_all_the_same(client, enter):
    enter(Kind.BUREAU)

    assert names(client, kind="x") == names(client) != []
    assert names(client, kind="centre") == []
    assert client.get(reverse("contacts:export")).status_code == 404


def test_the_query_count_does_not_grow(client, known, enter):
    enter(Kind.BUREAU)
    url = reverse("contacts:list")

    def one_more():
        sheet(program(), authority(), state="accepted")
        school = organization(Kind.INSTITUTION)
        member(school, Duty.MANAGER, mobile="13500000005")
        return cost(client, url)

    assert len({one_more() for _ in range(3)}) == 1
