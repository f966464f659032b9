"""Readers of single cells at their edges: what is silent, put right, or refused."""

from datetime import date

import pytest

from portal.sheets import Flaw
from tests.factories.rosters import credit_code, id_number, regions
from trainees.data import values
from trainees.data.identity import SLIPS, code_check, id_check, is_code
from trainees.data.readers import reader

NUMBER = id_number(7)
CODE = credit_code(7)


def codes(reading):
    return [finding.code for finding in reading[1]]


def read(name, cell, row=None, unit="万元"):
    """``(value, codes)`` of one cell of a column."""
    reading = reader(name, regions(), unit)[0](cell, row or {})
    return reading[0], codes(reading)


@pytest.mark.parametrize(
    ("typed", "value", "found"),
    [
        ("叶知秋", "叶知秋", []),
        ("𠮷野", "𠮷野", []),
        ("欧阳若水", "欧阳若水", []),
        ("叶 知 秋", "叶知秋", ["spaces_inside_name"]),
        ("叶　知秋", "叶知秋", ["spaces_inside_name"]),
        ("叶\n知秋", "叶知秋", ["spaces_inside_name"]),
        (" 叶知秋 ", "叶知秋", ["spaces_removed"]),
        ("叶知秋\u200b", "叶知秋", ["spaces_removed"]),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提", []),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", ["name_dot"]),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提", ["name_dot"]),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提", ["name_dot"]),
        ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提", ["spaces_inside_name"]),
        ("John Smith", "John Smith", []),
        ("O'Neill-Díaz", "O'Neill-Díaz", []),
        ("叶知秋（女）", "叶知秋", ["name_with_remark"]),
        ("叶知秋先生", "叶知秋", ["name_with_remark"]),
        ("叶", "叶", ["name_too_short"]),
        ("叶知秋1", "叶知秋1", ["name_invalid"]),
        ("叶@秋", "叶@秋", ["name_invalid"]),
        ("很" * 31, "很" * 31, ["name_too_long"]),
    ],
)
def test_names(typed, value, found):
    assert read("name", typed) == (value, found)


@pytest.mark.parametrize(
    ("typed", "value", "found"),
    [
        (NUMBER, NUMBER, []),
        (f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]} ", NUMBER, ["id_number_separators"]),
        (f"'{NUMBER}", NUMBER, ["id_number_separators"]),
        (f'="{NUMBER}"', NUMBER, ["id_number_separators"]),
        (
            NUMBER.translate({n: n + 0xFEE0 for n in range(48, 58)}),
            NUMBER,
            ["full_width_digits"],
        ),
        (NUMBER[:17], NUMBER[:17], ["id_number_length"]),
        (NUMBER + "1", NUMBER + "1", ["id_number_length"]),
        ("110105491231002", "110105491231002", ["id_number_15_digits"]),
        (f"O{NUMBER[1:]}", f"O{NUMBER[1:]}", ["id_number_characters"]),
        ("4.10000198502E+17", "4.10000198502E+17", ["id_number_truncated_by_spreadsheet"]),
        ("410000198502250000", "410000198502250000", ["id_number_truncated_by_spreadsheet"]),
        ("E12345678", "E12345678", ["id_type_needed"]),
        ("身份证", "身份证", ["id_number_length"]),
    ],
)
def test_id_numbers(typed, value, found):
    assert read("id_no", typed) == (value, found)


def test_a_lower_case_x_is_put_right():
    number = next(n for n in map(id_number, range(200)) if n.endswith("X"))

    assert read("id_no", number) == (number, [])
    assert read("id_no", number.lower()) == (number, ["id_number_lower_case"])


@pytest.mark.parametrize("place", range(18))
def test_every_wrong_digit_of_an_id_number_is_found(place):
    for digit in "0123456789":
        typed = NUMBER[:place] + digit + NUMBER[place + 1 :]
        found = read("id_no", typed)[1]

        assert bool(found) == (typed != NUMBER)


def test_a_date_that_does_not_exist_is_found_behind_a_right_check_digit():
    digits = "99000019800230001"

    assert read("id_no", digits + id_check(digits))[1] == ["id_number_birth_date"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (Flaw("long", "4.1E+17"), ["id_number_truncated_by_spreadsheet"]),
        (Flaw("error", "#N/A"), ["cell_error"]),
        (Flaw("uncached", ""), ["formula_not_calculated"]),
        (110105491231002.0, ["id_number_15_digits"]),
        (12345.0, ["id_number_as_number"]),
        (date(1990, 3, 7), ["id_number_separators", "id_number_length"]),
        (True, ["id_number_length"]),
    ],
)
def test_id_numbers_that_are_no_text(cell, found):
    assert read("id_no", cell)[1] == found


@pytest.mark.parametrize("kind", ["passport", "hk_macao", "taiwan", "foreign"])
def test_other_documents_need_no_check_digit(kind):
    row = {"id_type": kind}

    assert read("id_no", "E12345678", row) == ("E12345678", [])
    assert read("id_no", "e12345678 ", row) == ("E12345678", ["id_number_separators"])
    assert read("id_no", 123456789.0, row) == ("123456789", [])
    assert read("id_no", "护照E1", row)[1] == ["id_document_invalid"]


@pytest.mark.parametrize(
    ("typed", "value", "found"),
    [
        ("13800000001", "13800000001", []),
        (13800000001.0, "13800000001", ["mobile_as_number"]),
        ("13800000001.0", "13800000001", ["mobile_as_number"]),
        ("+86 138-0000-0001", "13800000001", ["mobile_with_prefix"]),
        ("0086 13800000001", "13800000001", ["mobile_with_prefix"]),
        ("8613800000001", "13800000001", ["mobile_with_prefix"]),
        ("138 0000 0001", "13800000001", ["mobile_separators"]),
        ("１３８０００００００１", "13800000001", ["full_width_digits"]),
        ("13800000001\n", "13800000001", ["mobile_separators"]),
        ("13800000001/13800000002", "13800000001/13800000002", ["mobile_several"]),
        ("13800000001、13800000002", "13800000001、13800000002", ["mobile_several"]),
        ("010-68205326", "01068205326", ["mobile_is_landline"]),
        ("68205326", "68205326", ["mobile_is_landline"]),
        ("1380000000", "1380000000", ["mobile_invalid"]),
        ("23800000001", "23800000001", ["mobile_invalid"]),
        ("+852 9123 4567", "+85291234567", ["mobile_not_mainland"]),
        ("未提供", "未提供", ["mobile_invalid"]),
    ],
)
def test_mobiles(typed, value, found):
    assert read("mobile", typed) == (value, found)


@pytest.mark.parametrize(
    ("typed", "value", "found"),
    [
        (CODE, CODE, []),
        (CODE.lower(), CODE, ["credit_code_lower_case"]),
        (f"{CODE[:4]} {CODE[4:]}", CODE, ["credit_code_separators"]),
        (CODE[:17], CODE[:17], ["credit_code_length"]),
        (
            "MA5TEST0-1",
            "MA5TEST01",
            ["credit_code_separators", "credit_code_is_organization_code"],
        ),
        ("110105491231002", "110105491231002", ["credit_code_is_registration_number"]),
        (CODE.replace("0", "O", 1), CODE.replace("0", "O", 1), ["credit_code_slip"]),
        (f"Z{CODE[1:]}", f"Z{CODE[1:]}", ["credit_code_characters"]),
        ("9.13E+17", "9.13E+17", ["credit_code_truncated_by_spreadsheet"]),
        (Flaw("long", "9.13E+17"), "", ["credit_code_truncated_by_spreadsheet"]),
    ],
)
def test_credit_codes(typed, value, found):
    assert read("uscc", typed) == (value, found)


def test_a_slip_is_suggested_and_never_taken_over():
    typed = CODE[:9] + CODE[9:].replace("0", "O", 2)
    value, [finding] = values.code(typed)

    assert (value, finding.facts) == (typed, {"suggestion": CODE})
    # So many slips are no slips.
    assert codes(values.code(CODE.replace("0", "O"))) == ["credit_code_characters"]


def test_check_characters_of_codes_include_zero():
    """Without the outer remainder of 31 such a code would be refused."""
    found = next(c for c in map(credit_code, range(1000)) if c[17] == "0")

    assert is_code(found)
    assert code_check("I" * 17) is None
    assert set(SLIPS) == set("IOSVZ")


@pytest.mark.parametrize(
    ("typed", "unit", "value", "found"),
    [
        ("36738", "万元", "36738", []),
        (36738.0, "万元", "36738", []),
        (0.5, "万元", "0.5", []),
        ("12.346", "万元", "12.35", []),
        ("5,000", "万元", "5000", ["revenue_separators"]),
        ("约3.2亿", "万元", "32000", ["revenue_with_unit"]),
        ("5000万", "万元", "5000", ["revenue_with_unit"]),
        ("5000万元", "万元", "5000", ["revenue_with_unit"]),
        ("32,000,000元", "万元", "3200", ["revenue_with_unit"]),
        ("2千万元", "万元", "2000", ["revenue_with_unit"]),
        ("5000左右", "万元", "5000", ["revenue_with_unit"]),
        ("50000000", "元", "5000", []),
        ("3.2", "亿元", "32000", []),
        ("3.2亿", "元", "32000", ["revenue_with_unit"]),
        ("1000-2000", "万元", "", ["revenue_unreadable"]),
        ("-5", "万元", "", ["revenue_unreadable"]),
        ("保密", "万元", "", ["revenue_unreadable"]),
        (float("inf"), "万元", "", ["revenue_unreadable"]),
        (1e-7, "万元", "", ["revenue_unreadable"]),
        ("9" * 40 + "亿", "万元", "", ["revenue_unreadable"]),
    ],
)
def test_money(typed, unit, value, found):
    assert read("revenue", typed, unit=unit) == (value, found)


@pytest.mark.parametrize(
    ("typed", "value", "found"),
    [
        (200.0, "200", []),
        ("0200", "200", []),
        ("1,200", "1200", ["employees_separators"]),
        ("200人", "200", ["employees_with_unit"]),
        ("约200人", "200", ["employees_with_unit"]),
        ("200.5", "", ["employees_unreadable"]),
        ("二百", "", ["employees_unreadable"]),
        ("9" * 30, "", ["employees_unreadable"]),
    ],
)
def test_head_counts(typed, value, found):
    assert read("employees", typed) == (value, found)


@pytest.mark.parametrize(
    ("typed", "value", "found"),
    [
        ("1990-03", "1990-03", []),
        ("1990-03-07", "1990-03-07", []),
        (date(1990, 3, 7), "1990-03-07", []),
        ("1990.3", "1990-03", []),
        ("1990年3月", "1990-03", []),
        ("1990年3月7日", "1990-03-07", []),
        ("1990/3/7", "1990-03-07", []),
        ("1990 . 03", "1990-03", []),
        ("1990-03-07 00:00:00", "1990-03-07", []),
        ("19900307", "1990-03-07", []),
        ("199003", "1990-03", []),
        ("90-3-7", "1990-03-07", ["birth_reformatted"]),
        ("05.3", "2005-03", ["birth_reformatted"]),
        ("32939", "1990-03-07", ["birth_reformatted"]),
        (32939.0, "1990-03-07", ["birth_reformatted"]),
        (19900307.0, "1990-03-07", []),
        (1990.3, "1990-03", []),
        (1990.1, "1990-01", ["birth_ambiguous"]),
        (1990.12, "1990-12", []),
        ("1990-13", "", ["birth_unreadable"]),
        ("1990-02-30", "", ["birth_unreadable"]),
        ("1890-02", "", ["birth_unreadable"]),
        ("至今", "", ["birth_unreadable"]),
        (99999.0, "", ["birth_unreadable"]),
        (5.0, "", ["birth_unreadable"]),
    ],
)
def test_dates(typed, value, found):
    assert read("birth", typed) == (value, found)


@pytest.mark.parametrize(
    ("name", "typed", "value", "found"),
    [
        ("gender", "男", "male", []),
        ("gender", "女士", "female", ["gender_alias"]),
        ("gender", "m", "male", ["gender_alias"]),
        ("gender", 2.0, "female", ["gender_alias"]),
        ("gender", "不详", "", ["gender_unknown"]),
        ("ethnicity", "汉族", "汉族", []),
        ("ethnicity", "汉", "汉族", ["ethnicity_alias"]),
        ("ethnicity", "火星族", "火星族", ["ethnicity_unknown"]),
        ("id_type", "居民身份证", "resident", []),
        ("id_type", "身份证", "resident", ["id_type_alias"]),
        ("id_type", "台胞证", "taiwan", ["id_type_alias"]),
        ("id_type", "军官证", "", ["id_type_unknown"]),
        ("repeat", "否", False, []),
        ("repeat", "是", True, []),
        ("repeat", True, True, []),
        ("repeat", "也许", "", ["repeat_unknown"]),
        ("email", "a@example.cn", "a@example.cn", []),
        ("email", "a@example.cn ", "a@example.cn", ["spaces_removed"]),
        ("email", "a@example", "a@example", ["email_invalid"]),
        ("enterprise", "示例（江苏）有限公司", "示例（江苏）有限公司", []),
        ("enterprise", "示例　有限\n公司 ", "示例 有限 公司", ["spaces_removed"]),
        ("enterprise", "示例Ａ１公司", "示例A1公司", ["full_width_digits"]),
        ("enterprise", "长" * 101, "长" * 101, ["text_too_long"]),
        ("remark", "长" * 400, "长" * 400, []),
        ("post", Flaw("error", "#REF!"), "", ["cell_error"]),
        ("post", Flaw("long", "1E+17"), "", ["number_too_long"]),
        ("industry", "工业", "工业", []),
        ("industry", "C35专用设备制造业", "C35专用设备制造业", []),
        ("industry", "元宇宙", "元宇宙", ["industry_unclassified"]),
    ],
)
def test_words_and_prose(name, typed, value, found):
    assert read(name, typed) == (value, found)


@pytest.mark.parametrize("empty", ["", "无", "/", "—", " ", "　", "\n"])
@pytest.mark.parametrize("name", ["name", "id_no", "mobile", "uscc", "remark", "revenue"])
def test_what_says_nothing_is_nothing(name, empty):
    assert read(name, empty) == ("", [])
    assert read("ent_title", empty) == ([], [])


@pytest.mark.parametrize(
    ("typed", "kinds", "found"),
    [
        ("专精特新“小巨人”企业", ["little_giant"], []),
        ('专精特新"小巨人"企业', ["little_giant"], []),
        ("专精特新中小企业", ["srdi"], []),
        ("小巨人", ["little_giant"], ["title_alias"]),
        ("国家级专精特新", ["little_giant"], ["title_alias"]),
        ("国专", ["little_giant"], ["title_alias"]),
        ("省专", ["srdi"], ["title_alias"]),
        ("专精特新（省级）", ["srdi"], ["title_alias"]),
        ("创新型", ["innovative"], ["title_alias"]),
        ("高企", ["high_tech"], ["title_alias"]),
        ("专精特新中小企业、高新技术企业", ["srdi", "high_tech"], []),
        ("省专/高企", ["srdi", "high_tech"], ["title_alias", "title_alias"]),
        ("小巨人、小巨人", ["little_giant"], ["title_alias"]),
        ("否", [], []),
        ("独角兽", [], ["title_unknown"]),
        ("小巨人；独角兽", ["little_giant"], ["title_alias", "title_unknown"]),
    ],
)
def test_titles(typed, kinds, found):
    assert read("ent_title", typed) == (kinds, found)


@pytest.mark.parametrize(
    ("typed", "value", "found"),
    [
        ("主管部门推荐", ("recommended", ""), []),
        ("自主选拔", ("selected", ""), []),
        ("推荐", ("recommended", ""), ["source_alias"]),
        ("机构自主选拔", ("selected", ""), ["source_alias"]),
        ("江苏省工业和信息化厅", ("recommended", "JS"), ["source_alias"]),
        ("大连市工信局", ("recommended", "DL"), ["source_alias"]),
        ("示例一省中小企业主管部门", ("recommended", "S1"), ["source_alias"]),
        ("北京大学", "", ["source_unknown"]),
        ("朋友介绍", "", ["source_unknown"]),
    ],
)
def test_sources(typed, value, found):
    assert read("source", typed) == (value, found)


@pytest.mark.parametrize(
    ("typed", "parts", "found"),
    [
        ("示例科技有限公司 总经理", ("示例科技有限公司", "总经理"), ["employment_split"]),
        ("示例科技有限公司总经理", ("示例科技有限公司", "总经理"), ["employment_split"]),
        (
            "示例集团有限公司南京分公司，副总",
            ("示例集团有限公司南京分公司", "副总"),
            ["employment_split"],
        ),
        ("示例商行 店长", ("示例商行", "店长"), ["employment_split"]),
        ("示例工作室 主任", ("示例工作室", "主任"), ["employment_split"]),
        ("示例科技有限公司", ("示例科技有限公司", ""), []),
    ],
)
def test_employment_in_one_cell(typed, parts, found):
    assert read("employment", typed) == (parts, found)


def test_a_text_is_read_once_however_often_it_stands_there():
    read_gender, known = reader("gender", regions(), "万元")
    reading = read_gender("男性", {})
    read_name, names = reader("name", regions(), "万元")
    read_name("叶知秋", {})

    assert (known, names) == ({"男性": reading}, {})
