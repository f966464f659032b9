"""The two packaged faces every paper is set in, and the cut of them browsers fall back to.

No system font ever draws in a paper: what the faces lack is refused beforehand
(:func:`missing`) and what slips in all the same is refused by the renderer.
"""

import os
import threading
from pathlib import Path

import pylopdf_fonts_zh_cn as package
from django.conf import settings

from .faces import Face, everyday
from .webfont import woff2

SERIF = Face("Portal Serif", package.serif_path())
SANS = Face("Portal Sans", package.sans_path())
FACES = (SERIF, SANS)
FAMILIES = frozenset(face.family for face in FACES)


def missing(text: str) -> set[str]:
    """The characters of ``text`` that neither face can draw; white space counts as drawn.

    Call it when a name comes in and again before anything is issued: text
    extracted from a PDF proves nothing, a crossed box keeps its character.
    """
    return {
        character
        for character in set(text)
        if not character.isspace() and not any(character in face for face in FACES)
    }


def width(text: str) -> float:
    """How wide ``text`` runs in a serif paper, in em of its size; unkerned, as papers are."""
    return sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    widths = (face.width(character) for face in FACES)
    return next((known for known in widths if known is not None), 1.0)


def common() -> Path:
    """Where the browser's Chinese face stands: GB 2312, Latin and punctuation."""
    return settings.VAR_DIR / "fonts" / "portal-cjk.woff2"


def rare() -> Path:
    """Where the rest of the face stands, for a page that shows a rarer character."""
    return settings.VAR_DIR / "fonts" / "portal-cjk-rare.woff2"


def ready() -> bool:
    """Whether both web fonts stand."""
    return common().exists() and rare().exists()


def ensure() -> None:
    """Make the web fonts that do not stand yet; some 2 s of CPU time, once per machine.

    The first sweep does it. Papers need nothing made beforehand. Two processes may do it
    at once: each writes a draft and renames it.

    Raises:
        OSError: the folder cannot be written.
    """
    usual = set(everyday()).intersection(SANS)
    for path, characters in ((common(), usual), (rare(), usual.symmetric_difference(SANS))):
        if not path.exists():
            _keep(path, woff2(SANS.web_cut(characters)))


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    draft.write_bytes(content)
    draft.replace(path)
