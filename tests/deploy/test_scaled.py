"""The scaled portal as the image runs it: every role as a process of its own."""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from portal.demo.server import claim
from tests.demo.test_demo import environment
from tests.support import ground

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.proof, pytest.mark.postgres]


@pytest.fixture
def scaled(postgresql, tmp_path):
    """The environment of the compose file, on a database of its own."""
    name, host = f"scaled_{secrets.token_hex(4)}", settings.DATABASES["default"]["HOST"]
    connection = psycopg2.connect(host=host, user="portal", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    with claim(0) as listener:
        port = listener.getsockname()[1]
    return environment(
        tmp_path / "var",
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        PORTAL_SITE_URL="https://portal.example.cn",
        PORTAL_SECRET_KEY=secrets.token_hex(32),
        PORTAL_DATA_KEY=secrets.token_hex(32),
        DATABASE_URL=f"postgresql://portal@/{name}?host={host}",
        REDIS_URL=f"{os.environ[ground.REDIS_URL]}/40",
        WEB_CONCURRENCY="2",
        PORTAL_WEB_BIND=f"127.0.0.1:{port}",
        PORTAL_TRUSTED_PROXIES="1",
    )


def role(*words: str, env: dict[str, str], log: Path) -> subprocess.Popen:
    with log.open("wb") as sink:
        return subprocess.Popen(
            ["sh", "deploy/entrypoint.sh", *words],
            cwd=ROOT,
            env=env,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )


def page(env: dict[str, str], path: str) -> int:
    """The status the proxy would see."""
    headers = {"Host": "portal.example.cn", "X-Forwarded-Proto": "https"}
    headers["X-Forwarded-For"] = "192.0.2.1"
    address = f"http://{env['PORTAL_WEB_BIND']}{path}"
    with urllib.request.urlopen(
        urllib.request.Request(address, headers=headers), timeout=5
    ) as answer:
        return answer.status


def eventually(condition, patience: float = 60) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


def test_web_workers_and_beat_run_side_by_side(scaled, tmp_path):
    migrated = role("migrate", env=scaled, log=tmp_path / "migrate.log").wait(timeout=120)
    worker_log = tmp_path / "worker.log"
    running = [
        role("web", env=scaled, log=tmp_path / "web.log"),
        role("worker", "default,mail", env=scaled, log=worker_log),
        role("worker", "pdf", env=scaled, log=tmp_path / "pdf.log"),
        role("beat", env=scaled, log=tmp_path / "beat.log"),
    ]
    try:
        answers = eventually(lambda: page(scaled, "/") == 200)
        swept = eventually(lambda: b"portal.jobs.sweep[" in worker_log.read_bytes())
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        ends = [process.wait(timeout=60) for process in running]

    said = "\n".join(p.read_text(errors="replace")[-1500:] for p in tmp_path.glob("*.log"))
    assert (migrated, answers, swept) == (0, True, True), said
    assert ends == [0, 0, 0, 0], said
