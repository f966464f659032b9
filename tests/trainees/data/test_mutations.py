"""Hundreds of spoilt workbooks: read or refused in one sentence, never an exception."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from portal.sheets import Unreadable, read
from tests.factories.rosters import HEADER, chance, people, regions, saved, workbook
from trainees.data.columns import LABELS
from trainees.data.header import find
from trainees.data.rows import judge

REGIONS = regions()
QUICK, MANY = 12, 400
STRANGE = [
    None,
    True,
    -1,
    0.1 + 0.2,
    1e300,
    12345678901234567890,
    110101199003078515,
    32939.5,
    date(1990, 3, 7),
    datetime(1899, 12, 30),  # noqa: DTZ001 -- a spreadsheet knows no zone
    "=1+1",
    "=VLOOKUP(A1,X:X,1,0)",
    "#N/A",
    "１２３４５６",
    "\u3000\u200b\u00a0",
    "叶\n知\t秋",
    "x" * 5000,
    "%s %(x)s {0}",
    "9" * 60,
    "-" * 20,
    "1990年13月",
    "约-3亿亿",
    "·",
    "𠮷",
    "（）",
    "NaN",
    "1e999",
    "٣٤٥",
    "²³",
]


def outcome(content, name):
    """How many problems each sheet had, or the sentence it was refused with."""
    try:
        sheets = read(content, name=name)
    except Unreadable as refused:
        return sentence(refused)
    return [judged(sheet) for sheet in sheets if not sheet.hidden]


def judged(sheet):
    try:
        result = judge(sheet, find(sheet), regions=REGIONS, on=date(2022, 10, 28))
    except Unreadable as refused:
        return sentence(refused)
    numbers = {row.number for row in sheet.rows}
    for found in result.problems + result.notices:
        assert found.sheet == sheet.name
        assert found.row in numbers
        assert found.column in LABELS.values()
        assert found.message
        assert found.remedy
    return len(result.problems)


def sentence(refusal) -> str:
    said = str(refusal)
    assert said.endswith("。")
    return said


def with_strange_cells(random):
    """Cells replaced and merged, rows and columns moved, dropped or hidden."""
    book = openpyxl.Workbook()
    page = book.active
    for row in [HEADER, *people(20)]:
        page.append(row)
    for _ in range(random.randrange(1, 40)):
        page.cell(random.randrange(1, 24), random.randrange(1, 18), random.choice(STRANGE))
    for _ in range(random.randrange(3)):
        top, left = random.randrange(1, 20), random.randrange(1, 14)
        page.merge_cells(None, top, left, top + random.randrange(4), left + random.randrange(4))
    random.choice(
        [
            lambda: page.insert_rows(1, random.randrange(25)),
            lambda: page.insert_cols(1, random.randrange(3)),
            lambda: page.delete_cols(random.randrange(1, 14)),
            lambda: page.delete_rows(1),
            lambda: page.delete_rows(2, 20),
            lambda: page.append(HEADER),
            lambda: page.row_dimensions.__getitem__(5).__setattr__("hidden", True),
            lambda: page.column_dimensions.__getitem__("D").__setattr__("hidden", True),
        ]
    )()
    return saved(book)


def with_spoilt_parts(random):
    """Bytes of one part changed, or the part left out, inside a sound zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(*people(20)))) as source:
        spoilt = random.choice(source.namelist())
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in source.namelist():
                content = bytearray(source.read(name))
                if name == spoilt:
                    _spoil(content, random)
                if name != spoilt or random.random() > 0.05:
                    archive.writestr(name, bytes(content))
    return target.getvalue()


SCRAPS = [b"<f>1</f>", b"</row>", b'<c r="ZZZ9">', b't="e"', b"<v>1e999</v>", b"&#0;", b"\xff"]


def _spoil(content, random):
    """A byte changed, some bytes lost, or a scrap of markup put in."""
    for _ in range(random.randrange(1, 12)):
        at = random.randrange(len(content))
        lost = random.choice([0, 1, random.randrange(30)])
        scrap = random.choice([b"", random.randbytes(1), random.choice(SCRAPS)])
        content[at : at + lost] = scrap


def with_spoilt_bytes(random):
    """The file itself cut, or with bytes changed anywhere."""
    content = bytearray(workbook(*people(20)))
    if random.random() < 0.3:
        del content[random.randrange(len(content)) :]
    for _ in range(random.randrange(1, 20)):
        content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


def with_spoilt_text(random):
    """CSV in three encodings with quotes, separators and noise in the wrong places."""
    lines = [",".join(map(str, row)) for row in [HEADER, *people(20)]]
    text = "\n".join(lines)
    for _ in range(random.randrange(1, 20)):
        at = random.randrange(len(text))
        text = (
            text[:at] + random.choice('",;\t\n\r"\u3000=x') + text[at + random.randrange(3) :]
        )
    content = bytearray(text.encode(random.choice(["utf-8", "gb18030", "utf-16"])))
    if random.random() < 0.3:
        content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


SPOILERS = {
    with_strange_cells: "名单.xlsx",
    with_spoilt_parts: "名单.xlsx",
    with_spoilt_bytes: "名单.xlsx",
    # Under another name a text is refused before it is looked at.
    with_spoilt_text: "名单.csv",
}


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_no_spoilt_file_is_more_than_refused(spoil):
    for seed in range(QUICK):
        assert outcome(spoil(chance(seed)), SPOILERS[spoil])


@pytest.mark.proof
@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_not_in_many_hundred_either(spoil):
    for seed in range(QUICK, MANY):
        assert outcome(spoil(chance(seed)), SPOILERS[spoil])
