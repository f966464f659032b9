"""The ground a test run stands on: a folder of its own, and servers of its own when asked.

``PORTAL_TEST_DATABASE=postgres`` puts the whole session on a private
PostgreSQL and Redis. Settings of the surrounding shell never reach the
suite: whatever ``DATABASE_URL`` points at there is somebody's, and the suite
drops tables. Processes started by the first one (xdist) share its servers.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from tests.support import postgres, redis

FOLDER = "PORTAL_TEST_FOLDER"
TOKEN = "PORTAL_TEST_TOKEN"
DATABASE_URL = "PORTAL_TEST_DATABASE_URL"
REDIS_URL = "PORTAL_TEST_REDIS_URL"


def lay() -> None:
    """Set the environment that ``portal.settings`` is about to read."""
    if FOLDER not in os.environ:
        _open()
    _forget_the_shell()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    var = Path(os.environ[FOLDER], f"var{worker}")
    var.mkdir(exist_ok=True)
    os.environ["PORTAL_VAR_DIR"] = str(var)
    if DATABASE_URL in os.environ:
        os.environ["DATABASE_URL"] = os.environ[DATABASE_URL]
        number = int(worker.removeprefix("gw")) + 1 if worker else 0
        os.environ["REDIS_URL"] = f"{os.environ[REDIS_URL]}/{number}"


def _open() -> None:
    wanted = os.environ.get("PORTAL_TEST_DATABASE", "sqlite")
    if wanted not in {"sqlite", "postgres"}:
        raise RuntimeError(f"PORTAL_TEST_DATABASE={wanted!r}: sqlite or postgres")
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    # A server run by another user must be able to walk to its own folder inside.
    folder.chmod(0o711)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[FOLDER] = str(folder)
    os.environ[TOKEN] = secrets.token_hex(16)
    if wanted == "postgres":
        _start_servers(folder, os.environ[TOKEN])


def _start_servers(folder: Path, token: str) -> None:
    missing = [
        package
        for package, found in (
            (postgres.PACKAGE, postgres.binaries()),
            (redis.PACKAGE, redis.binary()),
        )
        if not found
    ]
    if missing:
        raise RuntimeError(f"missing: apt-get install -y {' '.join(missing)}")
    database = postgres.start(folder / "postgres", token)
    atexit.register(database.stop)
    broker = redis.start(folder / "redis", token)
    atexit.register(broker.stop)
    os.environ[DATABASE_URL], os.environ[REDIS_URL] = database.url, broker.url


def _forget_the_shell() -> None:
    for name in list(os.environ):
        if name in {"DATABASE_URL", "REDIS_URL"} or (
            name.startswith("PORTAL_") and not name.startswith("PORTAL_TEST_")
        ):
            del os.environ[name]


def prove_own_database(settings_dict: dict) -> None:
    """Refuse any database but the run's own, before a single statement changes it.

    Args:
        settings_dict: one entry of Django's ``DATABASES``.
    """
    if settings_dict["ENGINE"].endswith("sqlite3"):
        if not Path(settings_dict["TEST"]["NAME"]).is_relative_to(os.environ[FOLDER]):
            raise postgres.NotOurServer(str(settings_dict["TEST"]["NAME"]))
        return
    postgres.prove_ours(settings_dict["HOST"], os.environ[TOKEN])
