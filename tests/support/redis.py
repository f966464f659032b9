"""A Redis of the suite's own on a free loopback port, opened only by a random password."""

import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.support import child

PACKAGE = "redis-server"


def binary() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


@dataclass
class Server:
    port: int
    token: str
    process: subprocess.Popen

    @property
    def url(self) -> str:
        """Without the database number; each test process takes its own."""
        return f"redis://:{self.token}@127.0.0.1:{self.port}"

    def stop(self) -> None:
        child.stop(self.process, signal.SIGTERM)


def start(folder: Path, token: str) -> Server:
    """Start it and wait for an answer.

    The password is ours alone, so whatever lets us in is the server we started.

    Raises:
        RuntimeError: it did not answer; the message carries the end of its log.
    """
    folder.mkdir(mode=0o700)
    port, log = _free_port(), folder / "redis.log"
    options = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", token]
    options += ["--save", "", "--appendonly", "no", "--dir", str(folder), "--databases", "64"]
    process = child.spawn([binary(), *options], user=None, folder=folder, log=log)
    server = Server(port, token, process)
    deadline = time.monotonic() + 15
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > deadline:
            server.stop()
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"Redis did not start:\n{tail}")
        time.sleep(0.05)
    return server


def _answers(server: Server) -> bool:
    client = redis.Redis.from_url(f"{server.url}/0")
    try:
        return client.ping()
    except redis.RedisError:
        return False
    finally:
        client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
