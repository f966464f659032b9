"""The shipped year is the notice's year, and says where each datum stands."""

import json
import re

import pytest

from institutions.models import Organization
from institutions.states import Group, Kind
from programs.loading import DATA, load_program, notice_paragraphs, years
from programs.models import Circular, Mandate, Milestone, Program

NOTICE = re.sub(r"\s", "", (DATA / "notice.txt").read_text(encoding="utf-8"))


def data_in(code):
    """Every datum (a dict with a ``rule``) of a year's file."""

    def walk(node):
        if isinstance(node, dict):
            if "rule" in node:
                yield node
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(json.loads((DATA / f"{code}.json").read_text(encoding="utf-8"))))


def unsupported(data):
    """Data whose quote is not in the notice, or that give neither quote nor reason."""
    return [
        datum
        for datum in data
        if not re.fullmatch(r"R([1-9]|[1-3]\d|4[0-5])", datum["rule"])
        or (datum["quote"] is None and not datum.get("default"))
        or (datum["quote"] is not None and re.sub(r"\s", "", datum["quote"]) not in NOTICE)
    ]


@pytest.mark.parametrize("code", years())
def test_every_datum_names_its_rule_and_stands_in_the_notice_or_says_why_not(code):
    data = data_in(code)

    assert len(data) > 80
    assert unsupported(data) == []


def test_a_datum_that_the_notice_does_not_say_is_found():
    invented = {"value": 3000, "rule": "R3", "quote": "不少于3000名"}
    unexplained = {"value": 5, "rule": "R15", "quote": None}

    assert unsupported([invented, unexplained]) == [invented, unexplained]


@pytest.mark.django_db
def test_the_year_of_the_notice_is_complete():
    program = load_program("2022-2023")

    assert (program.target, program.cycle_months, program.state) == (2000, 12, "planning")
    assert list(program.tracks.values_list("code", "name")) == [
        ("REG", "区域发展"),
        ("THEME", "主题方向"),
        ("SRDI", "专精特新"),
        ("INTEG", "促进大中小企业融通创新"),
        ("DIGI", "数字化赋能"),
    ]
    groups = Organization.objects.filter(kind=Kind.AUTHORITY).values_list("group", flat=True)
    assert [list(groups).count(group) for group in Group.values] == [31, 5, 1, 0]
    institutions = Mandate.objects.filter(organization__kind=Kind.INSTITUTION)
    assert institutions.count() == 20
    assert {tuple(m.tracks.values_list("code", flat=True)) for m in institutions} == {
        ("REG", "THEME")
    }
    lead = Mandate.objects.get(is_lead=True)
    assert (lead.organization.code, [t.code for t in lead.tracks.all()]) == (
        "CENTRE",
        ["SRDI", "INTEG", "DIGI"],
    )
    assert {desk.organization.code for desk in program.desks.all()} == {"BUREAU", "CENTRE"}
    assert Organization.objects.filter(kind=Kind.EVALUATOR).count() == 1
    due = {m.kind: str(m.due_on) for m in Milestone.objects.filter(program=program)}
    assert (due["contact_sheet"], due["selection"], due["roster"]) == (
        "2022-10-31",
        "2022-12-31",
        "2022-12-31",
    )


@pytest.mark.django_db
def test_the_five_planned_cities_stand_beside_their_provinces():
    load_program("2022-2023")

    cities = Organization.objects.filter(group=Group.PLANNED_CITY).select_related("home")

    assert {(city.code, city.home.code) for city in cities} == {
        ("DL", "LN"),
        ("NB", "ZJ"),
        ("XM", "FJ"),
        ("QD", "SD"),
        ("SZ", "GD"),
    }


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_keeps_what_an_officer_changed():
    load_program("2022-2023")
    Program.objects.update(target=2100)
    before = Organization.objects.count(), Milestone.objects.count(), Circular.objects.count()

    load_program("2022-2023")

    after = Organization.objects.count(), Milestone.objects.count(), Circular.objects.count()
    assert after == before
    assert Program.objects.get().target == 2100


def test_the_notice_is_read_by_paragraph_without_the_page_around_it():
    paragraphs = notice_paragraphs()

    assert paragraphs[0].startswith("各省、自治区、直辖市及计划单列市")
    assert paragraphs[-1].endswith("形成全国领军人才培训统一品牌。")
    sheet = next(text for text in paragraphs if "信息表" in text)
    assert "请各地中小企业主管部门确定分管此项工作的负责同志和联络员" in sheet
    assert [text for text in paragraphs if text.startswith("·") or "首页" in text] == []
