"""Rosters of invented people: rows, workbooks, and the sheets read from them."""

import io
import json
import random
import zipfile
from pathlib import Path

import openpyxl

from portal.sheets import Row, Sheet
from trainees.data import identity
from trainees.data.regions import Region, Regions

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data"
YEAR = ROOT.parent / "programs/data/2022-2023.json"
_HEADER = (
    "序号 姓名 性别 身份证号 手机 职务 企业名称 统一社会信用代码 所属行业 企业称号 "
    "营业收入（万元） 从业人数 省份 选拔方式"
)
HEADER = _HEADER.split()
SAMPLE_REGIONS = [
    Region("S1", "示例一省", "示例一省", "", "示例一省中小企业主管部门"),
    Region("S5", "示例市", "示例市", "", "示例市中小企业主管部门"),
]


def regions() -> Regions:
    """The 37 of the notice and two samples."""
    known = json.loads(YEAR.read_text(encoding="utf-8"))["authorities"]
    rows = [
        Region(a["code"], a["short_name"], a["region_name"], a["gbt2260"], a["name"])
        for a in known
    ]
    return Regions([*rows, *SAMPLE_REGIONS])


def id_number(
    n: int, *, area: str = "990000", born: str = "19800315", male: bool = True
) -> str:
    """A valid number of nobody: no resident card begins with 99."""
    digits = f"{area}{born}{n // 5 % 100:02}{2 * (n % 5) + male}"
    return digits + identity.id_check(digits)


def credit_code(n: int, *, area: str = "990000") -> str:
    digits = f"91{area}MA{n:07}"
    return digits + identity.code_check(digits)


def person(n: int, **changes) -> list:
    """One row under ``HEADER``; changes are by column name."""
    row = {
        "序号": n,
        "姓名": "叶知秋",
        "性别": "男",
        "身份证号": id_number(n),
        "手机": f"138{n:08}",
        "职务": "总经理",
        "企业名称": f"示例{n}科技有限公司",
        "统一社会信用代码": credit_code(n),
        "所属行业": "工业",
        "企业称号": "创新型中小企业",
        "营业收入（万元）": 5000,
        "从业人数": 120,
        "省份": "江苏",
        "选拔方式": "自主选拔",
    }
    return list({**row, **changes}.values())


def people(count: int) -> list[list]:
    """Rows that judge clean, each another person of another firm."""
    return [
        person(n, **{"身份证号": id_number(n, born=f"{1960 + n // 500}0315")})
        for n in range(1, count + 1)
    ]


def sheet(*rows, name: str = "名单", header=HEADER, **facts) -> Sheet:
    """A sheet as ``portal.sheets.read`` gives it, without a file in between."""
    lines = [list(header), *map(list, rows)] if header else list(map(list, rows))
    return Sheet(name, False, [Row(n, cells) for n, cells in enumerate(lines, 1)], **facts)


def workbook(*rows, header=HEADER, title: str = "名单") -> bytes:
    """An .xlsx as an office would make it, by another library than ours."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in [header, *rows] if header else rows:
        page.append(row)
    return saved(book)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def hand_written(rows: str, prefix: str = "", *, after: str = "", **members) -> bytes:
    """The smallest .xlsx around ``rows`` of sheet markup; ``members`` add or replace parts."""
    p, colon = prefix, prefix.rstrip(":")
    space = f'xmlns:{colon}="{MAIN}"' if colon else f'xmlns="{MAIN}"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<{p}worksheet {space}><{p}sheetData>{rows}</{p}sheetData>"
        f"{after}</{p}worksheet>",
        **members,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def saved(book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- repeatable tests, no secret
