"""The product's settings on the suite's own ground, with few lines changed for speed."""

from tests.support import ground, lines

ground.lay()
lines.watch()

from portal.settings import *  # noqa: E402, F403 -- read the environment laid above
from portal.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR  # noqa: E402 -- as above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The live server serves finder paths, not hashed names.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)
# A file, not memory: the live server, the worker thread and the test share it.
DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(VAR_DIR / "test.sqlite3")
# A connection kept by an idle thread would hold the test database open at the end.
DATABASES["default"]["CONN_MAX_AGE"] = 0
