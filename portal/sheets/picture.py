"""A small table as a picture (PNG), for places where a file cannot be pasted."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from portal.pdf.fonts import SANS

from .tables import Table

SIZE, LEADING, PADDING, MARGIN = 26, 48, 18, 36
INK, SOFT, LINE, HEAD, PAPER = "#1b2733", "#52606d", "#c8d1da", "#e8eef4", "#ffffff"
COLOURS = 32
# What fits on a telephone held upright; a longer list goes as a workbook.
MAX_ROWS = 200


class TooLong(ValueError):
    """More rows than a picture can be read with."""


def draw(table: Table) -> bytes:
    """The table with the lines above it; every cell on one line, in the packaged face.

    Raises:
        TooLong: more than ``MAX_ROWS`` rows.
    """
    rows = [[str(cell) for cell in row] for row in table.rows]
    if len(rows) > MAX_ROWS:
        raise TooLong(f"{len(rows)} rows")
    face = ImageFont.truetype(str(SANS.path), SIZE)
    titles = [str(row[0]) for row in table.above]
    lines = [[column.label for column in table.columns], *rows]
    widths = [_widest(face, cells) + 2 * PADDING for cells in zip(*lines, strict=True)]
    inner = max(sum(widths), *(int(face.getlength(title)) for title in titles), 1)
    height = LEADING * (len(lines) + len(titles)) + 2 * MARGIN
    image = Image.new("RGB", (inner + 2 * MARGIN, height), PAPER)
    _fill(ImageDraw.Draw(image), face, titles, lines, widths)
    out = BytesIO()
    image.quantize(COLOURS).save(out, "PNG")
    return out.getvalue()


def _widest(face, cells: Sequence[str]) -> int:
    return int(max(face.getlength(cell) for cell in cells)) + 1


def _fill(pen, face, titles, lines, widths) -> None:
    right, top = MARGIN + sum(widths), MARGIN
    for title in titles:
        pen.text((MARGIN, top + 6), title, INK, face)
        top += LEADING
    pen.rectangle((MARGIN, top, right, top + LEADING), HEAD)
    for number, cells in enumerate(lines):
        left = MARGIN
        for cell, width in zip(cells, widths, strict=True):
            pen.text((left + PADDING, top + 8), cell, INK if number else SOFT, face)
            left += width
        top += LEADING
        pen.line((MARGIN, top, right, top), LINE)
