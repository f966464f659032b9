"""The sample rosters, from file to judgement, with nothing found that was not planted."""

import json

import pytest

from portal.sheets import Unreadable, read
from tests.factories.rosters import SAMPLES, regions
from trainees.data.header import find
from trainees.data.rows import judge

EXPECTED = json.loads((SAMPLES / "roster-dirty.xlsx.expected.json").read_text(encoding="utf-8"))


def sheets_of(name):
    return read((SAMPLES / name).read_bytes(), name=name)


def judged(sheet):
    return judge(sheet, find(sheet), regions=regions())


def as_planted(defect):
    """``duplicate_of_row_60`` is the code ``duplicate`` beside the other row's number."""
    code, _of, other = defect["defect"].partition("_of_row_")
    row = int(other) if other else None
    return defect["row"], defect["column"], code, defect["severity"], row


def test_the_clean_roster_has_no_problem():
    [sheet] = sheets_of("roster-clean.xlsx")
    result = judged(sheet)

    assert (len(result.rows), result.problems, result.notices) == (45, [], [])
    assert {row.status for row in result.rows} == {"ok"}


def test_the_dirty_roster_has_exactly_the_planted_problems():
    visible, hidden = sheets_of("roster-dirty.xlsx")
    result = judged(visible)
    found = [(p.row, p.column, p.code, p.severity, p.other_row) for p in result.problems]

    assert found == [as_planted(defect) for defect in EXPECTED["defects"]]
    assert len(result.rows) == EXPECTED["rows"]
    assert {p.sheet for p in result.problems} == {"附件2"}
    assert (hidden.name, hidden.hidden, hidden.rows) == ("字典", True, [])


def test_the_dirty_roster_is_read_below_its_titles_and_above_its_footer():
    visible, _hidden = sheets_of("roster-dirty.xlsx")
    result = judged(visible)

    assert find(visible).header_row == 5
    assert [row.number for row in result.rows] == list(range(6, 66))
    assert result.skipped == [
        (67, "footer", "填表人："),
        (68, "footer", "注：请于2022年12月31日前报送。"),
    ]


def test_every_problem_of_the_dirty_roster_says_what_to_do():
    visible, _hidden = sheets_of("roster-dirty.xlsx")

    for found in judged(visible).problems:
        assert found.message
        assert found.remedy
        assert "%" not in found.message + found.remedy


def test_what_was_put_right_is_right():
    visible, _hidden = sheets_of("roster-dirty.xlsx")
    rows = {row.number: row.values for row in judged(visible).rows}

    assert rows[8]["mobile"] == "13974203030"
    assert rows[22]["name"] == "魏霞远"
    assert rows[27]["ent_title"] == ["little_giant"]
    assert rows[31]["region"] == "NM"
    assert rows[43]["mobile"] == "15727339331"
    assert rows[49]["revenue"] == "32000"
    assert rows[52]["id_no"] == "330000198209023792"
    assert rows[21]["size"] == "large"


def test_routes_are_told_apart_and_recommendations_name_the_region():
    visible, _hidden = sheets_of("roster-dirty.xlsx")
    rows = judged(visible).rows

    assert {(r.values["source"], bool(r.values["recommender"])) for r in rows} == {
        ("recommended", True),
        ("selected", False),
    }
    assert rows[0].values["recommender"] == rows[0].values["region"] == "YN"


def test_a_gb18030_csv_reads_like_a_workbook():
    [sheet] = sheets_of("roster-gb18030.csv")
    result = judged(sheet)

    assert (sheet.name, len(result.rows), result.problems) == ("", 30, [])
    assert result.rows[0].values["name"] == "许东"


def test_three_sheets_are_listed_and_the_summary_is_no_roster():
    summary, *cities = sheets_of("roster-three-sheets.xlsx")

    assert [s.name for s in cities] == ["南京", "苏州", "无锡"]
    assert [(len(judged(s).rows), judged(s).problems) for s in cities] == [(12, [])] * 3
    with pytest.raises(Unreadable) as refused:
        find(summary)
    assert (refused.value.code, "汇总" in str(refused.value)) == ("no_header", True)


def test_the_roster_of_two_thousand_is_clean():
    [sheet] = sheets_of("roster-2000.xlsx")
    result = judged(sheet)

    assert (len(result.rows), result.problems) == (2000, [])
    assert len({row.values["id_no"] for row in result.rows}) == 2000


def test_one_header_has_one_signature_whatever_the_file():
    headers = {
        find(sheet).signature
        for name in ("roster-clean.xlsx", "roster-2000.xlsx", "roster-gb18030.csv")
        for sheet in sheets_of(name)
    }

    assert len(headers) == 1
    assert find(sheets_of("roster-dirty.xlsx")[0]).signature not in headers
