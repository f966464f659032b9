"""Files as offices send them, one kind of dirt in each."""

from datetime import date

import openpyxl

from portal.sheets import Unreadable
from tests.factories.rosters import HEADER, hand_written, person, regions, saved, workbook
from trainees.data.header import find
from trainees.data.rows import judge
from trainees.sheets import open_sheet

REGIONS = regions()
ON = date(2022, 10, 28)
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE = "<table><tr><td>姓名</td><td>身份证号</td></tr><tr><td>叶知秋</td></tr></table>"
XML_2003 = (
    '<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)


def judged(content: bytes, name: str):
    """As an upload is: its first sheet that lists people, and these judged."""
    sheet = open_sheet(content, name, "")
    return judge(sheet, find(sheet), regions=REGIONS, on=ON, rehearsal=True)


def said(content: bytes, name: str) -> list[str]:
    """Every remark as ``row column code: message remedy``; a refusal is one line."""
    try:
        result = judged(content, name)
    except Unreadable as refusal:
        return [f"{refusal.code}: {refusal}"]
    found = sorted([*result.notices, *result.problems], key=lambda p: p.row)
    return [f"{p.row} {p.column} {p.code}: {p.message}{p.remedy}" for p in found]


def many(column: str, *values) -> bytes:
    """Sound people of which one column says something else each."""
    return workbook(*(person(n, **{column: value}) for n, value in enumerate(values, 1)))


def beside(column: str, *values) -> bytes:
    """Sound people with one column more."""
    rows = ([*person(n), value] for n, value in enumerate(values, 1))
    return workbook(*rows, header=[*HEADER, column])


def raw(cell: str, column: str) -> bytes:
    """One person in hand-written markup, with a cell that no library would write."""
    lines = []
    for number, values in enumerate((HEADER, person(1)), 1):
        cells = [
            f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
            for n, value in enumerate(values)
        ]
        if number > 1:
            at = HEADER.index(column)
            cells[at] = cell.replace("<c", f'<c r="{chr(65 + at)}{number}"', 1)
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return hand_written("".join(lines))


def csv(*rows, encoding: str = "utf-8", separator: str = ",") -> bytes:
    lines = [separator.join(map(str, row)) for row in [HEADER, *rows]]
    return "\r\n".join(lines).encode(encoding)


def compound(entry: str) -> bytes:
    """The beginning of an OLE2 file with one stream of this name."""
    return OLE2 + entry.encode("utf-16-le") + b"\0\0"


def titled() -> bytes:
    """An annex: titles above, a unit for the whole table, a total and a signature below."""
    header = ["营业收入" if label == "营业收入（万元）" else label for label in HEADER]
    return workbook(
        ["附件2"],
        ["中小企业经营管理领军人才培训学员名单"],
        ["填报单位（盖章）：示例一省"],
        ["单位：元"],
        header,
        person(1, **{"营业收入（万元）": 50_000_000}),
        ["合计", *[""] * 9, 50_000_000],
        ["填表人：", "", "联系电话："],
        ["注：本表一式两份"],
        header=None,
    )


def in_two_lines() -> bytes:
    """A header of two lines, groups over names."""
    upper = [*HEADER[:6], "企业信息", *[""] * 5, *HEADER[12:]]
    lower = [*[""] * 6, "名称", *HEADER[7:12], "", ""]
    return workbook(upper, lower, person(1), header=None)


def merged() -> bytes:
    """Two people of one firm: its cells are merged, and somebody merged a mobile too."""
    book = openpyxl.Workbook()
    page = book.active
    for row in (HEADER, person(1), person(2)):
        page.append(row)
    for letter in "EGHI":
        page.merge_cells(f"{letter}2:{letter}3")
    return saved(book)


def hidden() -> bytes:
    """A hidden row, a hidden column and a hidden sheet."""
    book = openpyxl.Workbook()
    page = book.active
    for row in (HEADER, person(1), person(2)):
        page.append(row)
    page.row_dimensions[3].hidden = page.column_dimensions["E"].hidden = True
    book.create_sheet("字典").append(["姓名"])
    book["字典"].sheet_state = "hidden"
    return saved(book)
