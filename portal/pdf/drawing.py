"""Pictures as finished PDF operators, so that they are not drawn anew for every paper.

WeasyPrint looks a picture up in its cache by address before it fetches anything.
What stands there answers three questions: how large, draw yourself, your object.
A drawing answers with a form object whose content is already compressed. Drawing
the certificate's frame from its SVG each time is over half of a certificate's cost.
"""

import re
import zlib
from functools import lru_cache
from itertools import groupby

import pydyf
import segno
from weasyprint import HTML

from .fetching import Closed
from .objects import first_page

# One fixed mask: choosing the best of eight costs five times as much and gains nothing
# a scanner of paper would notice.
_MASK = 2
_QUIET = 4
_OPAQUE = re.compile(rb"^/[Aa]1(\.0)? gs\n", re.MULTILINE)


class Drawing:
    """A vector picture. ``name`` goes into the file; two drawings of a page need two names.

    Args:
        content: PDF operators in a space of ``width`` x ``height`` points, y upwards.
    """

    def __init__(self, name: str, content: bytes, width: float, height: float):
        self.id = name
        self._size = width, height
        self._packed = zlib.compress(content)

    def get_intrinsic_size(self, image_resolution, font_size):
        width, height = self._size
        return width, height, width / height

    def draw(self, stream, width, height, style):
        own_width, own_height = self._size
        name = stream.add_image(self, False, 1)
        stream.transform(a=width / own_width, d=-height / own_height, f=height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate, dpi_ratio):
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((0, 0, *self._size)),
            "Resources": pydyf.Dictionary(),
            "Filter": "/FlateDecode",
            "Length": len(self._packed),
        }
        return _Packed(self._packed, extra)


class _Packed(pydyf.Stream):
    """A stream whose bytes are already compressed."""

    def __init__(self, packed: bytes, extra: dict):
        super().__init__(extra=extra)
        self._packed = packed

    @property
    def data(self):
        head = pydyf.Dictionary(self.extra).data
        return b"\n".join((head, b"stream", self._packed, b"endstream"))


@lru_cache(maxsize=16)
def from_svg(name: str, svg: str, width: float, height: float) -> Drawing:
    """Let WeasyPrint draw an SVG picture once and keep what it wrote.

    Args:
        svg: Flat tints only; ours, never a user's.
        width, height: Size on paper in millimetres.

    Raises:
        ValueError: the picture needs transparency, which papers do without.
    """
    operators = []

    def keep(document, pdf):
        content = pdf.objects[int(first_page(pdf)["Contents"].split()[0])]
        operators.extend(map(_bytes, content.stream))

    style = f"@page{{size:{width}mm {height}mm;margin:0}}body{{margin:0}}"
    HTML(
        string=f"<style>{style}img{{display:block;width:100%}}</style><img src='drawing:svg'>",
        url_fetcher=Closed({"drawing:svg": (svg.encode(), "image/svg+xml")}),
    ).write_pdf(finisher=keep)
    content = _OPAQUE.sub(b"", b"\n".join(operators) + b"\n")
    if b" gs\n" in content or b" Do\n" in content:
        raise ValueError(f"drawing {name!r} needs transparency")
    return Drawing(name, content, width * 72 / 25.4, height * 72 / 25.4)


def qr_code(name: str, text: str) -> Drawing:
    """A QR code of ``text`` with its quiet zone; medium error correction."""
    matrix = segno.make(text, error="m", micro=False, mask=_MASK).matrix
    size = len(matrix) + 2 * _QUIET
    # All in one path, filled once: between modules filled apart, hairlines would show.
    runs = [
        f"{left + _QUIET} {size - _QUIET - 1 - row} {length} 1 re"
        for row, modules in enumerate(matrix)
        for left, length in _dark_runs(modules)
    ]
    return Drawing(name, "\n".join([*runs, "f"]).encode(), size, size)


def _dark_runs(modules):
    place = 0
    for dark, run in groupby(modules):
        length = len(tuple(run))
        if dark:
            yield place, length
        place += length


def _bytes(item) -> bytes:
    if isinstance(item, bytes):
        return item
    return item.data if hasattr(item, "data") else str(item).encode()
