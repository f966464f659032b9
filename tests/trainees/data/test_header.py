"""Finding the header and the people below it."""

import pytest

from portal.sheets import Flaw, Unreadable
from tests.factories.rosters import HEADER, person, sheet
from trainees.data.body import body
from trainees.data.columns import COLUMNS, LABELS, REQUIRED
from trainees.data.header import canonical, field_of, find

FIELDS = [
    "seq",
    "name",
    "gender",
    "id_no",
    "mobile",
    "post",
    "enterprise",
    "uscc",
    "industry",
    "ent_title",
    "revenue",
    "employees",
    "region",
    "source",
]


def under(*lines, rows=(), **facts):
    """A sheet of these header lines and rows."""
    return sheet(*lines[1:], *rows, header=lines[0], **facts)


def fields(found):
    return list(found.columns.values())


def test_every_alias_of_every_column_is_found_and_belongs_to_one_column():
    seen = {}
    for column in COLUMNS:
        for name in (column.label, *column.aliases):
            assert field_of(name) == column.field
            assert seen.setdefault(canonical(name), column.field) == column.field


def test_required_columns_are_those_of_the_notice_form():
    assert [LABELS[name] for name in REQUIRED] == [
        "姓名",
        "身份证号",
        "手机",
        "职务",
        "企业名称",
        "统一社会信用代码",
        "所属行业",
        "省份",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("姓　名", "name"),
        (" 姓\n名* ", "name"),
        ("★姓名：", "name"),
        ("身份证号码*", "id_no"),
        ("身份证号（18位）", "id_no"),
        ("上年营业收入\n（万元）", "revenue"),
        ("2021年营收(万元)", "revenue"),
        ("2021年度营业收入", "revenue"),
        ("上年度营业收入（万元）", "revenue"),
        ("年营业额", "revenue"),
        ("年销售收入", "revenue"),
        ("年末从业人员（人）", "employees"),
        ("省（区、市）", "region"),
        ("市（州）", "city"),
        ("选拔方式(自主选拔/推荐)", "source"),
        ("E-mail", "email"),
        ("NO.", "seq"),
        ("企业名称（全称）", "enterprise"),
        ("公司规模", ""),
        ("", ""),
    ],
)
def test_headers_are_recognised_as_offices_write_them(text, name):
    assert field_of(text) == name


def test_the_plain_header_maps_every_column():
    found = find(sheet(person(1)))

    assert (found.header_row, fields(found), found.missing) == (1, FIELDS, [])
    assert (found.unknown, found.ambiguous, found.units) == ({}, {}, {10: "万元"})


@pytest.mark.parametrize("above", [0, 1, 5, 19])
def test_the_header_may_stand_in_the_first_twenty_rows(above):
    titles = [[f"附件{n}"] for n in range(above)]

    assert find(sheet(*titles, HEADER, person(1), header=None)).header_row == above + 1


def test_a_header_below_the_twentieth_row_is_not_found():
    titles = [[f"附件{n}"] for n in range(20)]

    with pytest.raises(Unreadable, match="前 20 行中没有找到表头"):
        find(sheet(*titles, HEADER, person(1), header=None))


@pytest.mark.parametrize(
    "header",
    [
        ["序号", "备注", "说明", "民族"],
        ["姓名", "备注"],
        ["企业名称", "所属行业", "省份", "从业人数"],
        ["甲", "乙", "丙"],
    ],
)
def test_a_sheet_that_lists_no_people_is_refused(header):
    with pytest.raises(Unreadable, match="没有找到表头"):
        find(sheet(["1", "2", "3", "4"], header=header))


def test_a_header_of_two_lines_is_read_as_one():
    upper = ["序号", "学员信息", "", "", "企业信息", "", "", "备注"]
    lower = ["", "姓名", "身份证号", "手机", "名称", "信用代码", "行业", ""]
    found = find(under(upper, lower, rows=[[1, "叶知秋", "1", "2", "3", "4", "5", ""]]))

    assert found.header_row == 2
    assert fields(found) == [
        "seq",
        "name",
        "id_no",
        "mobile",
        "enterprise",
        "uscc",
        "industry",
        "remark",
    ]


def test_group_headings_are_spread_over_their_merged_columns():
    upper = ["姓名", "身份证号", "手机", "企业", "", ""]
    lower = ["姓名", "身份证号", "手机", "名称", "性质", "地址"]
    found = find(
        under(
            upper,
            lower,
            rows=[["叶知秋", "1", "2", "3", "4", "5"]],
            merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 5)],
        )
    )

    assert found.header_row == 2
    assert fields(found) == ["name", "id_no", "mobile", "enterprise", "ent_nature", "address"]


def test_of_two_columns_for_one_field_the_exact_name_wins():
    found = find(sheet([1, 2, 3, 4], header=["联系电话", "姓名", "手机", "身份证号"]))

    assert found.columns == {1: "name", 2: "mobile", 3: "id_no"}
    assert found.unknown == {0: "联系电话"}


def test_a_missing_required_column_is_named():
    header = [label for label in HEADER if label not in ("手机", "省份")]

    assert find(sheet(person(1), header=header)).missing == ["mobile", "region"]


def test_one_column_for_firm_and_post_counts_for_both():
    found = find(sheet([1, 2, 3], header=["姓名", "身份证号", "工作单位及职务"]))

    assert not {"enterprise", "post"} & set(found.missing)


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (["小巨人", "专精特新中小企业", ""], "ent_title"),
        (["民营", "国有", "外资"], "ent_nature"),
        (["民营企业", "小巨人", "民营"], "ent_nature"),
        (["", "", ""], None),
        (["甲", "乙", "丙"], None),
        (["民营", "小巨人", ""], None),
    ],
)
def test_a_column_with_two_meanings_is_decided_by_what_stands_in_it(cells, name):
    rows = [["叶知秋", "1", "2", cell] for cell in cells]
    found = find(sheet(*rows, header=["姓名", "身份证号", "手机", "企业类型"]))

    assert found.columns.get(3) == name
    assert (3 in found.ambiguous) == (name is None)


@pytest.mark.parametrize(
    ("title", "header", "unit"),
    [
        ("", "营业收入（万元）", "万元"),
        ("", "营业收入(元)", "元"),
        ("", "营业收入（单位：亿元）", "亿元"),
        ("填报日期：2022年12月　单位：万元", "营业收入", "万元"),
        ("单位: 元", "营业收入（万元）", "万元"),
        ("填报单位：示例市", "营业收入", None),
    ],
)
def test_the_unit_is_the_headers_or_the_titles(title, header, unit):
    lines = [[title], ["姓名", "身份证号", "手机", header], ["叶知秋", "1", "2", 3]]

    assert find(sheet(*lines, header=None)).units.get(3) == unit


def test_a_signature_belongs_to_words_and_places_not_to_decoration():
    plain = find(sheet(person(1)))
    decorated = find(sheet(person(1), header=[f" {label}* " for label in HEADER]))
    moved = find(sheet(person(1), header=[*HEADER[1:], HEADER[0]]))

    assert plain.signature == decorated.signature != moved.signature


def test_a_corrected_mapping_keeps_everything_else():
    found = find(sheet(person(1), header=[*HEADER[:-1], "企业类型"]))
    mended = found.corrected({**found.columns, 13: "ent_nature"})

    assert (found.ambiguous, mended.ambiguous) == ({13: ("ent_nature", "ent_title")}, {})
    assert (mended.columns[13], mended.signature) == ("ent_nature", found.signature)


# --- which rows are people --------------------------------------------------------------


def listed(*rows, **facts):
    page = sheet(*rows, **facts)
    found = body(page, find(page))
    return [row.number for row in found.rows], [skipped[:2] for skipped in found.skipped]


@pytest.mark.parametrize(
    "footer",
    [
        ["填表人：", "", "", "", "", "联系电话：", "", "审核人："],
        ["注：请于2022年12月31日前报送。"],
        ["", "注1：本表一式两份"],
        ["单位（盖章）："],
        ["示例市工信局（盖章）"],
        ["备注：", "以上人员均已同意"],
        ["分管领导签字："],
    ],
)
def test_footers_are_no_people(footer):
    assert listed(person(1), footer) == ([2], [(3, "footer")])


def test_people_after_a_subtotal_are_not_lost():
    subtotal = ["小计", "", "", "", "", "", "", "", "", "", 5000, 120]

    assert listed(person(1), subtotal, person(2), ["合计"]) == (
        [2, 4],
        [(3, "total"), (5, "total")],
    )


def test_a_row_with_nothing_but_a_number_is_left_out_without_a_word():
    assert listed(person(1), [2.0], [3.0, "", " "], ["", "", "/"]) == ([2], [(5, "section")])


def test_a_heading_inside_the_list_is_named():
    assert listed(["一、南京市"], person(1), ["二、苏州市"], person(2)) == (
        [3, 5],
        [(2, "section"), (4, "section")],
    )


def test_a_person_only_begun_is_a_person():
    assert listed(person(1), [2, "林晚照"], ["", "", "", "", "13800000002"]) == ([2, 3, 4], [])


def test_a_person_named_like_a_footer_is_a_person():
    row = person(1, **{"姓名": "合计", "序号": ""})

    assert listed(row) == ([2], [])


def test_a_repeated_header_is_left_out():
    assert listed(person(1), HEADER, person(2)) == ([2, 4], [(3, "header")])


@pytest.mark.parametrize(
    "changes",
    [
        {"序号": "示例"},
        {"序号": "例"},
        {"姓名": "示例"},
        {"姓名": "例：叶知秋"},
        {"序号": "", "姓名": "（样例）"},
        {"姓名": "张三", "身份证号": "110101199001011234"},
        {"姓名": "张三", "身份证号": ""},
        {"姓名": "李四", "身份证号": Flaw("long", "1.1E+17")},
    ],
)
def test_sample_rows_are_left_out_with_a_word(changes):
    assert listed(person(1, **changes), person(2)) == ([3], [(2, "sample")])


def test_somebody_really_called_so_stays():
    assert listed(person(1, **{"姓名": "张三"})) == ([2], [])


@pytest.mark.parametrize("rows", [[], [["合计"]], [[1], [2]]])
def test_a_list_of_nobody_is_refused(rows):
    page = sheet(*rows)

    with pytest.raises(Unreadable, match="没有学员"):
        body(page, find(page))


def test_the_limit_counts_people_exactly():
    page = sheet(*(person(n) for n in range(1, 12)), ["合计"])

    assert len(body(page, find(page), max_rows=11).rows) == 11
    with pytest.raises(Unreadable, match="超过 10 行"):
        body(page, find(page), max_rows=10)
