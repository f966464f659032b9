"""The few things done to a PDF's objects just before they are written."""

import pydyf


class Verbatim(pydyf.Object):
    """An object written as it stands, outside the compressed object streams."""

    compressible = False

    def __init__(self, content: bytes):
        super().__init__()
        self._content = content

    @property
    def data(self):
        return self._content


def first_page(pdf: pydyf.PDF) -> pydyf.Dictionary:
    return next(
        item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page"
    )


def operators(pdf: pydyf.PDF, page: pydyf.Dictionary) -> bytes:
    """What draws a page that WeasyPrint has just laid down, an operator a line."""
    content = pdf.objects[int(page["Contents"].split()[0])]
    return b"\n".join(map(_bytes, content.stream)) + b"\n"


def pack(pdf: pydyf.PDF) -> None:
    """Compress every stream once; pydyf would do it for the file's hash and again to write."""
    for place, item in enumerate(pdf.objects):
        if isinstance(item, pydyf.Stream):
            packed = Verbatim(item.data)
            packed.number = item.number
            pdf.objects[place] = packed


def _bytes(item) -> bytes:
    if isinstance(item, bytes):
        return item
    return item.data if hasattr(item, "data") else str(item).encode()
