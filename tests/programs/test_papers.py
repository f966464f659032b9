"""The printed information form: complete, on one sheet, and blank where others write."""

import io
from datetime import date

import pypdf
import pytest

from portal.pdf.layout import Unprintable
from programs import papers
from tests.support import paper as read

LEADER = {
    "role": "分管负责同志",
    "name": "顾长风（演示）",
    "department": "",
    "post": "副厅长",
    "phone": "0000-8000000/8000001",
    "mobile": "",
    "fax": "",
    "email": "",
}
LIAISON = {
    "role": "联络员",
    "name": "周望舒（演示）",
    "department": "中小企业处",
    "post": "一级主任科员",
    "phone": "0000-8000002",
    "mobile": "13800000001",
    "fax": "0000-8000003",
    "email": "zhouws@example.cn",
}
FACTS = {
    "year": "2022-2023",
    "number": "XXB-2022-S1-02",
    "edition": 2,
    "region": "示例一省",
    "authority": "示例一省工业和信息化厅",
    "address": "示例市示例路1号",
    "postcode": "000000",
    "people": [LEADER, LIAISON],
    "remark": "",
    "filled_by": "周望舒（演示）",
    "filled_on": date(2022, 10, 28),
    "due_on": date(2022, 10, 31),
    "check_code": "7K2Q-9D4M",
    "archive_code": "XXB-2022-S1-02/2/7K2Q9D4M",
    "sample": True,
}


def form(**changes) -> bytes:
    return papers.information_form(FACTS | changes)


def test_every_fact_is_printed():
    text = read.text(form(remark="办公地点将于11月搬迁"))

    for person in (LEADER, LIAISON):
        assert [value for value in person.values() if value not in text] == []
    for name in ("year", "number", "region", "authority", "address", "postcode", "check_code"):
        assert FACTS[name] in text
    assert "第2版" in text
    assert "填表日期：2022年10月28日" in text
    assert "请于2022年10月31日前反馈工业和信息化部（中小企业局）。" in text
    assert "办公地点将于11月搬迁" in text


def test_the_seal_and_its_date_are_left_to_the_authority(tmp_path):
    content = form()

    assert "年月日" in read.text(content)
    for viewer in read.VIEWERS:
        assert read.ink(viewer(content, tmp_path), (78, 190, 140, 214)) == 0


def test_only_a_rehearsed_form_is_marked_as_a_sample():
    assert "样本SAMPLE" in read.text(form())
    assert "演练" not in read.text(form(sample=False))
    assert "SAMPLE" not in read.text(form(sample=False))


def test_it_stays_on_one_sheet_when_much_is_long():
    long = {"department": "中小企业发展促进处（民营经济发展处）", "post": "一级巡视员、副厅长"}
    content = form(
        people=[LEADER | long, LIAISON | long],
        remark="办公地点将于11月搬迁，请改寄新址。" * 5,
        address="示例市示例区示例街道示例路1号工业和信息化大厦" * 2,
    )

    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1


def test_the_archive_code_is_read_from_a_scan_at_150_dpi(tmp_path):
    assert read.codes(read.by_poppler(form(), tmp_path, read.SCAN), tmp_path) == [
        FACTS["archive_code"]
    ]


def test_a_form_not_yet_filled_in_prints_blank():
    content = form(filled_on=None, filled_by="", people=[dict.fromkeys(LEADER, "")] * 2)

    assert "填表日期：请于" in read.text(content)


def test_the_same_edition_has_the_same_bytes():
    assert form() == form()


def test_a_name_that_cannot_be_printed_is_named():
    with pytest.raises(Unprintable, match="𠮷"):
        form(filled_by="李𠮷")
