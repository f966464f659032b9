"""Glyph outlines as TrueType stores them, drawn from the packaged CFF faces.

A cut CFF face shows no Chinese in MuPDF (glyph numbers are taken for character
ids), so papers carry TrueType. Converting the 31,000 glyphs of a face beforehand
would take seconds and megabytes; converting those a paper uses takes 0.2 ms each,
once per process.
"""

import struct
from itertools import accumulate

from fontTools.cu2qu import curve_to_quadratic

# Units of a 1000-unit em a curve may be off by: a third of a dot at 600 dpi and 32 pt.
TOLERANCE = 1.0
_ON_CURVE, _X_BYTE, _Y_BYTE, _X_SAME, _Y_SAME = 1, 2, 4, 16, 32


class QuadraticPen:
    """Collects one glyph's contours as lists of ``(x, y, on_curve)``."""

    def __init__(self):
        self.contours = []
        self._contour = []

    def moveTo(self, point):
        self._contour = [(*point, _ON_CURVE)]

    def lineTo(self, point):
        self._contour.append((*point, _ON_CURVE))

    def qCurveTo(self, *points):
        *handles, end = points
        self._contour.extend((x, y, 0) for x, y in handles)
        self._contour.append((*end, _ON_CURVE))

    def curveTo(self, *points):
        start = self._contour[-1][:2]
        self.qCurveTo(*curve_to_quadratic((start, *points), TOLERANCE)[1:])

    def closePath(self):
        contour = self._contour
        if len(contour) > 1 and contour[0] == contour[-1]:
            contour.pop()
        # PostScript fills to the left of its path, TrueType to the right.
        self.contours.append(contour[::-1])

    endPath = closePath


def simple_glyph(contours) -> bytes:
    """One entry of the ``glyf`` table, padded to four bytes; empty for a blank."""
    if not contours:
        return b""
    points = [(round(x), round(y), on) for contour in contours for x, y, on in contour]
    xs, ys, _on = zip(*points, strict=True)
    last = [end - 1 for end in accumulate(len(contour) for contour in contours)]
    header = struct.pack(
        f">5h{len(last)}HH", len(last), min(xs), min(ys), max(xs), max(ys), *last, 0
    )
    packed = header + _coordinates(points)
    return packed + bytes(-len(packed) % 4)


def _coordinates(points) -> bytes:
    flags, across, up = bytearray(), bytearray(), bytearray()
    x = y = 0
    for next_x, next_y, on in points:
        flags.append(
            on
            | _step(next_x - x, across, _X_BYTE, _X_SAME)
            | _step(next_y - y, up, _Y_BYTE, _Y_SAME)
        )
        x, y = next_x, next_y
    return bytes(flags + across + up)


def _step(distance: int, track: bytearray, is_byte: int, same_or_positive: int) -> int:
    """Append one coordinate's difference to ``track``; the flag bits that say how."""
    if distance == 0:
        return same_or_positive
    if -256 < distance < 256:
        track.append(abs(distance))
        return is_byte | (same_or_positive if distance > 0 else 0)
    track += struct.pack(">h", distance)
    return 0
