"""The whole embedded portal, killed with SIGKILL while it sends mail, and started again."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from tests.support import smtp_sink

ROOT = Path(__file__).resolve().parents[3]
MAILS = 40


@pytest.fixture
def sink():
    sink = smtp_sink.start()
    sink.delay = 0.03
    yield sink
    sink.close()


@pytest.fixture
def installation(tmp_path, sink):
    """A portal of its own: environment, folder, migrated database."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PORTAL_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_VAR_DIR": str(tmp_path / "var"),
        "PORTAL_EMAIL_URL": f"smtp://127.0.0.1:{sink.config['port']}",
        "PORTAL_WEB_BIND": f"127.0.0.1:{free_port()}",
    }
    run(environment, "manage.py", "migrate", "--no-input", "-v0")
    return environment


@pytest.fixture
def portal(installation):
    """``portal()`` starts the web process with its worker and waits until it answers."""
    started = []

    def portal():
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        process = subprocess.Popen(
            [*command, "portal.wsgi"],
            cwd=ROOT,
            env=installation,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        wait_until(lambda: answer(installation, "/healthz")[0] == 200, 30)
        return process

    yield portal
    for process in started:
        kill(process)


def run(environment, *command):
    subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(environment, path):
    try:
        address = f"http://{environment['PORTAL_WEB_BIND']}{path}"
        with urllib.request.urlopen(address, timeout=5) as page:
            return page.status, page.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()
    except OSError:
        return 0, b""


def kill(process):
    if process.poll() is None:
        os.killpg(process.pid, 9)
        process.wait(10)


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_mail_survives_kill_9_and_goes_out_at_most_once_more(portal, installation, sink):
    first = portal()
    run(installation, "-m", "tests.portal.notices.portal_child", str(MAILS))
    wait_until(lambda: len(sink.letters) >= 10, 30)

    kill(first)
    sent_before = len(sink.letters)
    portal()
    wait_until(lambda: len({letter.recipient for letter in sink.letters}) == MAILS, 30)
    wait_until(lambda: answer(installation, "/readyz")[0] == 200, 15)

    assert 10 <= sent_before < MAILS
    copies = Counter(letter.message_id for letter in sink.letters)
    assert (len(copies), sorted(copies.values())[-2:]) in (
        (MAILS, [1, 1]),
        (MAILS, [1, 2]),
    )
    report = json.loads(answer(installation, "/readyz")[1])
    assert report["checks"]["broker"] == {"ok": True, "kind": "embedded"}
