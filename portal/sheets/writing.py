"""The one writer of exports: what was text stays text, in every spreadsheet.

Sheets are written row by row, so that an export of any length needs the
memory of one row. No formula is ever written.
"""

import io
import zipfile
from collections.abc import Iterable
from itertools import islice

from . import parts
from .cells import column_letter
from .escaping import escaped, sheet_names
from .lines import SheetLines
from .tables import Table

# The same table gives the same bytes, whenever it is written.
STAMP = (1980, 1, 1, 0, 0, 0)
FASTEST = 1
LINES_AT_ONCE = 200


def write(tables: Iterable[Table]) -> bytes:
    """An .xlsx file of these sheets."""
    target = io.BytesIO()
    write_to(target, tables)
    return target.getvalue()


def write_to(target, tables: Iterable[Table]) -> None:
    """The same into a binary file object."""
    tables = list(tables)
    with zipfile.ZipFile(target, "w") as archive:
        commented = [
            number
            for number, table in enumerate(tables, 1)
            if _write_sheet(archive, number, table)
        ]
        _write_frame(archive, tables, commented)


def _write_sheet(archive, number, table) -> bool:
    """True where the sheet has notes, which need parts of their own."""
    lines = SheetLines(table)
    with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as member:
        # Every write is packed and summed by itself: a few thousand cells at a time.
        lines_left = iter(lines)
        while block := "".join(islice(lines_left, LINES_AT_ONCE)):
            member.write(block.encode())
    if lines.notes:
        _write_notes(archive, number, lines.notes)
    return bool(lines.notes)


def _write_notes(archive, number, notes) -> None:
    cells = [(f"{column_letter(column)}{row}", escaped(text)) for row, column, text in notes]
    places = [(row - 1, column) for row, column, _text in notes]
    shapes = f"drawings/vmlDrawing{number}.vml"
    _put(archive, f"xl/comments{number}.xml", parts.comments(cells))
    _put(archive, f"xl/{shapes}", parts.note_shapes(places))
    # The shapes come first: the sheet's legacyDrawing names rId1.
    related = [("vmlDrawing", f"../{shapes}"), ("comments", f"../comments{number}.xml")]
    rels = f"xl/worksheets/_rels/sheet{number}.xml.rels"
    _put(archive, rels, parts.relations(related))


def _write_frame(archive, tables, commented) -> None:
    names = [escaped(name) for name in sheet_names([table.name for table in tables])]
    heads = [len(table.above) + 1 for table in tables]
    numbers = range(1, len(tables) + 1)
    sheets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    related = parts.relations([*sheets, ("styles", "styles.xml")])
    _put(archive, "xl/workbook.xml", parts.workbook(names, heads))
    _put(archive, "xl/_rels/workbook.xml.rels", related)
    _put(archive, "xl/styles.xml", parts.styles())
    _put(archive, "_rels/.rels", parts.relations([("officeDocument", "xl/workbook.xml")]))
    _put(archive, "[Content_Types].xml", parts.content_types(len(tables), commented))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # zipfile takes the level of a streamed entry from here and from nowhere else.
    entry._compresslevel = FASTEST
    return entry


def _put(archive, name: str, text: str) -> None:
    archive.writestr(_entry(name), text)
