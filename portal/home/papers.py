"""The brief as a draft on one A4, as PDF and for Word: no seal, never a finished 公文."""

from portal import clock
from portal.home.brief import Brief, brief
from portal.language import house_language
from portal.pdf.letter import Letter, letter_docx, letter_pdf

OFFICE = "工业和信息化部中小企业局"
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
    return letter_pdf(_letter(said))


def brief_docx(said: Brief) -> bytes:
    """The same sentences as a Word document to go on writing in."""
    return letter_docx(_letter(said))


def _letter(said: Brief) -> Letter:
    return Letter(
        title_lines=[said.title],
        paragraphs=said.paragraphs,
        office=OFFICE,
        foot=FOOT,
        issued_on=clock.today().isoformat(),
        identity=f"brief/{said.program.code}/{said.at}",
    )
