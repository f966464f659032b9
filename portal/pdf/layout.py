"""WeasyPrint, tamed: packaged faces only, no address but those put at hand, no clock."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files

from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.document import Document, DocumentMetadata
from weasyprint.text.ffi import ffi, pangoft2
from weasyprint.text.fonts import FontConfiguration

from .drawing import Drawing
from .fetching import Closed
from .fonts import FACES, FAMILIES, missing
from .objects import first_page, operators

SRGB = "--srgb"
_NAMED_FACES = "".join(
    f'@font-face{{font-family:"{face.family}";src:url("face:{number}")}}'
    for number, face in enumerate(FACES)
)
_OPAQUE = re.compile(rb"^/[Aa]1(\.0)? gs\n", re.MULTILINE)


class Unprintable(ValueError):
    """The paper cannot be made as it is; says why, for people."""


@contextmanager
def laid_out(
    body: str,
    style: str,
    *,
    drawings: Mapping[str, Drawing],
    pictures: Mapping[str, str] | None = None,
) -> Iterator[Document]:
    """Pages of an HTML body, to be written before the block is left.

    Args:
        drawings: Address to drawing.
        pictures: Address to SVG of our own.

    Raises:
        Unprintable: a character has no glyph, or an address is not at hand.
    """
    shown = body + "".join(drawing.text for drawing in drawings.values())
    if lost := missing(shown):
        raise Unprintable(
            _("字库没有这些字：%(characters)s") % {"characters": _("、").join(sorted(lost))}
        )
    at_hand = {
        f"face:{number}": (face.cut(shown + style), "font/ttf")
        for number, face in enumerate(FACES)
    }
    at_hand |= {
        address: (svg.encode(), "image/svg+xml") for address, svg in (pictures or {}).items()
    }
    fetcher = Closed(at_hand)
    with _fonts() as configuration:
        named_faces = CSS(string=_NAMED_FACES, font_config=configuration, url_fetcher=fetcher)
        document = HTML(
            string=f'<!DOCTYPE html><html lang="zh-CN"><body>{body}</body></html>',
            url_fetcher=fetcher,
        ).render(
            font_config=configuration,
            stylesheets=[named_faces, _parsed(style)],
            cache=dict(drawings),
            color_profiles=_profiles(),
            output_intent=SRGB,
        )
        if fetcher.refused:
            raise Unprintable(_("文件内容引用了外部资源，已停止生成"))
        yield document


@contextmanager
def _fonts() -> Iterator[FontConfiguration]:
    """A font configuration that is given back; Pango would keep each for good, 0.25 MB."""
    configuration = FontConfiguration()
    try:
        yield configuration
    finally:
        font_map = ffi.cast("PangoFcFontMap *", configuration.font_map)
        pangoft2.pango_fc_font_map_set_config(font_map, ffi.NULL)


def document_of(
    whole: Document, pages, metadata: DocumentMetadata, drawings: Iterable[Drawing] = ()
) -> Document:
    """Some of the pages as a document of their own."""
    document = Document(
        pages,
        metadata,
        whole.url_fetcher,
        whole.font_config,
        whole.color_profiles,
        whole.output_intent,
    )
    document.fonts = _Fonts(drawings)
    return document


def draw_once(
    name: str, body: str, style: str, *, pictures: Mapping[str, str] | None = None
) -> Drawing:
    """What is the same on every sheet, text included, laid out once and kept as operators.

    Args:
        body: HTML of one page.
        pictures: Address to SVG; flat tints only.

    Raises:
        Unprintable: as :func:`laid_out`.
        ValueError: it needs transparency or objects of its own, which papers do without.
    """
    drawn = {}

    def keep(document, pdf):
        check_fonts(document)
        page = first_page(pdf)
        drawn["content"] = _OPAQUE.sub(b"", operators(pdf, page))
        drawn["box"] = page["MediaBox"]
        drawn["glyphs"] = {
            font.hash: (dict(font.to_unicode), dict(font.widths))
            for font in document.fonts.values()
        }

    with laid_out(body, style, drawings={}, pictures=pictures) as whole:
        document_of(whole, whole.pages[:1], DocumentMetadata()).write_pdf(finisher=keep)
    if b" gs\n" in drawn["content"] or b" Do\n" in drawn["content"]:
        raise ValueError(f"drawing {name!r} needs transparency")
    _left, _bottom, width, height = drawn["box"]
    return Drawing(name, drawn["content"], width, height, body, drawn["glyphs"])


def check_fonts(document: Document) -> None:
    """Refuse a paper in which a system font or a crossed box has stepped in all the same."""
    fonts = document.fonts.values()
    if foreign := {
        font.family for font in fonts if font.family not in FAMILIES or font.missing
    }:
        raise Unprintable(
            _("有的字不是用本系统的字库排的，已停止生成：%(fonts)s")
            % {"fonts": _("、").join(sorted(foreign))}
        )


class _Fonts(dict):
    """The fonts of one file; each carries the glyphs of the file's drawings too."""

    def __init__(self, drawings: Iterable[Drawing]):
        super().__init__()
        self._drawn = [drawing.glyphs for drawing in drawings if drawing.glyphs]

    def __setitem__(self, key, font):
        for glyphs in self._drawn:
            texts, widths = glyphs.get(font.hash, ({}, {}))
            font.to_unicode.update(texts)
            font.widths.update(widths)
        super().__setitem__(key, font)


@lru_cache(maxsize=32)
def _parsed(style: str) -> CSS:
    return CSS(string=style, url_fetcher=Closed({}))


@cache
def _profiles() -> dict:
    """The colours of every paper: WeasyPrint's own sRGB profile, read once and closed."""
    profiles = {}
    icc = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    fetcher = Closed({"profile:srgb": (icc, "application/vnd.iccprofile")})
    rule = f'@color-profile {SRGB}{{src:url("profile:srgb");components:r,g,b}}'
    CSS(string=rule, color_profiles=profiles, url_fetcher=fetcher)
    return profiles
