"""What we export: text stays text, numbers keep their digits, and the look is there."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from portal.sheets import Column, Marked, Table, read, write, write_csv
from portal.sheets.escaping import escaped, is_plain, is_trigger, sheet_names
from tests.factories.rosters import chance

TRIGGERS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+86 138",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
]
NOON = datetime(2022, 10, 28, 12)  # noqa: DTZ001 -- a spreadsheet knows no zone


def opened(*tables):
    """The file as another library sees it."""
    return openpyxl.load_workbook(io.BytesIO(write(tables)))


def cells(*values, kind="text"):
    """One row of these values, read back by the other library."""
    columns = [Column(f"列{n}", kind=kind) for n in range(len(values))]
    return opened(Table("表", columns, [values])).active[2]


@pytest.mark.parametrize("text", TRIGGERS)
@pytest.mark.parametrize("kind", ["text", "code", "number", "money", "date"])
def test_text_that_starts_like_a_formula_stays_text(text, kind):
    [cell] = cells(text, kind=kind)

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_no_file_of_ours_holds_a_formula_whatever_stands_in_it():
    noise = chance(3)
    alphabet = "=+-@＝\t<&>\"'\x01\ud800\x0b_x0041_姓名𠮷 \n"
    rows = [
        ["".join(noise.choices(alphabet, k=noise.randrange(12))) for _ in range(4)]
        for _ in range(200)
    ]
    content = write([Table("表", [Column("甲", note="=1")] * 4, rows, above=[["=1", "@x"]])])

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        markup = b"".join(archive.read(n) for n in archive.namelist() if "sheets/" in n)
    assert not re.search(rb"<f[\s>]", markup)
    kinds = {
        c.data_type for row in openpyxl.load_workbook(io.BytesIO(content)).active for c in row
    }
    assert kinds == {"s", "n"}


def test_the_quick_way_is_only_taken_where_there_is_nothing_to_do():
    noise, plain = chance(4), 0
    alphabet = "=+-@＝\t\r\n &<>\"'\x01\ud800\ufffe_x0041叶知秋，。（）.:09AZaz"
    for _ in range(5000):
        text = "".join(noise.choices(alphabet, k=noise.randrange(1, 8)))
        if is_plain(text):
            plain += 1
            assert (escaped(text), is_trigger(text), text.strip()) == (text, False, text)
    assert plain > 100
    assert not is_plain("x" * 40_000)


@pytest.mark.parametrize(
    "text",
    [
        "叶知秋",
        "𠮷野·阿卜杜拉",
        "a<b>&\"c'",
        " 前后有空格 ",
        "两\n行",
        "_x0041_",
        "100%",
        "x" * 32_767,
    ],
)
def test_text_reads_back_as_it_was(text):
    [sheet] = read(write([Table("表", [Column("列")], [[text]])]), name="表.xlsx")

    assert sheet.rows[1].cells == [text]


def test_what_no_cell_can_hold_is_left_out():
    [cell] = cells("甲\x00\x0b乙\ud800丙\ufffe" + "x" * 40_000)

    assert cell.value.startswith("甲乙丙xxx")
    assert len(cell.value) <= 32_767


def test_codes_are_text_also_when_they_come_as_numbers():
    columns = [Column("身份证号", 20, "code", note="请按文本填写")]
    book = opened(Table("表", columns, [["330000199210168846"], [330000199210168846], [None]]))
    sheet = book.active

    assert [sheet[f"A{row}"].value for row in (2, 3)] == ["330000199210168846"] * 2
    assert {sheet[f"A{row}"].number_format for row in (2, 3)} == {"@"}
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet["A1"].comment.text == "请按文本填写"


def test_values_keep_their_kind():
    row = cells(5, 1.5, Decimal("12.50"), True, date(1990, 3, 7), NOON)

    assert [cell.value for cell in row] == [
        5,
        1.5,
        12.5,
        True,
        datetime(1990, 3, 7),  # noqa: DTZ001 -- as the other library gives days
        "2022-10-28 12:00",
    ]


@pytest.mark.parametrize(
    "value", [10**17, -(10**15), float("nan"), float("inf"), Decimal("NaN")]
)
def test_a_number_that_a_spreadsheet_would_damage_is_text(value):
    [cell] = cells(value, kind="number")

    assert (cell.data_type, cell.value) == ("s", str(value))


def test_an_empty_row_leaves_a_blank_line_and_rows_may_be_generated():
    rows = (row for row in [["甲"], [], ["乙"]])
    sheet = opened(Table("表", [Column("列")], rows)).active

    assert [sheet[f"A{n}"].value for n in range(1, 5)] == ["列", "甲", None, "乙"]


def test_the_header_is_frozen_below_the_titles_and_printed_on_every_page():
    above = [["学员名单汇总表"], ["", "", "", "单位：万元"]]
    sheet = opened(Table("表", [Column("甲", 30), Column("乙")], [[1, 2]], above)).active

    assert (sheet["A1"].value, sheet["D2"].value, sheet["A3"].value) == (
        "学员名单汇总表",
        "单位：万元",
        "甲",
    )
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.column_dimensions["A"].width == 30
    assert sheet["A3"].font.bold


def test_marked_cells_have_a_colour_and_a_note():
    rows = [[Marked("330", "error", "号码不对\n请改"), Marked(None, "warning", "未填")]]
    sheet = opened(Table("表", [Column("甲", kind="code"), Column("乙")], rows)).active

    assert sheet["A2"].fill.fgColor.rgb == "FFF8D7DA"
    assert sheet["B2"].fill.fgColor.rgb == "FFFFF3CD"
    assert [sheet[c].comment.text for c in ("A2", "B2")] == ["号码不对\n请改", "未填"]
    assert (sheet["A2"].value, sheet["A2"].number_format, sheet["B2"].value) == (
        "330",
        "@",
        None,
    )


def test_choices_become_a_list_that_suggests():
    columns = [Column("姓名"), Column("性别", choices=("男", "女"))]
    [rule] = opened(Table("表", columns, [])).active.data_validations.dataValidation

    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", '"男,女"', "B2:B10001")
    assert (rule.errorStyle, rule.allowBlank) == ("warning", True)


@pytest.mark.parametrize("choices", [("甲,乙",), ('"甲"',), tuple("甲" * 3 for _ in range(80))])
def test_choices_that_a_list_cannot_hold_are_refused(choices):
    with pytest.raises(ValueError, match="性别"):
        Column("性别", choices=choices)


def test_several_sheets_keep_their_order_and_get_possible_names():
    names = ["名单", "名单", "a/b:[c]*?\\d", "", "很" * 40, "'引号'", "&<"]
    book = opened(*(Table(name, [Column("列")], [[n]]) for n, name in enumerate(names)))

    assert book.sheetnames == [
        "名单",
        "名单 2",
        "a b  c    d",
        "Sheet",
        "很" * 31,
        "引号",
        "&<",
    ]
    assert [sheet["A2"].value for sheet in book] == list(range(7))


def test_names_that_differ_only_in_case_are_kept_apart():
    assert sheet_names(["A", "a", "x" * 31, "x" * 31]) == [
        "A",
        "a 2",
        "x" * 31,
        "x" * 29 + " 2",
    ]


def test_the_same_table_gives_the_same_bytes():
    def table():
        return Table("表", [Column("列", note="注")], [["甲"], [Marked(1, "error", "错")]])

    assert write([table()]) == write([table()])


def test_csv_is_marked_for_excel_and_holds_no_trigger():
    numbers = [-5, 2.5, None, date(2022, 10, 28)]
    content = write_csv(["列", "=头"], [[text, "甲"] for text in TRIGGERS] + [numbers])
    first, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))

    assert content.startswith(b"\xef\xbb\xbf")
    assert first == ["列", "'=头"]
    assert [row[0] for row in rows[:-1]] == [f"'{text}" for text in TRIGGERS]
    assert rows[-1] == ["-5", "2.5", "", "2022-10-28"]
