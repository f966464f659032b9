"""Workbooks gone wrong in every way that chance finds: one seed gives one file for ever."""

import io
import re
import string
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time

import openpyxl

from tests.factories.rosters import HEADER, chance, people, saved

PAGE = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}
ODD = [
    *("", " ", "\u3000", "\u200b", "0", "-", "无", "待定", "#N/A", "=1+1", "@x", "\t"),
    *(
        "x" * 33_000,
        "叶\n知秋",
        "１３８０００００００１",
        "张三（示例）",
        "𠮷䶮",
        "\U0001f600",
        "\u202e甲",
    ),
    *(
        "约3.2亿",
        "90-3-7",
        "1990年3月",
        "19900307",
        "至今",
        "注：",
        "填表人",
        "小 巨 人",
        "兵团",
    ),
    *(0, -1, 1e308, 1.5e17, 123456789012345678, 99000019800315001.0, 3.14, True, False),
    # A cell's day and hour have no zone.
    *(date(1980, 3, 15), datetime(1899, 12, 31, 23, 59), time(9, 30)),  # noqa: DTZ001
]
BREAKS = [b"<", b">", b"&", b"\0", b"\xff", b"]]>", b"<!--", b"<c/>", b'" t="e', b"&#x1F600;"]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5"]


@dataclass(frozen=True)
class Mutant:
    """``name`` as the uploader's file is called, its bytes, and what was done to it."""

    name: str
    content: bytes
    done: str


def mutant(seed: int, bases: dict[str, bytes]) -> Mutant:
    """The seed's file, in a format of ``bases`` (xlsx, xls and ods as bytes) or as csv."""
    dice = chance(seed)
    kind = dice.choice([*bases, "xlsx", "csv"])
    if kind == "csv":
        way = dice.choice([_torn_text, _wrong_encoding])
        content = way(dice)
    elif kind == "xls":
        way = _flipped
        content = way(dice, bases["xls"])
    elif kind == "ods":
        way = dice.choice([_flipped, _broken_markup])
        content = way(dice, bases["ods"], PAGE["ods"])
    else:
        way = dice.choice([_flipped, _broken_markup, _swapped_tags, *[_odd_cells] * 4])
        content = way(dice, bases["xlsx"], PAGE["xlsx"])
    return Mutant(f"名单{seed}.{kind}", content, f"{seed}: {kind}{way.__name__}")


def _flipped(dice, content: bytes, *_page) -> bytes:
    """Some bits of the file as it lies on the disk."""
    changed = bytearray(content)
    for _turn in range(dice.choice([1, 2, 8, 64])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _broken_markup(dice, content: bytes, page: str) -> bytes:
    def break_it(text):
        for _turn in range(dice.choice([1, 1, 3, 20])):
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice(BREAKS) + text[at + dice.randrange(3) :]
        return text

    return _with_page(content, page, break_it)


def _swapped_tags(dice, content: bytes, page: str) -> bytes:
    def swap(text):
        pieces = re.split(rb"(<[^>]+>)", text)
        for _turn in range(dice.choice([1, 4, 12])):
            a, b = (dice.randrange(len(pieces)) for _each in range(2))
            pieces[a], pieces[b] = pieces[b], pieces[a]
        return b"".join(pieces)

    return _with_page(content, page, swap)


def _with_page(content: bytes, page: str, change) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            part = source.read(name)
            archive.writestr(name, change(part) if name == page else part)
    return target.getvalue()


def _odd_cells(dice, _content: bytes, _page: str) -> bytes:
    """A readable workbook whose cells, headings, order and ranges are not as they should be."""
    book = openpyxl.Workbook()
    page = book.active
    for _title in range(dice.randrange(4)):
        page.append(
            [dice.choice(["附件2", "学员名单", "单位：万元", "填报单位（盖章）：", None])]
        )
    for row in _rows(dice):
        page.append([value if _storable(value) else str(value)[:9] for value in row])
    if dice.random() < 0.2:
        page.merge_cells(start_row=4, end_row=6, start_column=7, end_column=7)
    if dice.random() < 0.2:
        page.row_dimensions[5].hidden = page.column_dimensions["D"].hidden = True
    if dice.random() < 0.2:
        book.create_sheet("汇总").append(["地区", "人数"])
    return saved(book)


def _storable(value) -> bool:
    return not (isinstance(value, str) and re.search(r"[\x00-\x08\x0b-\x1f]", value))


def _rows(dice) -> list[list]:
    """Header and people with odd cells, columns missing or doubled, rows out of place."""
    rows = [list(HEADER), *people(6)]
    for _turn in range(dice.choice([1, 3, 9, 30])):
        row = rows[dice.randrange(len(rows))]
        row[dice.randrange(len(row))] = dice.choice(ODD)
    if dice.random() < 0.3:
        column = dice.randrange(len(HEADER))
        change = dice.choice([lambda row: row.pop(column), lambda row: row.append(row[column])])
        for row in rows:
            change(row)
    if dice.random() < 0.3:
        rows.insert(dice.randrange(len(rows)), list(dice.choice(rows)))
    if dice.random() < 0.1:
        dice.shuffle(rows)
    return rows


def _torn_text(dice) -> bytes:
    """A text table with characters lost, doubled or foreign."""
    text = _text(dice)
    for _turn in range(dice.choice([1, 5, 40])):
        at = dice.randrange(len(text))
        odd = dice.choice([*'",;\t\n\r\0', dice.choice(string.printable), "龥"])
        text = text[:at] + odd + text[at + dice.randrange(2) :]
    return text.encode(dice.choice(["utf-8", "gb18030"]))


def _wrong_encoding(dice) -> bytes:
    content = _text(dice).encode(dice.choice(ENCODINGS), errors="replace")
    cut = dice.randrange(len(content)) if dice.random() < 0.5 else len(content)
    return content[:cut] + bytes(dice.randrange(256) for _each in range(dice.randrange(4)))


def _text(dice) -> str:
    separator = dice.choice(",;\t，")
    return "\n".join(separator.join(map(str, row)) for row in _rows(dice))
