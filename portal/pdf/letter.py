"""Drafts of letters on one A4, as PDF and for Word: no head, no number, no seal."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.template.loader import render_to_string
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .rendering import Paper, render_sheets

MARK, REHEARSED = "拟稿", "拟稿 · 演练样本"
# Whoever issues the letter dates it.
BLANK_DAY = "　　年　　月　　日"
_STYLE = "pdf/paper/letter.css"


class Said(Protocol):
    """A paragraph: its text, and perhaps a heading before it."""

    heading: str
    text: str


@dataclass(frozen=True)
class Letter:
    """What a draft says, the same in both forms.

    Attributes:
        title_lines: The title, broken where its meaning breaks.
        office: Whose draft it is.
        foot: What the page says about itself.
        issued_on: ISO date the PDF states as its creation.
        identity: What makes this letter the one it is.
        to: Whom it addresses; such a letter ends with a blank date.
    """

    title_lines: Sequence[str]
    paragraphs: Sequence[Said]
    office: str
    foot: str
    issued_on: str
    identity: str
    to: str = ""

    @property
    def title(self) -> str:
        return "".join(self.title_lines)


def draft_mark() -> str:
    return REHEARSED if settings.REHEARSAL else MARK


def letter_pdf(letter: Letter) -> bytes:
    """PDF/A of exactly one page.

    Raises:
        Unprintable: a character that the packaged faces lack, or more than one page.
    """
    context = {"letter": letter, "mark": draft_mark(), "day": BLANK_DAY}
    paper = Paper(
        body=render_to_string("pdf/paper/letter.html", context),
        title=letter.title,
        author=letter.office,
        issued_on=letter.issued_on,
        identity=letter.identity,
    )
    style = Path(settings.BASE_DIR) / "templates" / _STYLE
    return render_sheets([paper], style=style.read_text(encoding="utf-8"))[0]


def letter_docx(letter: Letter) -> bytes:
    """The same sentences as a Word document to go on writing in."""
    document = Document()
    _lay_out(document)
    _line(document, draft_mark(), 12, at=WD_ALIGN_PARAGRAPH.RIGHT)
    for line in letter.title_lines:
        _line(document, line, 18, at=WD_ALIGN_PARAGRAPH.CENTER, face="方正小标宋简体")
    if letter.to:
        _line(document, f"{letter.to}：", 14)
    for paragraph in letter.paragraphs:
        heading = f"{paragraph.heading}。" if paragraph.heading else ""
        row = _line(document, heading, 14, face="黑体", indent=28)
        _write(row, paragraph.text, 14, "仿宋_GB2312")
    _line(document, letter.office, 14, at=WD_ALIGN_PARAGRAPH.RIGHT)
    if letter.to:
        _line(document, BLANK_DAY, 14, at=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, letter.foot, 10.5)
    document.core_properties.title = letter.title
    document.core_properties.author = letter.office
    document.core_properties.comments = ""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


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
    if text:
        _write(row, text, size, face)
    return row


def _write(row, text, size, face) -> None:
    run = row.add_run(text)
    run.font.size, run.font.name = Pt(size), face
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
