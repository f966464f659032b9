"""Draft papers of a frozen list; always Chinese, and of the snapshot's content alone."""

from portal.language import house_language
from trainees.models import RosterPaper
from trainees.states import PaperKind, PaperMedium

from .reply import reply_docx, reply_pdf
from .return_slip import return_slip
from .summary import summary_paper

_MAKERS = {
    (PaperKind.SUMMARY, PaperMedium.PDF): summary_paper,
    (PaperKind.RETURN_SLIP, PaperMedium.PDF): return_slip,
    (PaperKind.REPLY, PaperMedium.PDF): reply_pdf,
    (PaperKind.REPLY, PaperMedium.WORD): reply_docx,
}


@house_language()
def make(paper: RosterPaper) -> bytes:
    """The same snapshot says the same, whenever and by whom it is made.

    Raises:
        Unprintable: a name has a character that the packaged faces lack.
    """
    return _MAKERS[paper.kind, paper.medium](paper.snapshot)


@house_language()
def file_name(paper: RosterPaper) -> str:
    return f"{paper.get_kind_display()}（拟稿）{paper.snapshot.number}.{paper.medium}"
