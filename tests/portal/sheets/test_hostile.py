"""Files that are no roster, or worse: one sentence each, soon, and nothing else happens."""

import io
import re
import resource
import struct
import zipfile
import zlib

import openpyxl
import pytest

from portal.sheets import Unreadable, read
from portal.sheets.refusals import MESSAGES, REMARKS
from tests.factories.rosters import chance, hand_written, people, person, saved, workbook

CPU_SECONDS = 2
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
DECLARED = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
SHEET_LINE = '["sheet", {"name": "x", "hidden": false, "remarks": []}]'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(content, name="名单.xlsx", **bounds):
    """The refusal's code; its sentence must stand alone and name a remedy."""
    before = _cpu()
    with pytest.raises(Unreadable) as raised:
        read(content, name=name, **bounds)
    assert _cpu() - before < CPU_SECONDS
    sentence = str(raised.value)
    assert re.search("请.+。", sentence), sentence
    assert "\n" not in sentence
    assert "%(" not in sentence
    return raised.value.code


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def zipped(**members) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "名单.xlsx", "empty_file"),
        (b"%PDF-1.7\n\0", "名单.xlsx", "not_workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0", "名单.png", "not_workbook"),
        (b"PK\x03\x04", "名单.xlsx", "damaged"),
        (OLE2 + b"\0" * 600, "名单.xls", "other_document"),
        (OLE2 + "WordDocument\0".encode("utf-16-le"), "名单.wps", "other_document"),
        (OLE2 + "EncryptedPackage\0".encode("utf-16-le"), "名单.xlsx", "encrypted"),
        (OLE2 + "Workbook\0".encode("utf-16-le"), "名单.xls", "damaged"),
        ("<html><table><tr><td>姓名".encode(), "名单.xls", "web_page"),
        ("\ufeff <!DOCTYPE html>".encode(), "名单.csv", "web_page"),
        (b'<?xml version="1.0"?><Workbook/>', "名单.xls", "web_page"),
        ("姓名,手机\n叶知秋,13800000001\n".encode("gb18030"), "名单.xls", "renamed_text"),
        ("姓名,手机\n".encode(), "名单.XLSX", "renamed_text"),
        (b"\xff\xff\xff\xff\x80", "名单.csv", "not_workbook"),
        (b"a,b\0c", "名单.csv", "not_workbook"),
        ('姓名\n"'.encode() + b"x" * 200_000, "名单.csv", "damaged_text"),
        ('姓名,手机\n"叶知秋,1\n林晚照,2\n'.encode(), "名单.csv", "damaged_text"),
        (b" \r\n \n", "名单.csv", "no_rows"),
        (zipped(**{"word/document.xml": "<w/>"}), "名单.docx", "other_document"),
        (zipped(**{"xl/workbook.bin": "x"}), "名单.xlsb", "binary_workbook"),
        (zipped(**{"a.txt": "x"}), "名单.zip", "not_workbook"),
        (zipped(**{"xl/workbook.xml": "<workbook"}), "名单.xlsx", "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(content, name, code):
    assert refused(content, name) == code


def test_a_file_over_the_limit_is_not_even_looked_at():
    assert refused(b"PK\x03\x04" + b"\0" * (10 * 1024 * 1024)) == "too_large"


def test_a_cut_workbook_is_refused_wherever_it_is_cut():
    content = workbook(*people(20))

    codes = {refused(content[:end]) for end in range(500, len(content), len(content) // 12)}
    assert codes == {"damaged"}


def test_a_workbook_without_rows_is_refused():
    book = openpyxl.Workbook()

    assert refused(saved(book)) == "no_rows"
    book.create_sheet("字典").append(["姓名"])
    book["字典"].sheet_state = "hidden"
    assert refused(saved(book)) == "no_rows"


def test_a_workbook_protected_by_a_password_inside_the_zip_is_refused():
    content = bytearray(workbook(person(1)))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1

    assert refused(bytes(content)) == "encrypted"


# --- bombs ------------------------------------------------------------------------------


def test_a_bomb_that_tells_its_size_is_refused():
    bomb = hand_written(ROW, **{"xl/media/a.bin": b"\0" * (80 * 1024 * 1024)})

    assert len(bomb) < 100_000
    assert refused(bomb) == "bomb"


def test_a_bomb_that_lies_about_its_size_is_refused():
    sheet = b"<worksheet>" + b" " * (80 * 1024 * 1024)
    honest = hand_written(ROW, **{"xl/worksheets/sheet1.xml": sheet})
    claimed = 11
    # Size and checksum of the first bytes alone, as a reader would check that stops there.
    lie = struct.pack("<L", claimed)
    crc = struct.pack("<L", zlib.crc32(sheet[:claimed]))
    content = honest.replace(struct.pack("<L", len(sheet)), lie)
    content = content.replace(struct.pack("<L", zlib.crc32(sheet)), crc)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size == claimed
    assert refused(content) == "bomb"


def test_many_small_members_are_refused_and_two_hundred_are_not():
    few = {f"xl/media/{n}.png": "x" for n in range(195)}
    assert read(hand_written(ROW, **few), name="名单.xlsx")[0].rows

    assert refused(hand_written(ROW, **few, **{"xl/media/x.png": "x"})) == "bomb"


def test_a_member_named_twice_is_refused():
    doubled = hand_written(ROW, **{"xl/aa.xml": "<a/>", "xl/ab.xml": "<b/>"})

    assert refused(doubled.replace(b"xl/ab.xml", b"xl/aa.xml")) == "damaged"


def test_a_large_but_honest_workbook_is_read():
    wide = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 9000))
    styled = "".join(f'<row r="{n}" ht="15" s="1"/>' for n in range(9000, 99_000))

    assert len(read(hand_written(wide + styled), name="名单.xlsx")[0].rows) == 8999


# --- declarations and entities ----------------------------------------------------------


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]
)
def test_a_document_type_is_refused_in_every_part(part):
    content = hand_written(ROW, **{part: f"{DECLARED}<x>&b;</x>"})

    assert refused(content) == "declaration"


def test_an_entity_across_two_pieces_is_still_seen():
    padding = "<!--" + "x" * (256 * 1024 - 8) + "-->"

    assert refused(hand_written(ROW, **{"xl/styles.xml": padding + DECLARED})) == "declaration"


def test_markup_in_a_wide_encoding_is_refused():
    wide = f"<?xml version='1.0' encoding='utf-16'?>{DECLARED}<x/>".encode("utf-16")

    assert refused(hand_written(ROW, **{"xl/styles.xml": wide})) == "declaration"


def test_text_that_looks_like_a_declaration_is_text():
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;!DOCTYPE x&gt;</t></is></c></row>'

    assert read(hand_written(cell), name="名单.xlsx")[0].rows[0].cells == ["<!DOCTYPE x>"]


# --- far cells, merged ranges, limits ---------------------------------------------------


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD2", "AAA2", "B200000"])
def test_a_cell_far_from_the_roster_is_named(cell):
    number = re.search(r"\d+", cell)[0]
    content = hand_written(f'{ROW}<row r="{number}"><c r="{cell}"><v>1</v></c></row>')

    with pytest.raises(Unreadable, match=cell):
        read(content, name="名单.xlsx")
    assert refused(content) == "far_cell"


def test_a_far_cell_that_is_only_formatted_is_no_fault():
    content = hand_written(f'{ROW}<row r="2"><c r="XFD2" s="0"/></row>')

    assert len(read(content, name="名单.xlsx")[0].rows) == 1


def test_a_sheet_that_needs_too_much_memory_is_refused():
    content = hand_written(f'{ROW}<row r="199999"><c r="ZZ199999"><v>1</v></c></row>')

    assert refused(content) == "too_big"


def test_a_merged_range_over_the_whole_sheet_costs_nothing():
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'

    [sheet] = read(hand_written(ROW, after=merged), name="名单.xlsx")
    assert [row.cells for row in sheet.rows] == [["姓名"]]


def test_very_many_merged_cells_are_refused():
    rows = "".join(
        f'<row r="{n}"><c r="CV{n}"><v>1</v></c>'
        + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABC" if n == 1)
        + "</row>"
        for n in range(1, 9000)
    )
    columns = [a + b for a in " ABC" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    firsts = "".join(f'<c r="{c.strip()}1"><v>1</v></c>' for c in columns[:99])
    rows = rows.replace('<row r="1">', f'<row r="1">{firsts}', 1)
    ranges = "".join(f'<mergeCell ref="{c.strip()}1:{c.strip()}9000"/>' for c in columns[:99])

    content = hand_written(rows, after=f"<mergeCells>{ranges}</mergeCells>")
    assert refused(content) == "too_many_merged"


def test_a_child_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr("portal.sheets.reading.WALL_SECONDS", 0.001)

    assert refused(workbook(person(1))) == "too_slow"


def test_a_child_that_cannot_start_leaves_a_line_in_the_log(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr("portal.sheets.reading.HERE", tmp_path)

    assert refused(workbook(person(1))) == "too_big"
    assert "ended with 1" in caplog.text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        '["rows", [1], [{"v": ["a"]}]]',
        '["sheet", {"name": "x"}]',
        SHEET_LINE + '\n["rows", [1], [{"u": ["a"], "i": [5]}]]',
        SHEET_LINE + '\n["rows", [1], [{"v": ["a"]}, {"v": []}]]',
        SHEET_LINE + '\n["rows", [1], [{"x": [["date", "never"]]}]]',
        SHEET_LINE + '\n["rows", [1], [7]]',
        SHEET_LINE + '\n["marks", {}]',
        '["refused", "no such code", {}]',
        '["refused", "far_cell", {}]',
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(line, monkeypatch, tmp_path):
    (tmp_path / "child.py").write_text(f"import sys; sys.stdin.read(); print({line!r})")
    monkeypatch.setattr("portal.sheets.reading.HERE", tmp_path)

    assert refused(b"x") in {"damaged", "too_big"}


# --- what a workbook may carry besides --------------------------------------------------


def test_macros_links_and_objects_are_named_and_not_read():
    carried = {
        "xl/vbaProject.bin": "x",
        "xl/externalLinks/externalLink1.xml": "<x/>",
        "xl/embeddings/oleObject1.bin": "x",
        "xl/activeX/activeX1.xml": "<x/>",
        "xl/connections.xml": "<x/>",
    }
    [sheet] = read(hand_written(ROW, **carried), name="名单.xlsm")

    assert sheet.remarks == ("macros", "links", "embedded", "controls", "connections")
    assert all(str(REMARKS[code]).endswith("。") for code in sheet.remarks)


def test_every_sentence_of_refusal_names_a_remedy():
    for sentence in MESSAGES.values():
        assert re.search("请.+。$", str(sentence))


def test_noise_is_refused_and_never_crashes():
    noise = chance(5)
    for start in (b"", b"PK\x03\x04", OLE2, "姓名,".encode()):
        for _ in range(3):
            content = start + noise.randbytes(noise.randrange(1, 3000))
            assert refused(content, "名单.xlsx") in MESSAGES
