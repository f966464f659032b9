"""How certificates look, version by version; each certificate pins the one it was issued in.

A version that has been issued never changes: its digest stands here and is compared
before anything is rendered. A new look is a new folder, a new entry and a new ``CURRENT``.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from . import artwork

_SOURCES = (
    *("certificate.html", "fixed.html", "certificate.css"),
    *("title.txt", "chinese.txt", "english.txt"),
)


@dataclass(frozen=True)
class NameStyle:
    """A size for names: at most so many em wide.

    ``spaced`` is for two or three Chinese characters only.
    """

    style: str
    most_em: float
    spaced: bool = False


@dataclass(frozen=True)
class TextStyle:
    """A size for the sentences, in points; line pitches and the gap between them in mm."""

    style: str
    chinese_pt: float
    chinese_pitch: float
    english_pt: float = 0.0
    english_pitch: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True)
class TemplateVersion:
    """One look. ``measure`` and ``height`` are the text's box in mm; sizes largest first."""

    id: str
    sheet: tuple[int, int]
    measure: float
    height: float
    names: tuple[NameStyle, ...]
    bilingual: tuple[TextStyle, ...]
    chinese: tuple[TextStyle, ...]
    pictures: tuple[tuple[str, Callable[[], str]], ...]
    digest: str

    @property
    def folder(self) -> str:
        return f"certificates/paper/{self.id}"

    @property
    def style(self) -> str:
        return self._source("certificate.css")

    def drawn(self) -> dict[str, str]:
        """Address of each picture to its SVG."""
        return {address: draw() for address, draw in self.pictures}

    def computed_digest(self) -> str:
        """SHA-256 of all that decides how this version looks, the fonts excepted."""
        parts = [
            repr((self.sheet, self.measure, self.height)),
            repr((self.names, self.bilingual, self.chinese)),
            *(
                self._source(name)
                for name in (
                    "certificate.html",
                    "certificate.css",
                    "chinese.txt",
                    "english.txt",
                )
            ),
            *(f"{address} {svg}" for address, svg in sorted(self.drawn().items())),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _source(self, name: str) -> str:
        path = Path(settings.BASE_DIR) / "templates" / self.folder / name
        return path.read_text(encoding="utf-8")


class UnknownVersion(LookupError):
    """The certificate was issued in a version this program does not have."""


class ChangedVersion(RuntimeError):
    """A version's files are no longer those it was issued with; nothing may be rendered."""


COMPLETION_1 = TemplateVersion(
    id="completion-1",
    sheet=(297, 210),
    measure=213,
    height=55,
    names=(
        NameStyle("n1", 3, spaced=True),
        NameStyle("n2", 7),
        NameStyle("n3", 13),
        NameStyle("n4", 21),
        NameStyle("n5", 31),
    ),
    bilingual=(
        TextStyle("f1", 15, 9.4, 9.4, 4.9, 4),
        TextStyle("f2", 13.5, 8, 9, 4.5, 3),
        TextStyle("f3", 12, 7, 8, 4.1, 3),
    ),
    chinese=(
        TextStyle("g1", 18, 12.4),
        TextStyle("g2", 16, 10.4),
        TextStyle("g3", 13.5, 8.4),
    ),
    pictures=(
        ("art:frame", lambda: artwork.frame(297, 210)),
        ("art:sample-seal", artwork.sample_seal),
    ),
    digest="6c140b50d257f375610608ff993bd24b1533aeba0133b0d23e989f6f7969db72",
)
VERSIONS = {version.id: version for version in (COMPLETION_1,)}
CURRENT = COMPLETION_1.id


@lru_cache(maxsize=8)
def checked(version_id: str) -> TemplateVersion:
    """The version by its id, compared once per process with what was issued.

    Raises:
        UnknownVersion: no such version here.
        ChangedVersion: its files have been edited.
    """
    version = VERSIONS.get(version_id)
    if version is None:
        raise UnknownVersion(version_id)
    if version.computed_digest() != version.digest:
        raise ChangedVersion(version_id)
    return version
