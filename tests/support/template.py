"""A migrated SQLite file kept between runs: migrating takes seconds, copying none.

Kept under the project's ignored ``var/test`` and named by every migration's content, so
that any change of one makes a new file. The gate (``PORTAL_TEST_FRESH=1``) always migrates.
"""

import hashlib
import os
import shutil
from pathlib import Path

import django
from django.apps import apps

KEPT = Path(__file__).resolve().parents[2] / "var" / "test"


def path() -> Path:
    content = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            content.update(f"{app.label}/{file.name}".encode())
            content.update(file.read_bytes())
    return KEPT / f"{content.hexdigest()[:24]}.sqlite3"


def lay(database: Path) -> bool:
    """Put the kept file where the test database will be looked for; whether there was one."""
    kept = path()
    if os.environ.get("PORTAL_TEST_FRESH") or not kept.exists():
        return False
    shutil.copyfile(kept, database)
    return True


def keep(database: Path) -> None:
    """Keep a freshly migrated file and drop those of other migrations."""
    kept = path()
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(database, draft)
    draft.replace(kept)
    for other in KEPT.glob("*.sqlite3"):
        if other != kept:
            other.unlink(missing_ok=True)
