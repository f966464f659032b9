"""The zip around .xlsx and .ods, inflated under a budget before anything trusts it.

What a zip says of its own sizes is the sender's word. Every member is
therefore inflated once, piece by piece and counted, and looked through for
the few things that decide what is done with it.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from .refusal import Refused

MAX_UNPACKED = 64 * 1024 * 1024
MAX_MEMBERS = 200
MAX_RATIO = 100
# Below this a high ratio is an empty sheet with many formatted rows, not a bomb.
RATIO_MATTERS_ABOVE = 4 * 1024 * 1024
PIECE = 256 * 1024
OVERLAP = 128
LOCAL_HEADER = 30
ENCRYPTED_FLAG = 0x1

DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
WIDE_XML = (b"\xff\xfe", b"\xfe\xff")
FAR_CELL = re.compile(rb'r="([A-Z]{3}\d+|[A-Z]{1,2}(?:[2-9]\d{5}|\d{7,}))"[^>/]*>')
# Cheap literals first: most sheets hold none of them and are never parsed twice.
TELLTALES = (
    (b"<f", re.compile(rb"<f[\s/>]")),
    (b":f", re.compile(rb":f[\s/>]")),
    (b"hidden", re.compile(rb"hidden\s*=\s*[\"'](?:1|true)")),
    (b'"e"', re.compile(rb'\bt\s*=\s*"e"')),
    (b"'e'", re.compile(rb"\bt\s*=\s*'e'")),
)


class Look:
    """What a member was seen to hold while it was counted."""

    def __init__(self):
        self.needs_care = False
        self.far_cell = ""


class Archive:
    """A zip in memory whose every member has been counted. Raises :class:`Refused`."""

    def __init__(self, content: bytes):
        self.content = content
        self.members = {info.filename: info for info in _directory(content)}
        self.looks: dict[str, Look] = {}
        self._count()

    def holds(self, prefix: str) -> bool:
        return any(name.startswith(prefix) for name in self.members)

    def read(self, name: str) -> bytes:
        """The whole member, or nothing where there is none."""
        return b"".join(self.pieces(name)) if name in self.members else b""

    def pieces(self, name: str) -> Iterator[bytes]:
        """The member's real bytes, however long it claims to be."""
        info = self.members[name]
        start = self._data_start(info)
        packed = memoryview(self.content)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            return (bytes(packed[at : at + PIECE]) for at in range(0, len(packed), PIECE))
        if info.compress_type == zipfile.ZIP_DEFLATED:
            return _inflated(packed)
        raise Refused("damaged")

    def _data_start(self, info) -> int:
        header = self.content[info.header_offset : info.header_offset + LOCAL_HEADER]
        if len(header) < LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise Refused("damaged")
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        return info.header_offset + LOCAL_HEADER + name_length + extra_length

    def _count(self) -> None:
        total = 0
        bound = max(RATIO_MATTERS_ABOVE, MAX_RATIO * len(self.content))
        for name in self.members:
            look, tail = self.looks.setdefault(name, Look()), b""
            for piece in self.pieces(name):
                total += len(piece)
                if total > min(MAX_UNPACKED, bound):
                    raise Refused("bomb")
                if name.endswith((".xml", ".rels")):
                    _look_through(tail + piece, look, first=not tail)
                    tail = piece[-OVERLAP:]


def _directory(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as problem:
        raise Refused("damaged") from problem
    if len(infos) > MAX_MEMBERS:
        raise Refused("bomb")
    if any(info.flag_bits & ENCRYPTED_FLAG for info in infos):
        raise Refused("encrypted")
    if len({info.filename for info in infos}) < len(infos):
        raise Refused("damaged")
    return infos


def _inflated(packed: memoryview) -> Iterator[bytes]:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = packed
    try:
        while not machine.eof:
            piece = machine.decompress(waiting, PIECE)
            waiting = machine.unconsumed_tail
            if not piece and not waiting:
                raise Refused("damaged")
            yield piece
    except zlib.error as problem:
        raise Refused("damaged") from problem


def _look_through(text: bytes, look: Look, *, first: bool) -> None:
    declared = b"<!" in text and any(word in text for word in DECLARATIONS)
    if declared or (first and text.startswith(WIDE_XML)):
        raise Refused("declaration")
    if not look.needs_care:
        look.needs_care = any(
            literal in text and pattern.search(text) for literal, pattern in TELLTALES
        )
    if not look.far_cell and (found := FAR_CELL.search(text)):
        look.far_cell = found[1].decode()
