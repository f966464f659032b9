"""The four kinds of file, each as a book: its sheets, their values and their marks."""

import io

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from . import opendocument, text, worksheet
from .archive import Archive
from .marks import Marks
from .refusal import Refused

# Named to the person who uploads; never opened, never kept.
LEFT_OUT = {
    "macros": "xl/vbaProject",
    "links": "xl/externalLinks/",
    "embedded": "xl/embeddings/",
    "controls": "xl/activeX/",
    "connections": "xl/connections",
}
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
OLD_SUFFIXES = (".xls", ".xlsx", ".xlsm", ".et", ".ods")
ZIP, OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class OldBook:
    """.xls and .et (BIFF): values and merged ranges; its markup is not looked at."""

    remarks = ["old_format"]
    read = None

    def __init__(self, content: bytes):
        try:
            self.book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except PasswordError as problem:
            raise Refused("encrypted") from problem
        self.sheets = [
            (meta.name, meta.visible != SheetVisibleEnum.Visible)
            for meta in self.book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]

    def _sheet(self, name):
        """The sheet, read once however much is asked of it; the one before is let go."""
        if self.read is None or self.read.name != name:
            self.read = None
            self.read = self.book.get_sheet_by_name(name)
        return self.read

    def rows(self, name):
        """Cells from column A of every row, blank rows too; the first is row 1."""
        sheet = self._sheet(name)
        margin = [""] * (sheet.start[1] if sheet.start else 0)
        return (margin + cells for cells in sheet.iter_rows()) if margin else sheet.iter_rows()

    def merged(self, name):
        """calamine counts rows from 0, people from 1."""
        ranges = self._sheet(name).merged_cell_ranges or []
        return [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges]

    def marks(self, name) -> Marks:
        return Marks(merged=self.merged(name))

    def all_marks(self, name) -> Marks:
        """With the numbers as they stand in the file, where the file can tell."""
        return self.marks(name)


class ExcelBook(OldBook):
    """.xlsx and .xlsm."""

    def __init__(self, archive: Archive, content: bytes):
        self.archive = archive
        self.members = worksheet.sheet_members(
            archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")
        )
        self.remarks = [key for key, prefix in LEFT_OUT.items() if archive.holds(prefix)]
        super().__init__(content)

    def marks(self, name) -> Marks:
        """Asked for before anything else: calamine makes room for every cell up to the last."""
        look = self.archive.looks.get(self.members.get(name))
        if look and look.far_cell:
            raise Refused("far_cell", sheet=name, cell=look.far_cell)
        return self.all_marks(name) if look and look.needs_care else super().marks(name)

    def all_marks(self, name) -> Marks:
        member = self.members.get(name)
        if member not in self.archive.members:
            return super().marks(name)
        marks = worksheet.walk(self.archive.pieces(member))
        marks.merged = self.merged(name)
        return marks


class OpenBook(OldBook):
    """.ods."""

    remarks: list[str] = []

    def __init__(self, archive: Archive, content: bytes):
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Refused("encrypted")
        self.walked = opendocument.walk(archive.pieces("content.xml"))
        super().__init__(content)

    def marks(self, name) -> Marks:
        return self.walked.get(name) or Marks()


class TextBook:
    """.csv: one sheet without a name, every cell text."""

    remarks: list[str] = []
    sheets = [("", False)]

    def __init__(self, lines: str):
        self.lines = lines

    def rows(self, _name):
        return text.rows(self.lines)

    def marks(self, _name) -> Marks:
        return Marks()

    all_marks = marks


def open_book(content: bytes, suffix: str):
    """The book in ``content``; what it is is decided by the bytes, never by the name.

    Args:
        suffix: Of the file's name, lower case with its dot; only used to tell
            someone that their .xls is no .xls.
    """
    if not content:
        raise Refused("empty_file")
    if content.startswith(ZIP):
        return _zipped(content)
    if content.startswith(OLE2):
        return _compound(content)
    lines = text.decode(content)
    if text.is_xml_workbook(lines):
        raise Refused("xml_workbook")
    if text.is_web_page(lines):
        raise Refused("web_page")
    if suffix in OLD_SUFFIXES:
        raise Refused("renamed_text", suffix=suffix)
    return TextBook(lines)


def _zipped(content: bytes):
    archive = Archive(content)
    if "xl/workbook.xml" in archive.members:
        return ExcelBook(archive, content)
    if archive.read("mimetype").strip() == ODS_TYPE and "content.xml" in archive.members:
        return OpenBook(archive, content)
    if archive.holds("xl/workbook.bin"):
        raise Refused("binary_workbook")
    raise Refused("other_document" if archive.holds("word/") else "not_workbook")


def _compound(content: bytes):
    if _entry("EncryptedPackage") in content:
        raise Refused("encrypted")
    if _entry("Workbook") in content or _entry("Book") in content:
        return OldBook(content)
    raise Refused("other_document")


def _entry(name: str) -> bytes:
    """How an OLE2 directory spells a stream's name."""
    return name.encode("utf-16-le") + b"\0\0"
