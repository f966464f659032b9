"""CSV as offices send it: GB18030 or UTF-8, with or without a mark, commas or tabs."""

import csv
import io
import re

from .refusal import Refused

MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# UTF-8 first: Chinese text in GB18030 is practically never valid UTF-8.
UNMARKED = ("utf-8", "gb18030")
SEPARATORS = ",\t;"
# Any tag, a comment or a declaration at the very start; a page saved with its pictures.
PAGE = re.compile(r"<[!?/a-z]|(?:mime-version:|from: <saved by)", re.IGNORECASE)
OLD_XML = re.compile(r"<\?xml\b|<\?mso-application")
XML_WORKBOOK = "urn:schemas-microsoft-com:office:spreadsheet"
LINES_TO_JUDGE_BY = 20


def decode(content: bytes) -> str:
    """The text, or :class:`Refused`: ``not_workbook`` for what is no text at all."""
    encodings = next(([name] for mark, name in MARKED if content.startswith(mark)), UNMARKED)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Refused("not_workbook")


def is_web_page(text: str) -> bool:
    return PAGE.match(text.lstrip("\ufeff \t\r\n")) is not None


def is_xml_workbook(text: str) -> bool:
    """A workbook as Excel 2003 wrote it in XML, mostly under the name of .xls."""
    start = text.lstrip("\ufeff \t\r\n")
    return OLD_XML.match(start) is not None and XML_WORKBOOK in start


def rows(text: str):
    """Every record as a list of strings; the first is row 1, blank lines count."""
    lines = text.lstrip("\ufeff").splitlines()[:LINES_TO_JUDGE_BY]
    separator = max(SEPARATORS, key=lambda mark: sum(line.count(mark) for line in lines))
    try:
        # A lone carriage return ends a line too: old systems know no other.
        source = io.StringIO(text.lstrip("\ufeff"), newline=None)
        # Strict: a quote that is never closed would swallow every row after it.
        yield from csv.reader(source, delimiter=separator, strict=True)
    except csv.Error as problem:
        raise Refused("damaged_text") from problem
