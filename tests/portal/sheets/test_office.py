"""Files that a real office suite wrote, and ours as it reads them."""

import csv

import openpyxl
import pytest

from portal.sheets import Column, Flaw, Marked, Table, read, write
from tests.factories.rosters import people, regions, saved, workbook
from tests.support.office import resaved
from trainees.data.header import find
from trainees.data.rows import judge

GB18030 = "csv:Text - txt - csv (StarCalc):44,34,GB18030"
UTF8 = "csv:Text - txt - csv (StarCalc):44,34,UTF8"


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """``convert(content, to)``: the bytes as the office suite saves them again."""
    folder = tmp_path_factory.mktemp("office")
    return lambda content, to: resaved(folder, to, book=content)["book"]


@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
def test_a_roster_reads_the_same_in_every_format(convert, to):
    original = workbook(*people(30))
    [sheet] = read(convert(original, to), name=f"名单.{to}")
    [expected] = read(original, name="名单.xlsx")
    result = judge(sheet, find(sheet), regions=regions(), rehearsal=True)

    assert [row.cells for row in sheet.rows] == [row.cells for row in expected.rows]
    assert (sheet.name, len(result.rows), result.problems) == ("名单", 30, [])


def test_a_csv_in_gb18030_reads_the_same(convert):
    content = convert(workbook(*people(30)), GB18030)
    [sheet] = read(content, name="名单.csv")
    result = judge(sheet, find(sheet), regions=regions(), rehearsal=True)

    assert (len(result.rows), result.problems) == (30, [])


@pytest.mark.parametrize("to", ["xlsx", "ods"])
def test_marks_of_the_sheet_survive_in_both_modern_formats(convert, marked, to):
    [sheet] = read(convert(marked, to), name=f"名单.{to}")

    assert (sheet.hidden_rows, 4 in sheet.hidden_columns) == ({3}, True)
    assert (sheet.filled, sheet.merged) == ({(3, 0), (4, 0)}, [(2, 0, 4, 0)])
    assert [row.cells[0] for row in sheet.rows] == ["企业", "甲公司", "甲公司", "甲公司"]
    assert sheet.rows[1].cells[1] == Flaw("error", "#N/A")
    assert sheet.rows[2].cells[1].kind == "long"
    assert (sheet.rows[3].cells[1], sheet.formulas) == (3, {1: 1})


def test_the_old_format_keeps_merged_ranges_and_says_what_it_cannot_tell(convert, marked):
    [sheet] = read(convert(marked, "xls"), name="名单.xls")

    assert (sheet.filled, sheet.remarks) == ({(3, 0), (4, 0)}, ("old_format",))
    assert sheet.rows[2].cells[1] == Flaw("long", "110101199003078496")


@pytest.fixture(scope="module")
def marked():
    book = openpyxl.Workbook()
    page = book.active
    page.append(["企业", "号码", "", "", "备注"])
    page.append(["甲公司", "=NA()", "", "", "a"])
    page.append(["", 110101199003078512, "", "", "b"])
    page.append(["", "=1+2", "", "", "c"])
    page.merge_cells("A2:A4")
    page.row_dimensions[3].hidden = True
    page.column_dimensions["E"].hidden = True
    return saved(book)


def test_the_office_suite_reads_what_we_write(convert):
    rows = [["=1+1", "330000199210168846"], [Marked("甲<乙>", "error", "请改"), "+86"]]
    content = write([Table("名单", [Column("姓名"), Column("身份证号", kind="code")], rows)])

    text = convert(content, UTF8).decode()

    assert list(csv.reader(text.splitlines())) == [
        ["姓名", "身份证号"],
        ["=1+1", "330000199210168846"],
        ["甲<乙>", "+86"],
    ]
