"""Kinds of file, told by their content; a name proves nothing."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 150
MOST_MEMBERS = 5000
# Sniffing a text needs no more than this; the reader decodes all of it later.
TEXT_SAMPLE = 64 * 1024
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class FileFormat:
    label: str
    content_type: str
    extensions: tuple[str, ...]


FORMATS = {
    "pdf": FileFormat("PDF", "application/pdf", ("pdf",)),
    "jpg": FileFormat(_("JPG 图片"), "image/jpeg", ("jpg", "jpeg")),
    "png": FileFormat(_("PNG 图片"), "image/png", ("png",)),
    "xlsx": FileFormat(
        _("Excel 工作簿（xlsx）"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ("xlsx",),
    ),
    "docx": FileFormat(
        _("Word 文档（docx）"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("docx",),
    ),
    "doc": FileFormat(_("旧版 Word 文档（doc）"), "application/msword", ("doc", "wps")),
    "xls": FileFormat(_("旧版 Excel 工作簿（xls）"), "application/vnd.ms-excel", ("xls", "et")),
    "csv": FileFormat(_("CSV 文本"), "text/csv", ("csv", "txt")),
    "zip": FileFormat(_("ZIP 压缩包"), "application/zip", ("zip",)),
}
MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
)
# The main stream of an old Word file, by its name in the compound file's directory.
WORD = "WordDocument".encode("utf-16-le")
MACROS = "_VBA_PROJECT".encode("utf-16-le")
MEMBERS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}


def sniff(content: bytes) -> str:
    """The kind's code, or ``""`` for what is none of ours."""
    for magic, kind in MAGIC:
        if content.startswith(magic):
            return "doc" if kind == "xls" and WORD in content else kind
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return "csv" if _is_text(content) else ""


def holds_macros(content: bytes) -> bool:
    """Whether an Office file, new or old, brings a program with it."""
    if content.startswith(b"PK\x03\x04"):
        return any(name.lower().endswith("vbaproject.bin") for name in _members(content))
    return content.startswith(MAGIC[-1][0]) and MACROS in content


def content_type(name: str) -> str:
    """By the ending of a name we gave ourselves; unknown endings are plain bytes."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    for kind in FORMATS.values():
        if ending in kind.extensions:
            return kind.content_type
    return "application/octet-stream"


def clean_name(name: str) -> str:
    """A name safe in a header, on any disk and on a page; never empty."""
    name = name.replace("\\", "/").rpartition("/")[2]
    # Control and format characters: a right-to-left mark can turn fdp.exe round.
    visible = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    plain = " ".join(_FORBIDDEN.sub("_", visible).split()).lstrip(".")
    stem, dot, ending = plain.rpartition(".")
    if dot and stem and len(ending) <= 8:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return plain[:LONGEST_NAME] or "file"


def named_as(name: str, kind: str) -> str:
    """``name`` with an ending that fits ``kind``; a fitting one is kept."""
    name = clean_name(name)
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in FORMATS[kind].extensions:
        return name
    known = {ending for each in FORMATS.values() for ending in each.extensions}
    base = stem if dot and stem and ending.lower() in known else name
    return clean_name(f"{base}.{FORMATS[kind].extensions[0]}")


def _packed(content: bytes) -> str:
    names = _members(content)
    if not names or len(names) > MOST_MEMBERS:
        return ""
    return next((kind for member, kind in MEMBERS.items() if member in names), "zip")


def _members(content: bytes) -> list[str]:
    """What is packed in it; nothing for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def _is_text(content: bytes) -> bool:
    sample = content[:TEXT_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(sample, "utf-16")
    return bool(sample) and any(_decodes(sample, code) for code in ("utf-8", "gb18030"))


def _decodes(sample: bytes, encoding: str) -> bool:
    """Whether it is readable text; the last character may have been cut by the sample."""
    for cut in range(4):
        try:
            text = sample[: len(sample) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(c < " " and c not in "\t\r\n\f" for c in text)
    return False
