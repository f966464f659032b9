"""Pictures as finished PDF operators, so that they are not drawn anew for every paper.

WeasyPrint looks a picture up in its cache by address before it fetches anything.
What stands there answers three questions: how large, draw yourself, your object.
A drawing answers with a form object whose content is already compressed.
"""

import zlib
from collections.abc import Mapping
from itertools import groupby

import pydyf
import segno

# One fixed mask: choosing the best of eight costs five times as much and gains nothing
# a scanner of paper would notice.
_MASK = 2
_QUIET = 4


class Drawing:
    """A vector picture. ``name`` goes into the file; two drawings of a page need two names.

    Args:
        content: PDF operators in a space of ``width`` x ``height`` points, y upwards.
        text: The text it shows, for the cut of the faces.
        glyphs: Name of each font it uses, to the text and the width of its glyphs. Glyph
            numbers never change, so a page's own cut of the face will do.
    """

    def __init__(
        self,
        name: str,
        content: bytes,
        width: float,
        height: float,
        text: str = "",
        glyphs: Mapping[str, tuple[dict, dict]] | None = None,
    ):
        self.id = name
        self.text = text
        self.glyphs = glyphs or {}
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
            # The renderer puts the page's fonts in.
            "Resources": pydyf.Dictionary({"Font": None} if self.glyphs else {}),
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
