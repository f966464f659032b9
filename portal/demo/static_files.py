"""Collecting static files only when one of them changed: it is the slow part of a start."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Fill ``STATIC_ROOT`` unless it was filled from exactly these files; whether it did."""
    mark = Path(settings.STATIC_ROOT, ".collected")
    current = _fingerprint()
    if mark.exists() and mark.read_text(encoding="ascii") == current:
        return False
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(current, encoding="ascii")
    return True


def _fingerprint() -> str:
    """SHA-256 over name, size and time of every source file, and the kind of storage."""
    files = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            files.append((name, facts.st_size, facts.st_mtime_ns))
    content = json.dumps([settings.STORAGES["staticfiles"], sorted(files)])
    return hashlib.sha256(content.encode()).hexdigest()
