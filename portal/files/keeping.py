"""Writing bytes to the storage: disk or S3, under a key that tells nothing."""

import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from . import formats

log = logging.getLogger(__name__)


class StorageBroken(Exception):
    """The storage gave back other bytes than it was given; try again later."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the storage and waits for its row."""

    key: str
    name: str
    size: int
    sha256: str
    content_type: str
    purpose: str
    owner: str


def keep(content: bytes, *, name: str, purpose: str, owner: str) -> Kept:
    """Write ``content``, read it back, and only then answer.

    Call outside any transaction, then insert the row by
    :meth:`StoredFile.from_kept` inside one. If that never happens the bytes
    lie unreferenced under a random key; nothing points at half a file.

    Args:
        name: As people see it; directions and control characters are taken out.
        purpose: ``roster``, ``certificate``…: the folder in the storage.
        owner: Code of the body it belongs to, or ``""``.

    Raises:
        OSError: disk full, storage away.
        StorageBroken: what was read back differs.
    """
    _refuse_inside_transaction()
    digest = hashlib.sha256(content).hexdigest()
    key = default_storage.save(f"{purpose}/{secrets.token_hex(20)}", ContentFile(content))
    try:
        _settle(key)
        if _digest(key) != digest:
            raise StorageBroken(key)
    except (OSError, StorageBroken):
        discard(key)
        raise
    clean = formats.clean_name(name)
    return Kept(key, clean, len(content), digest, formats.content_type(clean), purpose, owner)


def discard(key: str) -> None:
    """Remove bytes that got no row; a storage that will not is only noted."""
    try:
        default_storage.delete(key)
    except OSError:
        log.warning("unreferenced file stays in the storage: %s", key)


def _digest(key: str) -> str:
    with default_storage.open(key) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()


def _settle(key: str) -> None:
    """To the disk itself: a row must not outlive its file when the power goes."""
    if not isinstance(default_storage, FileSystemStorage):
        return
    path = Path(default_storage.path(key))
    for place in (path, path.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_inside_transaction() -> None:
    blocks = connection.atomic_blocks
    # A test's own enclosing transaction does not count, as for atomic(durable=True).
    if blocks and not blocks[-1]._from_testcase:
        raise RuntimeError("files are written outside transactions: keep first, then the row")
