"""The dirty data of offices: one real file for each kind, and exactly what a person reads.

Each sentence begins with the item of the catalogue it belongs to. What is said stands
in full, with its remedy, in ``tests/data/bad-input.expected.json``. Left to modules of their
own: files that an office suite wrote (``portal/sheets/test_office.py``), hostile ones and bombs
(``test_hostile.py``), the calendar of 1904 (``test_reading.py``), cells that could become
formulas (11: ``test_writing.py``), preview, hand-back and repetition (13: ``test_import_*.py``,
``test_handing_back.py``).
"""

import json
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest

from tests.factories.rosters import SAMPLES, credit_code, id_number, person, workbook
from tests.trainees.bad_input import (
    TABLE,
    XML_2003,
    beside,
    compound,
    csv,
    hidden,
    in_two_lines,
    judged,
    many,
    merged,
    raw,
    said,
    titled,
)

EXPECTED = json.loads((SAMPLES / "bad-input.expected.json").read_text(encoding="utf-8"))
ID, CODE, REV = "身份证号", "统一社会信用代码", "营业收入（万元）"
WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"}


class Case(NamedTuple):
    """A file; ``field`` is what its rows are to say in the end."""

    make: Callable[[], bytes]
    name: str = "名单.xlsx"
    field: str = ""


CASES = {
    "1: an ID number kept as a number has lost its end, in whatever notation": Case(
        lambda: many(ID, 110101199003078000, 1.101011990030785e17)
    ),
    "1: scientific markup in the file is no number either": Case(
        lambda: raw("<c><v>1.10101199003078E+17</v></c>", ID)
    ),
    "1: a number that became a text is told by its noughts or its exponent": Case(
        lambda: many(ID, "110101199003078000", "1.10101E+17")
    ),
    "1: a column is half damaged, for numbers ending in X survive": Case(
        lambda: many(ID, 1.10101199003078e17, id_number(5, born="19800301"))
    ),
    "1: a number of 15 digits is asked for anew, as number and as text": Case(
        lambda: many(ID, "110101900307851", 110101900307851)
    ),
    "2: a credit code of digits, or with one E, is cut like a number": Case(
        lambda: many(CODE, 911100006000650192, 9131000012345678e2, "9.1310E+17")
    ),
    "2: an organization code and an old registration number are named as what they are": Case(
        lambda: many(CODE, "600065019", "911100006000650")
    ),
    "2: a slip of letters is suggested and never taken over": Case(
        lambda: many(CODE, credit_code(1).replace("0", "O", 1))
    ),
    "3: full-width digits, spaces of every kind and line breaks in numbers": Case(
        lambda: many(
            ID,
            id_number(1).translate(WIDE),
            id_number(2)[:6] + "\u00a0" + id_number(2)[6:] + "\n",
            id_number(3) + "\u200b",
        ),
        field="id_no",
    ),
    "3: spaces inside a name go between two Han characters only, dots become one": Case(
        lambda: many("姓名", "叶　知秋", "古丽•阿依", "阿依.古丽", "Anna Li", " 叶知秋\u200b"),
        field="name",
    ),
    "3: brackets of either width make no other enterprise": Case(
        lambda: workbook(
            person(1, 企业名称="示例（北京）公司"),
            person(2, 企业名称="示例(北京)公司", 统一社会信用代码=credit_code(1)),
        ),
        field="enterprise",
    ),
    "3: a mobile in full width, with prefix, dashes or as a number": Case(
        lambda: many("手机", "１３８００００００01", "+86 138-0000-0002", 13800000004),
        field="mobile",
    ),
    "3: a landline and two numbers in one cell are no mobile": Case(
        lambda: many("手机", "010-68205326", "13800000005/13900000005")
    ),
    "4: titles above, a unit for all, a total and a signature below are no people": Case(
        lambda: titled(), field="revenue"
    ),
    "4: a header of two lines is one header": Case(lambda: in_two_lines(), field="enterprise"),
    "4: a merged cell speaks for the enterprise's rows and never for a person": Case(
        lambda: merged(), field="enterprise"
    ),
    "5: dates as offices write them": Case(
        lambda: beside(
            "出生年月",
            "1980.3",
            "1980年3月",
            "80-3-15",
            "19800315",
            "1980/3/15",
            29295,
            date(1980, 3, 15),
            "至今",
        ),
        field="birth",
    ),
    "6: amounts with a unit, with 约 or with separators": Case(
        lambda: many(REV, "约3.2亿", "5,000", "5000万", "50000000元", "保密", 3e6),
        field="revenue",
    ),
    "6: heads with words are read and shown": Case(
        lambda: many("从业人数", "120人", "约200", "1,200", "若干"), field="employees"
    ),
    "7: the same person twice, also with another phone, is a duplicate of the first": Case(
        lambda: workbook(person(1), person(2), person(1, 手机="13900000001"))
    ),
    "7: the same name with another ID number is another person": Case(
        lambda: workbook(person(1), person(2)), field="name"
    ),
    "7: one enterprise under an old and a new name is for a person to settle": Case(
        lambda: workbook(
            person(1), person(2, 企业名称="示例旧名有限公司", 统一社会信用代码=credit_code(1))
        )
    ),
    "7: one mobile of two people is worth a look": Case(
        lambda: workbook(person(1), person(2, 手机="13800000001"))
    ),
    "8: hidden rows and columns are read and said, hidden sheets are not read": Case(
        lambda: hidden()
    ),
    "8: an example line is dropped, a person called 张三 is not": Case(
        lambda: workbook(
            person(1, 序号="示例"),
            person(2, 姓名="张三", 身份证号="11010119850315****"),
            person(3, 姓名="张三"),
        ),
        field="name",
    ),
    "9: a formula never calculated has no value, whatever the column": Case(
        lambda: raw("<c><f>VLOOKUP(B2,X:Y,2,0)</f></c>", "从业人数")
    ),
    "9: an error value in a cell is an error": Case(
        lambda: raw('<c t="e"><f>NA()</f><v>#N/A</v></c>', "企业名称")
    ),
    "9: an error value that has become a text is one too": Case(
        lambda: csv(
            person(1, 姓名="#REF!"), person(2, 身份证号="#N/A"), person(3, 手机="#VALUE!")
        ),
        name="名单.csv",
    ),
    "9: a formula with its last result is taken and said": Case(
        lambda: raw("<c><f>2*2500</f><v>5000</v></c>", REV), field="revenue"
    ),
    "10: a web page under the name of .xls, in the encoding of offices": Case(
        lambda: f"<html><body>{TABLE}".encode("gb18030"), name="名单.xls"
    ),
    "10: a web page without its head": Case(lambda: TABLE.encode(), name="名单.xls"),
    "10: a web page that begins with a remark": Case(
        lambda: f"<!-- 导出 -->{TABLE}".encode(), name="名单.xls"
    ),
    "10: a web page in UTF-16": Case(
        lambda: f"<html>{TABLE}".encode("utf-16"), name="名单.xls"
    ),
    "10: a web page under the name of .xlsx": Case(
        lambda: f"<html>{TABLE}".encode(), name="名单.xlsx"
    ),
    "10: a web page under the name of .csv": Case(
        lambda: f"<html>{TABLE}".encode(), name="名单.csv"
    ),
    "10: a page saved with its pictures": Case(
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>",
        name="名单.xls",
    ),
    "10: the XML of Excel 2003 under the name of .xls": Case(
        lambda: XML_2003.encode(), name="名单.xls"
    ),
    "10: a text under the name of .xls": Case(
        lambda: csv(person(1), encoding="gb18030"), name="名单.xls"
    ),
    "10: a text under the name of .et": Case(
        lambda: csv(person(1), separator="\t"), name="名单.et"
    ),
    "10: a CSV in GB18030": Case(
        lambda: csv(person(1), encoding="gb18030"), name="名单.csv", field="name"
    ),
    "10: a CSV in UTF-8 with its mark": Case(
        lambda: csv(person(1), encoding="utf-8-sig"), name="名单.csv", field="name"
    ),
    "10: a CSV in UTF-8 without a mark": Case(
        lambda: csv(person(1)), name="名单.csv", field="name"
    ),
    "10: a text with tabs in UTF-16": Case(
        lambda: csv(person(1), encoding="utf-16", separator="\t"), name="名单.csv", field="name"
    ),
    "10: a workbook with a password": Case(
        lambda: compound("EncryptedPackage"), name="名单.xlsx"
    ),
    "10: a document of WPS under the name of .et": Case(
        lambda: compound("WordDocument"), name="名单.et"
    ),
    "12: a birth that the number contradicts": Case(lambda: beside("出生年月", "1981-03")),
    "12: a gender that the number contradicts": Case(lambda: many("性别", "女")),
    "12: an age beyond office, and one beyond belief": Case(
        lambda: many(
            ID,
            id_number(1, born="19500101"),
            id_number(2, born="19400101"),
            id_number(3, born="20100101"),
        )
    ),
    "12: a city of its own against its province": Case(
        lambda: workbook(
            person(1, 省份="辽宁", 统一社会信用代码=credit_code(1, area="210200"))
        ),
        field="region",
    ),
    "12: an area no ID number begins with": Case(lambda: many(ID, id_number(1, area="190000"))),
    "14: titles written loosely become those of the list, an unknown one is said": Case(
        lambda: many(
            "企业称号",
            "小巨人",
            "国家级专精特新",
            "国专",
            "省专",
            "专精特新（省级）",
            "创新型",
            "高企",
            "国专、高企",
            "瞪羚企业",
        ),
        field="ent_title",
    ),
    "15: regions written loosely become one of the 37, an unknown one is refused": Case(
        lambda: many(
            "省份",
            "内蒙",
            "广西",
            "新疆兵团",
            "建设兵团",
            "辽宁大连",
            "深圳(广东)",
            "宁波市（浙江）",
            "香港",
        ),
        field="region",
    ),
}


@pytest.mark.parametrize("sentence", CASES)
def test_dirt(sentence):
    case, expected = CASES[sentence], EXPECTED[sentence]
    content = case.make()

    assert said(content, case.name) == expected["said"]
    if case.field:
        found = [row.values.get(case.field) for row in judged(content, case.name).rows]
        assert found == expected["values"]


def test_every_expectation_belongs_to_a_case():
    assert list(EXPECTED) == list(CASES)
