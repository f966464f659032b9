"""HTML in, archival PDF out: the one place where WeasyPrint lays out a paper.

Deterministic: the same papers give the same bytes, and a sheet laid out alone
gives the bytes it has among others. No clock is read, no address is fetched,
no system font is used.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from threading import Lock

from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.document import Document, DocumentMetadata
from weasyprint.text.fonts import FontConfiguration

from . import signature
from .drawing import Drawing
from .fetching import Closed
from .fonts import FACES, FAMILIES, missing
from .objects import pack

VARIANT = "pdf/a-2u"
_SRGB = "--srgb"
# Layout costs less together; above this a chunk only holds more memory.
CHUNK = 50
_NAMED_FACES = "".join(
    f'@font-face{{font-family:"{face.family}";src:url("face:{number}")}}'
    for number, face in enumerate(FACES)
)
# Pango and fontconfig are left to one thread at a time.
_layout = Lock()


class Unprintable(ValueError):
    """The paper cannot be made as it is; says why, for people."""


@dataclass(frozen=True)
class Paper:
    """What one PDF holds and says about itself.

    Attributes:
        body: HTML of the body, escaped; addresses only those of ``drawings``.
        drawings: Address to picture, for this paper alone.
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


def render_sheets(
    sheets: Sequence[Paper],
    *,
    style: str,
    drawings: Mapping[str, Drawing],
    reserved: int = 0,
) -> list[bytes]:
    """One PDF per sheet, each of exactly one page, laid out in chunks.

    Args:
        style: The style sheet of all; it has to start a new page for each sheet.
        drawings: Address to picture, shared by all sheets.
        reserved: Bytes kept free in each file for a signature message; 0 for none.

    Raises:
        Unprintable: a sheet does not fit its page, or a character has no glyph.
    """
    return [
        content
        for chunk in _chunks(sheets)
        for content in _chunk(chunk, style, drawings, reserved)
    ]


def render_document(paper: Paper, *, style: str) -> bytes:
    """One PDF of as many pages as the paper takes.

    Raises:
        Unprintable: a character has no glyph.
    """
    with _layout:
        laid_out = _lay_out([paper], style, {})
        return _write(laid_out, laid_out.pages, paper, 0)


def _chunk(sheets, style, drawings, reserved) -> list[bytes]:
    with _layout:
        laid_out = _lay_out(sheets, style, drawings)
        if len(laid_out.pages) != len(sheets):
            raise Unprintable(_("内容超出一页，请缩短文字后再生成"))
        return [
            _write(laid_out, [page], sheet, reserved)
            for sheet, page in zip(sheets, laid_out.pages, strict=True)
        ]


def _lay_out(papers: Sequence[Paper], style: str, shared: Mapping[str, Drawing]) -> Document:
    body = "".join(paper.body for paper in papers)
    if lost := missing(body):
        raise Unprintable(
            _("字库没有这些字：%(characters)s") % {"characters": "、".join(sorted(lost))}
        )
    fetcher, configuration = Closed(_faces(body + style)), FontConfiguration()
    cache = dict(shared)
    for paper in papers:
        cache |= paper.drawings
    laid_out = HTML(
        string=f'<!DOCTYPE html><html lang="zh-CN"><body>{body}</body></html>',
        url_fetcher=fetcher,
    ).render(
        font_config=configuration,
        stylesheets=[
            CSS(string=_NAMED_FACES, font_config=configuration, url_fetcher=fetcher),
            _parsed(style),
        ],
        cache=cache,
        color_profiles=_profiles(),
        output_intent=_SRGB,
        pdf_variant=VARIANT,
    )
    if fetcher.refused:
        raise Unprintable(_("文件内容引用了外部资源，已停止生成"))
    return laid_out


def _faces(text: str) -> dict[str, tuple[bytes, str]]:
    return {f"face:{number}": (face.cut(text), "font/ttf") for number, face in enumerate(FACES)}


def _write(laid_out: Document, pages, paper: Paper, reserved: int) -> bytes:
    metadata = DocumentMetadata(
        title=paper.title,
        authors=[paper.author],
        keywords=list(paper.keywords),
        created=paper.issued_on,
        modified=paper.issued_on,
        lang="zh-CN",
    )
    document = Document(
        pages,
        metadata,
        laid_out.url_fetcher,
        laid_out.font_config,
        laid_out.color_profiles,
        laid_out.output_intent,
    )

    def finish(document, pdf):
        _check_fonts(document)
        if reserved:
            signature.reserve(pdf, "Issuer", reserved)
        pack(pdf)

    return document.write_pdf(
        finisher=finish,
        output_intent=_SRGB,
        pdf_variant=VARIANT,
        pdf_identifier=hashlib.sha256(paper.identity.encode()).hexdigest()[:32].encode(),
    )


def _check_fonts(document: Document) -> None:
    """Refuse a paper in which a system font or a crossed box has stepped in all the same."""
    fonts = document.fonts.values()
    if foreign := {
        font.family for font in fonts if font.family not in FAMILIES or font.missing
    }:
        raise Unprintable(
            _("有的字不是用本系统的字库排的，已停止生成：%(fonts)s")
            % {"fonts": "、".join(sorted(foreign))}
        )


@lru_cache(maxsize=32)
def _parsed(style: str) -> CSS:
    return CSS(string=style, url_fetcher=Closed({}))


@cache
def _profiles() -> dict:
    """The colours of every paper: WeasyPrint's own sRGB profile, read once and closed."""
    profiles = {}
    icc = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    fetcher = Closed({"profile:srgb": (icc, "application/vnd.iccprofile")})
    rule = f'@color-profile {_SRGB}{{src:url("profile:srgb");components:r,g,b}}'
    CSS(string=rule, color_profiles=profiles, url_fetcher=fetcher)
    return profiles


def _chunks(sheets: Sequence[Paper]) -> Iterator[list[Paper]]:
    waiting = iter(sheets)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk
