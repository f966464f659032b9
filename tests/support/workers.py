"""Worker processes of the suite's own, on the test's database, killed with SIGKILL."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from django.db import connection


class Workers:
    """Processes of ``tests.support.crash_child``; :meth:`end` kills whoever still lives."""

    def __init__(self):
        self._started: list[subprocess.Popen] = []

    def start(self, mode: str = "drain", *, claims=True, lease=1, **environment):
        """One more process.

        Args:
            claims: False is the negative control: ``JOB_CLAIMS`` off.
            lease: Seconds a claim holds without being renewed.
            environment: More variables, as the child reads them.
        """
        environment = {
            **os.environ,
            "CRASH_DATABASE": str(connection.settings_dict["NAME"]),
            "CRASH_CLAIMS": str(int(claims)),
            "CRASH_LEASE": str(lease),
            **environment,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.crash_child", mode],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def living(self) -> list[subprocess.Popen]:
        return [process for process in self._started if process.poll() is None]

    def of(self, pid: int) -> subprocess.Popen:
        """The living one with this process id."""
        return next(process for process in self.living() if process.pid == pid)

    def end(self) -> None:
        for process in self._started:
            kill(process)


def kill(process: subprocess.Popen) -> None:
    """SIGKILL to the process and to its children."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
        process.wait(10)


def wait_until(condition: Callable[[], object], seconds: float, said: Callable[[], object]):
    """Wait for ``condition()``, look every 20 ms, and answer what it answered.

    Raises:
        AssertionError: not within ``seconds``; carries what ``said()`` then tells.
    """
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, said()
        time.sleep(0.02)
    return answer
