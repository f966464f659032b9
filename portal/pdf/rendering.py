"""HTML in, archival PDF out.

Deterministic: the same papers give the same bytes, and a sheet laid out alone
gives the bytes it has among others.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from django.utils.translation import gettext as _
from weasyprint.document import Document, DocumentMetadata

from . import layout, signature
from .drawing import Drawing
from .layout import Unprintable
from .objects import pack

VARIANT = "pdf/a-2u"
# Layout costs less together; beyond this a chunk only holds more memory.
CHUNK = 25
# Pango and fontconfig are left to one thread at a time.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Paper:
    """What one PDF holds and says about itself.

    Attributes:
        body: HTML of the body, escaped; addresses only those of ``drawings``.
        drawings: Address to picture. The same address is the same picture in a batch.
        issued_on: ISO date the file states as its creation.
        identity: What makes this paper the one it is; becomes the file's identifier.
    """

    body: str
    title: str
    author: str
    issued_on: str
    identity: str
    keywords: Sequence[str] = ()
    drawings: Mapping[str, Drawing] = field(default_factory=dict)


def render_sheets(sheets: Sequence[Paper], *, style: str, reserved: int = 0) -> list[bytes]:
    """One PDF per sheet, each of exactly one page, laid out in chunks.

    Args:
        style: The style sheet of all; it has to start a new page for each sheet.
        reserved: Bytes kept free in each file for a signature message; 0 for none.

    Raises:
        Unprintable: a sheet does not fit its page, or a character has no glyph.
    """
    return [
        content
        for chunk in _chunks(sheets)
        for content in _render_chunk(chunk, style, reserved)
    ]


def render_document(paper: Paper, *, style: str) -> bytes:
    """One PDF of as many pages as the paper takes.

    Raises:
        Unprintable: a character has no glyph.
    """
    with (
        _one_at_a_time,
        layout.laid_out(paper.body, style, drawings=paper.drawings) as whole,
    ):
        return _write(whole, whole.pages, paper, 0)


def draw_once(
    name: str, body: str, style: str, *, pictures: Mapping[str, str] | None = None
) -> Drawing:
    """What is the same on every sheet, text included, drawn once; see ``layout``."""
    with _one_at_a_time:
        return layout.draw_once(name, body, style, pictures=pictures)


def _render_chunk(sheets: Sequence[Paper], style: str, reserved: int) -> list[bytes]:
    drawings = {}
    for sheet in sheets:
        drawings |= sheet.drawings
    body = "".join(sheet.body for sheet in sheets)
    with _one_at_a_time, layout.laid_out(body, style, drawings=drawings) as whole:
        if len(whole.pages) != len(sheets):
            raise Unprintable(_("内容超出一页，请缩短文字后再生成"))
        return [
            _write(whole, [page], sheet, reserved)
            for sheet, page in zip(sheets, whole.pages, strict=True)
        ]


def _write(whole: Document, pages, paper: Paper, reserved: int) -> bytes:
    metadata = DocumentMetadata(
        title=paper.title,
        authors=[paper.author],
        keywords=list(paper.keywords),
        created=paper.issued_on,
        modified=paper.issued_on,
        lang="zh-CN",
    )

    def finish(document, pdf):
        layout.check_fonts(document)
        if reserved:
            signature.reserve(pdf, "Issuer", reserved)
        pack(pdf)

    return layout.document_of(whole, pages, metadata, paper.drawings.values()).write_pdf(
        finisher=finish,
        output_intent=layout.SRGB,
        pdf_variant=VARIANT,
        pdf_identifier=hashlib.sha256(paper.identity.encode()).hexdigest()[:32].encode(),
    )


def _chunks(sheets: Sequence[Paper]) -> Iterator[list[Paper]]:
    waiting = iter(sheets)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk
