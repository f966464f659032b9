"""The brief as a draft on one A4, as PDF and for Word: no seal, never a finished 公文."""

import io
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal import clock
from portal.home.brief import Brief, brief
from portal.language import house_language
from portal.pdf.rendering import Paper, render_sheets

_STYLE = "home/paper/brief.css"
OFFICE = "工业和信息化部中小企业局"
MARK, REHEARSED = "拟稿", "拟稿 · 演练样本"
FOOT = "本页按截至时刻的数据生成，供拟稿使用，不是正式公文。"


def chinese_brief(program) -> Brief:
    """What the papers say, whatever language the page is read in."""
    with house_language():
        return brief(program)


def brief_pdf(said: Brief) -> bytes:
    """PDF/A of exactly one page.

    Raises:
        Unprintable: a name has a character that the packaged faces lack, or it
            does not fit one page.
    """
    context = {"brief": said, "mark": _mark(), "office": OFFICE, "foot": FOOT}
    paper = Paper(
        body=render_to_string("home/paper/brief.html", context),
        title=said.title,
        author=OFFICE,
        issued_on=clock.today().isoformat(),
        identity=f"brief/{said.program.code}/{said.at}",
    )
    style = Path(settings.BASE_DIR) / "templates" / _STYLE
    return render_sheets([paper], style=style.read_text(encoding="utf-8"))[0]


def brief_docx(said: Brief) -> bytes:
    """The same sentences as a Word document to go on writing in."""
    document = Document()
    _lay_out(document)
    _line(document, _mark(), 12, at=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, said.title, 18, at=WD_ALIGN_PARAGRAPH.CENTER, face="方正小标宋简体")
    for paragraph in said.paragraphs:
        row = _line(document, f"{paragraph.heading}。", 14, face="黑体", indent=28)
        _write(row, paragraph.text, 14, "仿宋_GB2312")
    _line(document, OFFICE, 14, at=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, FOOT, 10.5)
    document.core_properties.title = said.title
    document.core_properties.author = OFFICE
    document.core_properties.comments = ""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _mark() -> str:
    return REHEARSED if settings.REHEARSAL else MARK


def _lay_out(document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(30), Mm(25)
    page.left_margin, page.right_margin = Mm(28), Mm(26)


def _line(document, text, size, *, at=None, face="仿宋_GB2312", indent=0):
    row = document.add_paragraph()
    row.alignment = at
    row.paragraph_format.first_line_indent = Pt(indent)
    row.paragraph_format.line_spacing = Pt(26 if size > 12 else 18)
    row.paragraph_format.space_after = Pt(0)
    _write(row, text, size, face)
    return row


def _write(row, text, size, face) -> None:
    run = row.add_run(text)
    run.font.size, run.font.name = Pt(size), face
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
