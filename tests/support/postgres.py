"""A PostgreSQL of the suite's own: one folder, one socket, no TCP, nothing synced to disk."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from tests.support import child

PACKAGE = "postgresql"
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "160",
    "timezone": "UTC",
}


class NotOurServer(Exception):
    """What answered is another PostgreSQL than the one the suite started."""


def binaries() -> Path | None:
    """The newest installed server's ``bin`` folder, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


@dataclass
class Server:
    folder: Path
    token: str
    process: subprocess.Popen

    @property
    def url(self) -> str:
        return f"postgresql://portal@/portal?host={self.folder}"

    def stop(self) -> None:
        child.stop(self.process, signal.SIGINT)


def start(folder: Path, token: str) -> Server:
    """Make a cluster under ``folder`` and wait until it answers and proves to be ours.

    Raises:
        RuntimeError: it did not start; the message carries the end of its log.
    """
    programs, user = binaries(), child.unprivileged_user()
    folder.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "portal", "-A", "trust"]
    initdb += ["-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run(child.demoted(initdb, user), check=True, capture_output=True, cwd=folder)

    options = {**_OPTIONS, "cluster_name": token, "unix_socket_directories": str(folder)}
    command = [str(programs / "postgres"), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    log = folder.parent / "postgres.log"
    server = Server(folder, token, child.spawn(command, user=user, folder=folder, log=log))
    _wait(server, log)
    return server


def _wait(server: Server, log: Path, patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return prove_ours(str(server.folder), server.token)
        except psycopg2.OperationalError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                server.stop()
                tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"PostgreSQL did not start:\n{tail}") from None
            time.sleep(0.05)


def prove_ours(host: str, token: str) -> None:
    """Compare the answering server's own name and data folder with what we started.

    Raises:
        NotOurServer: another server answers; nothing has been written to it.
    """
    connection = psycopg2.connect(host=host, user="portal", dbname="postgres")
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('cluster_name'), setting FROM pg_settings "
                "WHERE name = 'data_directory'"
            )
            name, data = cursor.fetchone()
    finally:
        connection.close()
    if name != token or os.path.realpath(data) != os.path.realpath(f"{host}/data"):
        raise NotOurServer(f"expected {token} in {host}/data, found {name} in {data}")
