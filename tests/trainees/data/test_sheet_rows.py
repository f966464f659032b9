"""Rows as parts of a sheet: merges, hidden rows, defaults, limits, and what is said."""

import re

import pytest

from portal.sheets import Flaw, Unreadable
from tests.factories.rosters import (
    HEADER,
    id_number,
    people,
    person,
)
from tests.trainees.data.test_rows import MORE, found, judged, wide
from trainees.data.problems import MISSING
from trainees.data.wording import CATALOGUE


def test_merged_cells_speak_for_an_enterprise_and_never_for_a_person():
    first = person(1)
    second = person(2, **{label: first[n] for n, label in enumerate(HEADER) if 6 <= n <= 8})
    merged = {"filled": frozenset({(3, 6), (3, 7), (3, 8), (3, 4)})}

    assert found(first, second, facts=merged) == [
        (3, "企业名称", "merged_cell"),
        (3, "统一社会信用代码", "merged_cell"),
        (3, "所属行业", "merged_cell"),
        (3, "手机", "mobile_missing"),
    ]


def test_a_hidden_row_is_said_and_not_dropped():
    assert found(person(1), person(2), facts={"hidden_rows": frozenset({3})}) == [
        (3, "姓名", "hidden_row")
    ]


def test_what_concerns_a_column_is_said_once_at_the_header():
    facts = {"hidden_columns": frozenset({4, 30}), "formulas": {10: 2, 40: 9}}
    result = judged(person(1), person(2), facts=facts)

    assert [(p.row, p.column, p.code) for p in result.notices] == [
        (1, "手机", "hidden_column"),
        (1, "营业收入", "formula_value"),
    ]
    assert "2 个单元格" in result.notices[1].message
    assert result.problems == []


def test_a_missing_column_is_said_once_and_keeps_every_row_out():
    header = [label for label in HEADER if label != "手机"]
    rows = [[cell for n, cell in enumerate(person(n)) if n != 4] for n in (1, 2)]
    result = judged(*rows, header=header)

    said = [(p.row, p.column, p.code) for p in result.notices + result.problems]
    assert said == [
        (1, "手机", "column_missing"),
        (2, "手机", "mobile_missing"),
        (3, "手机", "mobile_missing"),
    ]


def test_what_holds_for_the_whole_file_fills_empty_cells_and_missing_columns():
    header = [label for label in HEADER if label not in ("省份", "选拔方式")]
    options = {"defaults": {"region": "S1", "source": "recommended"}}
    result = judged(person(1)[:12], header=header, **options)

    assert (result.notices, result.problems) == ([], [])
    values = result.rows[0].values
    assert (values["region"], values["source"], values["recommender"]) == (
        "S1",
        "recommended",
        "S1",
    )
    kept = judged(person(1), **options).rows[0].values
    assert (kept["region"], kept["source"]) == ("JS", "selected")


def test_whoever_was_selected_has_no_recommender_whatever_the_file_says():
    options = {"defaults": {"region": "S1", "source": "recommended", "recommender": "S1"}}
    rows = [person(1), person(2, **{"选拔方式": ""})]

    assert [row.values["recommender"] for row in judged(*rows, **options).rows] == ["", "S1"]


def test_a_default_never_covers_up_an_error():
    row = person(1, **{"省份": Flaw("error", "#N/A")})

    assert found(row, defaults={"region": "S1"}) == [(2, "省份", "cell_error")]


def test_firm_and_post_in_one_column_are_taken_apart():
    header = ["姓名", "身份证号", "手机", "工作单位及职务", *HEADER[7:]]
    row = ["叶知秋", id_number(1), "13800000001", "示例科技有限公司总经理", *person(1)[7:]]
    [read] = judged(row, header=header).rows

    assert [p.code for p in read.problems] == ["employment_split"]
    assert (read.values["enterprise"], read.values["post"]) == ("示例科技有限公司", "总经理")
    assert "employment" not in read.values


def test_a_short_row_is_a_row_with_empty_cells():
    assert found(person(1)[:5]) == [
        (2, label, code)
        for label, code in [
            ("职务", "post_missing"),
            ("企业名称", "enterprise_missing"),
            ("统一社会信用代码", "credit_code_missing"),
            ("所属行业", "industry_missing"),
            ("省份", "province_missing"),
        ]
    ]


def test_more_rows_than_allowed_are_refused_whole():
    with pytest.raises(Unreadable, match="超过 3 行"):
        judged(*people(4), max_rows=3)


def test_many_people_are_judged_clean():
    assert judged(*people(1000)).problems == []


# --- words ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_says_what_is_wrong_and_what_to_type(code):
    severity, message, remedy = CATALOGUE[code]

    assert severity in {"error", "warning", "fixed"}
    assert str(message).endswith("。")
    assert re.search("请.+。$|无需处理", str(remedy))


def test_missing_codes_are_in_the_catalogue():
    assert set(MISSING.values()) <= set(CATALOGUE)


@pytest.mark.parametrize("label", ["性别", "企业称号", "所属行业", "省份", "选拔方式"])
def test_a_number_in_the_wrong_column_is_not_repeated(label):
    [said] = judged(person(1, **{label: f"{id_number(2)} 13800000002 其他"})).problems[:1]

    assert "“… … 其他”" in said.message


def test_a_long_text_is_quoted_short_and_in_one_line():
    [said] = judged(person(1, **{"省份": "长\n" * 300})).problems

    assert len(said.message) < 80
    assert "\n" not in said.message


def test_no_problem_repeats_a_persons_own_data():
    row = wide(
        **{
            "姓名": "叶 知1秋",
            "身份证号": id_number(1)[:17] + "Y",
            "手机": "1380000000",
            "邮箱": "yezhiqiu@example",
            "证件类型": "身份证",
        }
    )
    said = " ".join(
        p.message + p.remedy for p in judged(row, row, header=[*HEADER, *MORE]).problems
    )

    assert said
    for secret in ("叶", "知", id_number(1)[:14], "138", "yezhiqiu"):
        assert secret not in said
