"""``python -m benchmarks [room…]``: run the benchmarks, print and keep their rows.

Each room is measured in a process of its own, on a ground that is made for it and
thrown away: the portal's database is never touched. Rows go to the output, what
else a room tells to the error output, all rows to ``$PORTAL_VAR_DIR/bench.json``.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.rows import Row
from tests.support import postgres, redis

HERE = Path(__file__).resolve().parent.parent
BOTH = ("sqlite", "postgres")
ROOMS = {
    "people": BOTH,
    "reminders": BOTH,
    "certificates": ("sqlite",),
    "import_rows": ("sqlite",),
    "export_rows": ("sqlite",),
}


def main(names: list[str]) -> int:
    kept, broken = [], 0
    for name in names or ROOMS:
        for database in ROOMS[name]:
            if database == "postgres" and not (postgres.binaries() and redis.binary()):
                print(f"{name}: no PostgreSQL and Redis here", file=sys.stderr)
                continue
            child = measuring(name, database)
            for row in rows(child):
                print(row, flush=True)
                kept.append({**asdict(row), "ok": row.reached})
            broken += child.wait() != 0
    folder = Path(os.environ.get("PORTAL_VAR_DIR") or HERE / "var")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    Path(folder, "bench.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return 1 if broken else 0


def measuring(name: str, database: str) -> subprocess.Popen:
    """The process that measures one room on that database."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")},
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PORTAL_TEST_DATABASE": database,
    }
    return subprocess.Popen(  # noqa: S603 -- this interpreter, our own module
        [sys.executable, "-m", "benchmarks.child", name],
        cwd=HERE,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def rows(child: subprocess.Popen) -> Iterator[Row]:
    with child.stdout:
        for line in child.stdout:
            yield Row(**json.loads(line))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
