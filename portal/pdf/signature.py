"""A place for a signature, kept free while the file is written and filled once it is.

Signing in the same pass needs no second revision of the file: the reserved place is
overwritten, and nothing else moves. What the signature says is the caller's business.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pydyf

from .objects import Verbatim, first_page

_ZERO = "0000000000"
_BEIJING = ZoneInfo("Asia/Shanghai")


class NoPlace(ValueError):
    """The file has no free place for a signature, or more than one."""


def reserve(pdf, field: str, size: int) -> None:
    """Add an invisible signature field to a PDF that WeasyPrint is about to write.

    The signature certifies the file: no change at all is allowed afterwards
    (ISO 32000, DocMDP level 1). The field has no area, so PDF/A asks no appearance.

    Args:
        pdf: A pydyf document of one or more pages.
        size: Bytes of the signature message.
    """
    page = first_page(pdf)
    signature = Verbatim(_blank(size))
    pdf.add_object(signature)
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(field),
            "F": 132,
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "P": page.reference,
            "V": signature.reference,
        }
    )
    pdf.add_object(widget)
    page["Annots"] = pydyf.Array([widget.reference])
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {"SigFlags": 3, "Fields": pydyf.Array([widget.reference])}
    )
    pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": signature.reference})


def fill(
    content: bytes, size: int, *, claimed_at: datetime, message: Callable[[bytes], bytes]
) -> bytes:
    """Sign a file that has a reserved place.

    Args:
        size: As given to :func:`reserve`.
        claimed_at: The time of signing the file will state, aware.
        message: The signature message (CMS, DER) of the SHA-256 digest it is given.

    Raises:
        NoPlace: the file was not made with a place of this size, or is signed already.
        ValueError: the message is longer than its place.
    """
    blank = _blank(size)
    if content.count(blank) != 1:
        raise NoPlace("no free place for a signature of this size")
    start = content.index(blank)
    opening = start + blank.rindex(b"<" + b"0" * (2 * size))
    closing = opening + 2 * size + 2
    stated = _stated(claimed_at, (0, opening, closing, len(content) - closing))
    before = content[:start] + stated + content[start + len(stated) : opening]
    digest = hashlib.sha256(before)
    digest.update(memoryview(content)[closing:])
    signed = message(digest.digest())
    if len(signed) > size:
        raise ValueError("the signature message is longer than its place")
    return (
        before + b"<" + signed.hex().encode().ljust(2 * size, b"0") + b">" + content[closing:]
    )


def _blank(size: int) -> bytes:
    transform = (
        b"/Reference[<</Type/SigRef/TransformMethod/DocMDP"
        b"/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
    )
    return _stated(None, (_ZERO,) * 4) + transform + b"/Contents<" + b"0" * (2 * size) + b">>>"


def _stated(claimed_at: datetime | None, byte_range) -> bytes:
    local = claimed_at and claimed_at.astimezone(_BEIJING)
    moment = local.strftime("%Y%m%d%H%M%S") if local else "0" * 14
    numbers = " ".join(f"{number:0>10}" for number in byte_range)
    return (
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
        f"/ByteRange[{numbers}]/M(D:{moment}+08'00')"
    ).encode("ascii")
