"""Few bytes that stand for very much: repeated rows, parts named many times, depth, width."""

import io
import zipfile

import pytest

from portal.sheets import Unreadable, read, reading
from tests.factories.rosters import MAIN, OFFICE, PACKAGE, hand_written
from tests.portal.sheets.test_hostile import DECLARED, refused

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
LONG = "x" * 32_000
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text"))


def opened(table: str, before: str = "") -> bytes:
    """The smallest .ods around the markup of its sheets."""
    content = (
        f"{before}<office:document-content {SPACES}><office:body><office:spreadsheet>"
        f"{table}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return target.getvalue()


def repeated(rows: int, columns: int, text: str = "x") -> bytes:
    """An .ods whose one cell stands so many times beside and below itself."""
    return opened(
        f'<table:table table:name="名单"><table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>{text}</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )


def one_part_as(count: int, rows: int) -> bytes:
    """A book of so many sheets, each of which is one and the same part."""
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, count))
    body = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, rows))
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    return hand_written(body, **{"xl/workbook.xml": book})


def one_text_everywhere(rows: int, columns: str) -> bytes:
    """Many cells that all name the same long text."""
    body = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{letter}{n}" t="s"><v>0</v></c>' for letter in columns)
        + "</row>"
        for n in range(1, rows)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, kind, target in (
            (1, "worksheet", "worksheets/sheet1.xml"),
            (2, "sharedStrings", "sharedStrings.xml"),
        )
    )
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{LONG}</t></si></sst>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    return hand_written(body, **parts)


MADE = {
    "rows repeated": lambda: (repeated(1_048_576, 1), "too_many_rows"),
    "rows and columns repeated": lambda: (repeated(1_048_576, 16_384), "damaged"),
    "more rows than numbers": lambda: (repeated(10**20, 1), "damaged"),
    "a long text repeated": lambda: (repeated(9_000, 100, LONG), "too_big"),
    "a long text named often": lambda: (one_text_everywhere(9_000, "ABCDEFGHIJ"), "too_big"),
    "more sheets than anybody": lambda: (one_part_as(20_000, 2), "too_many_sheets"),
    "one part as many sheets": lambda: (one_part_as(100, 10_000), "too_big"),
    "a type declared in an .ods": lambda: (opened("", DECLARED), "declaration"),
    "depth": lambda: (hand_written("<a>" * 1_000_000 + "</a>" * 1_000_000), "bomb"),
    "attributes": lambda: (
        hand_written("<row " + " ".join(f'a{n}="1"' for n in range(300_000)) + "/>"),
        "no_rows",
    ),
    "formulas without end": lambda: (
        hand_written(
            "".join(f'<row r="{n}"><c r="A{n}"><f>1</f></c></row>' for n in range(1, 99_000))
        ),
        "too_many_rows",
    ),
    "a line without end": lambda: (b"x" * 9_000_000, "damaged_text"),
    "lines without end": lambda: (b"x\n" * 2_000_000, "too_many_rows"),
    "a wide line": lambda: (b",".join([b"x"] * 200_000), "too_many_columns"),
}


@pytest.mark.parametrize("kind", MADE)
def test_few_bytes_that_stand_for_very_much_are_refused(kind):
    content, code = MADE[kind]()
    name = "名单.csv" if content.startswith(b"x") else "名单.xlsx"

    assert refused(content, name) == code


def test_a_hundred_sheets_are_read():
    assert len(read(one_part_as(101, 3), name="名单.xlsx")) == 100


def test_a_name_that_leads_out_of_the_folder_is_never_followed():
    outside = {"../../../etc/passwd": "x", "/etc/passwd": "x"}

    assert read(hand_written(ROW, **outside), name="名单.xlsx")[0].rows[0].cells == ["姓名"]


@pytest.mark.parametrize("bound", ["MAX_SENT", "MAX_CELLS"])
def test_what_comes_back_is_bounded_whoever_sends_it(bound, monkeypatch):
    content = one_part_as(3, 50)
    assert read(content, name="名单.xlsx")

    monkeypatch.setattr(reading, bound, 500)

    with pytest.raises(Unreadable) as raised:
        read(content, name="名单.xlsx")
    assert raised.value.code == "too_big"
