"""What is read from sound files: values, kinds of cells, merged ranges, hidden parts."""

import subprocess
from datetime import date, datetime, time

import openpyxl
import pytest

from portal.sheets import Column, Flaw, Row, Table, Unreadable, column_letter, read, write
from tests.factories.rosters import HEADER, hand_written, people, person, saved, workbook

NOON = datetime(1990, 3, 7, 12)  # noqa: DTZ001 -- a spreadsheet knows no zone


def only(content, name="名单.xlsx", **bounds):
    [sheet] = read(content, name=name, **bounds)
    return sheet


def page():
    book = openpyxl.Workbook()
    return book, book.active


def test_a_row_keeps_its_number_and_its_columns():
    book, sheet = page()
    sheet["B3"], sheet["D3"] = "叶知秋", 5
    sheet["A7"] = 0

    read_sheet = only(saved(book))

    assert read_sheet.rows == [Row(3, ["", "叶知秋", "", 5]), Row(7, [0, "", "", ""])]
    assert (read_sheet.name, read_sheet.hidden) == ("Sheet", False)


def test_cells_keep_their_kind():
    book, sheet = page()
    sheet.append(
        [
            "文",
            1.5,
            True,
            date(1990, 3, 7),
            NOON,
            time(3, 4),
            "　",
            None,
        ]
    )

    [row] = only(saved(book)).rows

    assert row.cells == ["文", 1.5, True, date(1990, 3, 7), date(1990, 3, 7), "03:04:00", "　"]
    assert [type(cell) for cell in row.cells[:4]] == [str, float, bool, date]


def test_dates_of_the_1904_system_are_the_same_days():
    book, sheet = page()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet.append([date(1990, 3, 7)])

    assert only(saved(book)).rows[0].cells == [date(1990, 3, 7)]


def test_a_long_number_is_shown_as_it_stands_in_the_file():
    book, sheet = page()
    sheet.append(["号码", 110101199003078515, 999999999999999, -110101199003078515])

    [row] = only(saved(book)).rows

    assert row.cells == [
        "号码",
        Flaw("long", "1.101011990030785e+17"),
        999999999999999,
        Flaw("long", "-1.101011990030785e+17"),
    ]


def test_formulas_give_their_last_result_and_are_counted_by_column():
    content = with_markup(
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>C1</f><v>叶知秋</v></c>',
        '<c r="A2"><f>1+2</f><v>3</v></c><c r="B2" t="str"><f>C2</f><v></v></c>',
    )
    sheet = only(content)

    assert [row.cells for row in sheet.rows] == [[2, "叶知秋"], [3, ""]]
    assert sheet.formulas == {0: 2, 1: 2}


def test_a_formula_without_a_result_and_an_error_are_flaws():
    sheet = only(
        with_markup(
            '<c r="A1"><f>VLOOKUP(1,X:X,1)</f></c><c r="B1"><f>1+1</f><v></v></c>'
            '<c r="C1" t="e"><v>#REF!</v></c><c r="D1" t="e"><f>NA()</f><v>#N/A</v></c>'
        )
    )

    assert sheet.rows[0].cells == [
        Flaw("uncached", ""),
        Flaw("uncached", ""),
        Flaw("error", "#REF!"),
        Flaw("error", "#N/A"),
    ]
    assert sheet.formulas == {}


def test_a_row_of_nothing_but_flaws_is_not_lost():
    sheet = only(with_markup('<c r="A1"><v>1</v></c>', '<c r="C2"><f>A1</f></c>'))

    assert sheet.rows[1] == Row(2, ["", "", Flaw("uncached", "")])


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_markup_may_carry_a_namespace_prefix(prefix):
    sheet = only(with_markup('<c r="A1" t="e"><v>#N/A</v></c>', prefix=prefix))

    assert sheet.rows[0].cells == [Flaw("error", "#N/A")]


def test_merged_cells_speak_for_the_rows_below_and_not_for_the_columns_beside():
    book, sheet = page()
    for row in [("标题", "", ""), ("甲公司", 1, "x"), ("", 2, "y"), ("", 3, "z"), ("", 4, "w")]:
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A2:A4")

    result = only(saved(book))

    assert [row.cells for row in result.rows] == [
        ["标题", "", ""],
        ["甲公司", 1, "x"],
        ["甲公司", 2, "y"],
        ["甲公司", 3, "z"],
        ["", 4, "w"],
    ]
    assert result.filled == {(3, 0), (4, 0)}
    assert sorted(result.merged) == [(1, 0, 1, 2), (2, 0, 4, 0)]


def test_merged_cells_fill_no_blank_row():
    book, sheet = page()
    sheet["A1"], sheet["B2"] = "甲公司", 1
    sheet.merge_cells("A1:A9")

    assert [row.number for row in only(saved(book)).rows] == [1, 2]


def test_hidden_rows_and_columns_are_named_and_hidden_sheets_not_read():
    book, sheet = page()
    sheet.append(["甲", "乙", "丙"])
    sheet.append(["丁", "戊", "己"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(state)
        other.append(["字典"])
        other.sheet_state = state

    visible, *others = read(saved(book), name="名单.xlsx")

    assert (visible.hidden_rows, visible.hidden_columns) == ({2}, {2})
    assert [(s.name, s.hidden, s.rows) for s in others] == [
        ("hidden", True, []),
        ("veryHidden", True, []),
    ]


def test_the_name_of_the_file_decides_nothing():
    content = workbook(*people(3))

    assert only(content, name="名单.csv") == only(content, name="名单") == only(content)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_is_read_in_any_usual_encoding_and_separator(encoding, separator):
    lines = [separator.join(["姓名", "手机"]), "", separator.join(["叶知秋", "13800000001"])]
    sheet = only("\r\n".join(lines).encode(encoding), name="名单.csv")

    assert sheet.name == ""
    assert sheet.rows == [Row(1, ["姓名", "手机"]), Row(3, ["叶知秋", "13800000001"])]


def test_a_quote_inside_a_cell_is_a_character():
    sheet = only('姓名,备注\n叶知秋,5"屏\n林晚照,"""小"""\n'.encode(), name="名单.csv")

    assert [row.cells[1] for row in sheet.rows] == ["备注", '5"屏', '"小"']


def test_a_quoted_cell_may_hold_separators_and_lines():
    sheet = only('姓名,备注\n叶知秋,"甲,乙\n丙"\n'.encode(), name="名单.csv")

    assert sheet.rows[1].cells == ["叶知秋", "甲,乙\n丙"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(end):
    sheet = only(end.join(["姓名,手机", "叶知秋,1", "", "林晚照,2"]).encode(), name="名单.csv")

    assert [row.number for row in sheet.rows] == [1, 2, 4]


def test_ten_thousand_rows_are_read_and_many_more_refused():
    assert len(only(long_book(10_000)).rows) == 10_001

    with pytest.raises(Unreadable) as refused:
        only(long_book(10_100))
    assert str(refused.value) == "工作表“名单”超过 10000 行，请拆成几个文件分别上传。"


def test_a_bound_can_be_set_by_the_caller():
    content = workbook(*people(200))

    assert len(only(content, max_rows=200).rows) == 201
    with pytest.raises(Unreadable):
        only(content, max_rows=100)


def test_a_column_too_far_right_is_refused_and_an_empty_one_is_not():
    book, sheet = page()
    sheet["A1"], sheet["CV1"] = "姓名", "末列"
    assert len(only(saved(book)).rows[0].cells) == 100

    sheet["CW1"] = ""
    assert len(only(saved(book)).rows[0].cells) == 100

    sheet["CW1"] = "多出的列"
    with pytest.raises(Unreadable) as refused:
        only(saved(book))
    assert refused.value.code == "too_many_columns"


def test_nothing_of_a_file_is_left_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    only(workbook(person(1)))

    assert list(tmp_path.iterdir()) == []


def test_the_child_sees_none_of_our_environment(monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "s" * 40)
    environments, start = [], subprocess.Popen

    def witnessed(*arguments, **options):
        environments.append(options["env"])
        return start(*arguments, **options)

    monkeypatch.setattr("portal.sheets.reading.subprocess.Popen", witnessed)
    only(workbook(person(1)))

    assert [set(e) for e in environments] == [{"PYTHONPATH"}]


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_named_as_the_spreadsheet_names_them(index, letters):
    assert column_letter(index) == letters


def long_book(count):
    """By our own writer: the other library takes seconds for it."""
    return write([Table("名单", [Column(label) for label in HEADER], people(count))])


def with_markup(*rows, prefix=""):
    """A workbook whose one sheet is written by hand, row by row."""
    p = prefix
    if p:
        rows = [
            row.replace("</", f"</{p}").replace("<c", f"<{p}c").replace("<v", f"<{p}v")
            for row in rows
        ]
    return hand_written(
        "".join(f'<{p}row r="{n}">{cells}</{p}row>' for n, cells in enumerate(rows, 1)), p
    )
