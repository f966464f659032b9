"""Nonsense is refused at start, in one clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def start(tmp_path, **settings):
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PORTAL_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    environment |= {"PORTAL_VAR_DIR": str(tmp_path), **settings}
    command = [sys.executable, "-c", "import portal.settings"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=False, text=True
    )
    return done.returncode, done.stderr.strip().splitlines()[-1:]


def test_one_web_process_may_have_the_embedded_queue(tmp_path):
    assert start(tmp_path, WEB_CONCURRENCY="1") == (0, [])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"WEB_CONCURRENCY": "3"}, "WEB_CONCURRENCY 大于 1 时必须设置 REDIS_URL"),
        ({"WEB_CONCURRENCY": "many"}, "WEB_CONCURRENCY='many'"),
        ({"PORTAL_JOB_LEASE_SECONDS": "0"}, "PORTAL_JOB_LEASE_SECONDS='0'"),
    ],
)
def test_what_cannot_work_is_refused(tmp_path, settings, words):
    code, [line] = start(tmp_path, **settings)

    assert code != 0
    assert words in line


def test_several_web_processes_may_share_redis(tmp_path):
    redis = "redis://127.0.0.1:6379/0"

    assert start(tmp_path, WEB_CONCURRENCY="3", REDIS_URL=redis) == (0, [])
