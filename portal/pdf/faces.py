"""One packaged face: what it covers, how wide text runs, and a TrueType cut of it for a batch.

Every character has one glyph number for ever, everyday characters the low ones. So a page
looks, byte for byte, the same whatever else its batch shows, and its cut of the face
stays small: a face numbered as packaged would drag 31,000 places into each file.
"""

import io
import struct
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

from .outlines import QuadraticPen, simple_glyph

# Full width among Chinese; English takes them at their own width (feature "pwid").
_TWO_WIDTHS = "‘’“”—…"
_FIRST_NUMBER = 1 + len(_TWO_WIDTHS)
# Above every glyph of the packaged faces; renderers only size their buffers by it.
_MOST_POINTS, _MOST_CONTOURS = 2048, 256


class Face:
    """A packaged OpenType face, read once per process.

    Args:
        family: The name papers call it by in their style sheets.
        path: The CFF face in the installed wheel.
    """

    def __init__(self, family: str, path: Path):
        self.family = family
        self.path = path
        self._outlines: dict[int, bytes] = {}

    @cached_property
    def _face(self) -> hb.Face:
        return hb.Face(hb.Blob.from_file_path(str(self.path)))

    @cached_property
    def _font(self) -> hb.Font:
        return hb.Font(self._face)

    @cached_property
    def _codes(self) -> array:
        """Every code point the face can draw, ascending; packed, for there are 31,000."""
        return array("I", self._face.unicodes)

    @cached_property
    def _everyday(self) -> dict[str, int]:
        """Everyday characters the face has, to their glyph numbers."""
        drawn = (character for character in everyday() if character in self)
        return {character: number for number, character in enumerate(drawn, _FIRST_NUMBER)}

    def __contains__(self, character: str) -> bool:
        place = bisect_left(self._codes, ord(character))
        return place < len(self._codes) and self._codes[place] == ord(character)

    def __iter__(self) -> Iterator[str]:
        """Every character the face can draw."""
        return map(chr, self._codes)

    def number(self, character: str) -> int:
        """The character's glyph number in every cut; rarer ones follow by code point."""
        if character in self._everyday:
            return self._everyday[character]
        rank = bisect_left(self._codes, ord(character))
        return _FIRST_NUMBER + len(self._everyday) + rank

    @cached_property
    def _narrow(self) -> dict[int, int]:
        """Glyph number in every cut, to source glyph, of the second widths."""
        return {
            number: self._shaped(character) for number, character in enumerate(_TWO_WIDTHS, 1)
        }

    def width(self, character: str) -> float | None:
        """Advance in em, or None when the face lacks the character."""
        if character not in self:
            return None
        return self._advance(self._font.get_nominal_glyph(ord(character))) / self._face.upem

    def cut(self, text: str) -> bytes:
        """A TrueType face of the characters in ``text``, those the face has."""
        wanted = set(text + unicodedata.normalize("NFC", text) + _TWO_WIDTHS)
        numbers = {
            character: self.number(character)
            for character in sorted(wanted)
            if character in self
        }
        glyphs = {0: 0, **self._narrow} | {
            number: self._font.get_nominal_glyph(ord(character))
            for character, number in numbers.items()
        }
        count = 1 + max(glyphs)
        packed = {name: self._face.reference_table(name).data for name in _KEPT_AS_PACKAGED}
        head, hhea = bytearray(packed.pop("head")), bytearray(packed.pop("hhea"))
        struct.pack_into(">hh", head, 50, 1, 0)  # long offsets in loca
        struct.pack_into(">H", hhea, 34, count)  # every glyph has its own advance
        glyf, loca = self._glyph_tables(glyphs, count)
        return _sfnt(
            packed
            | {"head": bytes(head), "hhea": bytes(hhea), "glyf": glyf, "loca": loca}
            | {"hmtx": self._metrics(glyphs, count), "maxp": _profile(count)}
            | {"cmap": _character_map(numbers), "GSUB": _narrowing(numbers)}
        )

    def web_cut(self, characters: Iterable[str]) -> dict[str, bytes]:
        """Tables of an OpenType face of these characters, for a browser."""
        wanted = hb.SubsetInput()
        wanted.unicode_set.update(map(ord, characters))
        reader = SFNTReader(io.BytesIO(hb.subset(self._face, wanted).blob.data))
        return {str(tag): reader[tag] for tag in reader.tables}

    def _shaped(self, character: str) -> int:
        buffer = hb.Buffer()
        buffer.add_str(character)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, {"pwid": True})
        return buffer.glyph_infos[0].codepoint

    def _advance(self, glyph: int) -> int:
        return self._font.get_glyph_h_advance(glyph)

    def _outline(self, glyph: int) -> bytes:
        if glyph not in self._outlines:
            pen = QuadraticPen()
            self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = simple_glyph(pen.contours)
        return self._outlines[glyph]

    def _glyph_tables(self, glyphs: dict[int, int], count: int) -> tuple[bytes, bytes]:
        data, offsets = bytearray(), []
        for number in sorted(glyphs):
            offsets += [len(data)] * (number + 1 - len(offsets))
            data += self._outline(glyphs[number])
        offsets += [len(data)] * (count + 1 - len(offsets))
        return bytes(data), struct.pack(f">{count + 1}I", *offsets)

    def _metrics(self, glyphs: dict[int, int], count: int) -> bytes:
        metrics = bytearray(4 * count)
        for number, glyph in glyphs.items():
            struct.pack_into(">H", metrics, 4 * number, self._advance(glyph))
            # The side bearing is the outline's xMin.
            metrics[4 * number + 2 : 4 * number + 4] = self._outline(glyph)[2:4] or bytes(2)
        return bytes(metrics)


_KEPT_AS_PACKAGED = ("head", "hhea", "name", "OS/2", "post")


@cache
def everyday() -> tuple[str, ...]:
    """Latin, punctuation, then GB 2312: its symbols, first and second level, in its order."""
    blocks = ((0x20, 0x24F), (0x2000, 0x206F), (0x3000, 0x30FF), (0xFF00, 0xFFEF))
    letters = (chr(code) for first, last in blocks for code in range(first, last + 1))
    return tuple(dict.fromkeys([*letters, *_gb2312()]))


def _gb2312() -> Iterator[str]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield from bytes((row, cell)).decode("gb2312", "ignore")


def _profile(count: int) -> bytes:
    return struct.pack(">I14H", 1 << 16, count, _MOST_POINTS, _MOST_CONTOURS, 0, 0, 2, *[0] * 8)


def _character_map(numbers: dict[str, int]) -> bytes:
    """A ``cmap`` of one subtable: 32-bit code points, one group each (format 12)."""
    groups = b"".join(
        struct.pack(">III", ord(character), ord(character), number)
        for character, number in numbers.items()
    )
    return (
        struct.pack(">HHHHI", 0, 1, 3, 10, 12)
        + struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(numbers))
        + groups
    )


def _narrowing(numbers: dict[str, int]) -> bytes:
    """A ``GSUB`` with one feature, "pwid", of one substitution: full width to own width."""
    pairs = sorted((numbers[wide], own) for own, wide in enumerate(_TWO_WIDTHS, 1))
    count = len(pairs)
    scripts = struct.pack(">H4sHHHHHHH", 1, b"DFLT", 8, 4, 0, 0, 0xFFFF, 1, 0)
    features = struct.pack(">H4sHHHH", 1, b"pwid", 8, 0, 1, 0)
    substitution = struct.pack(
        f">HHH{count}H", 2, 6 + 2 * count, count, *(own for _, own in pairs)
    ) + struct.pack(f">HH{count}H", 1, count, *(wide for wide, _ in pairs))
    lookups = struct.pack(">HHHHHH", 1, 4, 1, 0, 1, 8) + substitution
    return (
        struct.pack(">IHHH", 1 << 16, 10, 10 + len(scripts), 10 + len(scripts + features))
        + scripts
        + features
        + lookups
    )


def _sfnt(tables: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    writer = SFNTWriter(content, len(tables))
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return content.getvalue()
