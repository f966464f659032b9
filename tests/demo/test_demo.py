"""A rehearsal starts with one command, on this machine only, and never among real data."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.exceptions import PermissionDenied

from portal import clock
from portal.clock.actions import set_rehearsal_clock
from portal.clock.models import RehearsalClock
from portal.demo import loading, static_files
from portal.demo.server import PortBusy, claim
from tests.factories import user

ROOT = Path(__file__).resolve().parents[2]


def test_a_rehearsal_opens_on_the_morning_of_28_october_2022(db, rehearsal):
    loading.load()

    assert clock.today().isoformat() == "2022-10-28"


def test_loading_again_leaves_the_clock_where_it_was_moved(db, rehearsal):
    loading.load()
    moved = datetime(2022, 11, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    set_rehearsal_clock(moved)

    loading.load()

    assert clock.today().isoformat() == "2022-11-01"


def test_personas_are_never_put_among_real_accounts(db, rehearsal):
    user("real-person")

    with pytest.raises(PermissionDenied, match="正式账号"):
        loading.load()

    assert RehearsalClock.objects.count() == 0


def test_a_port_is_ours_from_the_first_moment_or_refused():
    with claim(0) as listener:
        port = listener.getsockname()[1]

        with pytest.raises(PortBusy):
            claim(port)


def test_static_files_are_collected_again_only_when_one_changed(settings, tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "page.css").write_text("p { margin: 0 }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [sources], tmp_path / "collected"
    get_finder.cache_clear()

    turns = [static_files.collect(), static_files.collect()]
    (sources / "page.css").write_text("p { margin: 1px }")
    turns.append(static_files.collect())

    get_finder.cache_clear()
    assert turns == [True, False, True]
    assert (tmp_path / "collected/page.css").read_text() == "p { margin: 1px }"


def environment(folder: Path, **changes) -> dict[str, str]:
    """A user's shell: nothing of the suite's own ground in it."""
    ours = ("PORTAL_", "DATABASE_URL", "REDIS_URL", "DJANGO_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return {**kept, "PORTAL_VAR_DIR": str(folder), **changes}


def demo(*options: str, env: dict[str, str], **how) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *options],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **how,
    )


def wait_for(process: subprocess.Popen, sign: str) -> str:
    """The first line of the process's output that begins with ``sign``."""
    deadline, seen = time.monotonic() + 90, []
    for line in process.stdout:
        seen.append(line)
        if line.startswith(sign):
            return line
        if time.monotonic() > deadline:
            break
    raise AssertionError(f"no {sign!r} in:\n" + "".join(seen[-30:]))


def test_one_command_runs_the_portal_and_one_signal_ends_it(tmp_path):
    with claim(0) as listener:
        port = str(listener.getsockname()[1])
    running = demo("--port", port, env=environment(tmp_path))
    try:
        ready = wait_for(running, "READY")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
            answer = page.status
        second = demo("--port", port, env=environment(tmp_path / "other"))
        refusal, _ = second.communicate(timeout=60)
        third = demo("--port", str(int(port) + 1), env=environment(tmp_path))
        sharing, _ = third.communicate(timeout=60)
    finally:
        running.send_signal(signal.SIGTERM)
        rest, _ = running.communicate(timeout=40)

    assert ready.endswith(f"http://127.0.0.1:{port}/\n")
    assert answer == 200
    assert refusal.count("\n") == 1
    assert f"端口 {port} 不可用" in refusal
    assert "正被另一个演练使用" in sharing
    assert (running.returncode, "Traceback" in rest) == (0, False)
    assert oct((tmp_path / "keys").stat().st_mode)[-3:] == "700"
    assert is_rehearsal(tmp_path) == "True"


def is_rehearsal(folder: Path, **changes) -> str:
    """What a command on that folder takes itself for, with nothing else set."""
    asked = "from django.conf import settings; print(settings.REHEARSAL)"
    command = [sys.executable, "-c", asked]
    setting = {"DJANGO_SETTINGS_MODULE": "portal.settings", **changes}
    done = subprocess.run(
        command, cwd=ROOT, env=environment(folder, **setting), capture_output=True, text=True
    )
    return done.stdout.strip()


def test_a_folder_of_its_own_is_no_rehearsal_and_the_setting_decides(tmp_path):
    (tmp_path / "marked").mkdir()
    (tmp_path / "marked/rehearsal").touch()

    assert is_rehearsal(tmp_path / "real") == "False"
    assert is_rehearsal(tmp_path / "marked", PORTAL_REHEARSAL="0") == "False"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "请取消 REDIS_URL"),
        (
            {
                "PORTAL_SITE_URL": "https://portal.example.cn",
                "PORTAL_SECRET_KEY": "s" * 64,
                "PORTAL_DATA_KEY": "d" * 64,
            },
            "演练只能在本机地址上运行",
        ),
    ],
)
def test_what_is_no_rehearsal_is_refused_in_one_line(tmp_path, changes, reason):
    refused = demo("--port", "0", env=environment(tmp_path, **changes))
    said, _ = refused.communicate(timeout=60)

    assert refused.returncode == 1
    assert said.count("\n") == 1
    assert reason in said
