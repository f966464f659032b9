"""The completion rule at its edges; thresholds come from the year, never from code."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.factories.programs import RULE
from trainees.data.completion_rule import Figures, judge

GOOD = Figures(
    classroom_hours=Decimal("64"),
    practice_hours=Decimal("32"),
    online_hours=Decimal("0"),
    practice_count=2,
    report_passed=True,
    has_discipline_case=False,
)


def unmet(figures, **changes):
    judged = judge(figures, {**RULE, **changes})
    return [reason["code"] for reason in judged.reasons if not reason["met"]]


def test_full_attendance_with_everything_else_completes():
    judged = judge(GOOD, RULE)

    assert (judged.is_complete, judged.percent, judged.version) == (True, 100, "test-1")


@pytest.mark.parametrize(("hours", "expected"), [("45", []), ("44.5", ["attendance"])])
def test_eighty_percent_of_96_hours_is_76_8(hours, expected):
    assert unmet(replace(GOOD, classroom_hours=Decimal(hours))) == expected


def test_online_hours_count_up_to_a_quarter_of_the_required():
    figures = replace(GOOD, classroom_hours=Decimal(0), online_hours=Decimal(90))

    assert judge(figures, RULE).counted_hours == Decimal(32 + 24)


def test_more_than_a_third_absent_is_said_even_where_the_year_asks_for_less_attendance():
    figures = replace(GOOD, classroom_hours=Decimal(30))

    assert unmet(figures, attendance_percent=60) == ["absence"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"practice_count": 0}, ["practice"]),
        ({"report_passed": False}, ["report"]),
        ({"has_discipline_case": True}, ["discipline"]),
    ],
)
def test_each_condition_stands_alone(changes, expected):
    assert unmet(replace(GOOD, **changes)) == expected


def test_a_year_may_ask_for_neither_report_nor_discipline():
    figures = replace(GOOD, report_passed=False, has_discipline_case=True)

    assert unmet(figures, final_report=False, discipline=False) == []


def test_hours_are_written_as_people_write_them():
    figures = replace(GOOD, classroom_hours=Decimal("67.5"), practice_hours=Decimal("32.5"))

    judged = judge(figures, {**RULE, "required_hours": "100"})

    assert judged.reasons[0]["text"] == "出勤 100 / 100 学时（100.0%），要求不低于 80%"


def test_figures_are_kept_as_they_were_used():
    assert GOOD.as_json() == {
        "classroom_hours": "64",
        "practice_hours": "32",
        "online_hours": "0",
        "practice_count": 2,
        "report_passed": True,
        "has_discipline_case": False,
    }
