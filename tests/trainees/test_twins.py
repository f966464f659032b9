"""People who look like one: by telephone and name, by name and enterprise; never by draft."""

import pytest

from programs.models import Program
from tests.factories import trainees as make
from tests.factories.programs import program
from trainees.checking.flags import checks
from trainees.checking.twins import pairs_among, twins_of
from trainees.models import RosterEntry, Trainee

pytestmark = pytest.mark.django_db


def sent(*rows):
    return make.submitted(rows=[make.candidate(**row) for row in rows])


def keys() -> list[int]:
    return list(Trainee.objects.order_by("pk").values_list("pk", flat=True))


def flags_of(roster) -> list:
    return [entry.flags for entry in make.entries(roster)]


def test_one_telephone_one_name_or_one_name_in_one_enterprise_make_a_pair():
    firm = {"uscc": "91990100000000888X", "enterprise": "同一企业"}
    sent({"name": "甲某", "mobile": "13900000001"}, {"name": "甲某", "mobile": "13900000001"})
    sent({"name": "乙某", "mobile": "13900000002"}, {"name": "丙某", "mobile": "13900000002"})
    sent({"name": "丁某", **firm}, {"name": "丁某", **firm}, {"name": "戊某", **firm})
    sent({"name": "丁某"}, {"name": "己某", "mobile": ""}, {"name": "庚某", "mobile": ""})

    names = dict(Trainee.objects.values_list("pk", "name"))
    found = pairs_among(set(names)).items()
    assert {(frozenset({names[a], names[b]}), *why) for (a, b), why in found} == {
        (frozenset({"甲某"}), "name_and_mobile"),
        (frozenset({"乙某", "丙某"}), "mobile"),
        (frozenset({"丁某"}), "name_and_enterprise"),
    }
    assert len(found) == 3


def test_whom_only_a_draft_names_is_compared_with_nobody_but_its_own_list():
    make.roster(None, make.candidate(name="甲某", mobile="13900000001"))
    (draft,) = keys()
    sent({"name": "甲某", "mobile": "13900000001"})
    (other,) = set(keys()) - {draft}

    assert twins_of({other}) == set()
    assert twins_of({draft}) == {draft}


def test_the_desk_is_told_of_a_possible_duplicate():
    sent({"name": "甲某", "mobile": "13900000001"})
    again = sent({"name": "甲某", "mobile": "13900000001"}, {"name": "乙某"})

    assert [("twin" in flags) for flags in flags_of(again)] == [True, False]


def earlier(**facts):
    row = make.candidate(**facts)
    make.enrolled(make.enrolling(of=program("2020-2021")), rows=[row])
    return row


def repeated(roster) -> list[bool]:
    return ["took_part" in flags for flags in flags_of(roster)]


def worded(roster) -> list[str]:
    entry = RosterEntry.objects.for_table().get(pk=make.keys(roster)[0])
    return [check["text"] for check in checks(entry) if "参加过培训" in check["text"]]


def test_the_year_says_whether_persons_or_enterprises_are_looked_back_upon():
    row = earlier()
    firm = {name: row.facts[name] for name in ("uscc", "enterprise")}
    program()

    def of_year(**rule) -> tuple:
        Program.objects.filter(code="2022-2023").update(**rule)
        roster = make.submitted(rows=[row, make.candidate(**firm)])
        found, said = repeated(roster), worded(roster)
        back = make.rosters.withdraw_roster(roster, actor=make.manager(roster.cohort))
        make.people.remove_entries(back, make.keys(back), actor=make.manager(back.cohort))
        return found, said

    assert of_year() == ([True, False], ["本人前 3 年参加过培训"])
    assert of_year(repeat_rule="enterprise") == ([True, True], ["企业前 3 年有人参加过培训"])
    assert of_year(repeat_years=1) == ([False, False], ["企业前 1 年无人参加过培训"])
    assert of_year(repeat_rule="person") == ([False, False], ["本人前 1 年未参加过培训"])
    assert of_year(repeat_rule="off", repeat_years=3) == ([False, False], [])
