"""Servers that fall over under work: PostgreSQL by SIGQUIT, Redis by SIGKILL, many times."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psycopg2
import pytest

from tests.support import postgres, redis

pytestmark = [pytest.mark.proof, pytest.mark.postgres]
JOBS, ITEMS = 60, 20


class Ground:
    """A database and a broker of the test's own, a worker on them, and its progress."""

    def __init__(self, folder):
        # The database's own user must be able to walk to its folder inside.
        folder.chmod(0o711)
        self.database = postgres.start(folder / "postgres", "outage")
        self.broker = redis.start(folder / "redis", "outage")
        self.environment = {
            **os.environ,
            "PORTAL_TEST_DATABASE_URL": self.database.url,
            "PORTAL_TEST_REDIS_URL": self.broker.url,
            "CRASH_DATABASE": "portal",
            "CRASH_JOBS": str(JOBS),
            "CRASH_ITEMS": str(ITEMS),
        }
        self.rows("CREATE DATABASE portal", database="postgres")
        self.run("-m", "django", "migrate", "-v0", "--settings", "tests.settings")
        self.run("-m", "tests.support.crash_child", "fill")
        self.worker = self.spawn("-m", "tests.support.crash_child", "celery")

    def run(self, *command):
        subprocess.run([sys.executable, *command], env=self.environment, check=True)

    def spawn(self, *command):
        return subprocess.Popen(
            [sys.executable, *command],
            env=self.environment,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def rows(self, statement, database="portal"):
        connection = psycopg2.connect(host=self.database.folder, user="portal", dbname=database)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def restart(self, server, how):
        server.process.send_signal(how)
        server.process.wait(20)
        time.sleep(0.5)
        server.process = subprocess.Popen(
            server.process.args, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def items_done(self) -> int:
        return self.rows("SELECT count(*) FROM audit_entry WHERE action LIKE '%.item%'")[0][0]

    def is_finished(self) -> bool:
        return self.rows("SELECT count(*) FROM jobs_job WHERE state <> 'done'") == [(0,)]

    def effects(self) -> Counter:
        found = self.rows(
            "SELECT target_id, action, count(*) FROM audit_entry "
            "WHERE action LIKE '%.item%' GROUP BY 1, 2"
        )
        return Counter(count for _job, _action, count in found)

    def close(self):
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait(10)
        self.broker.stop()
        self.database.stop()


@pytest.fixture
def ground():
    # Not pytest's own folder, which is closed to every other user.
    with tempfile.TemporaryDirectory(prefix="portal-outage-") as folder:
        ground = Ground(Path(folder))
        yield ground
        ground.close()


def wait_until(condition, seconds=120):
    end = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except psycopg2.Error:
            pass  # it is just starting again
        assert time.monotonic() < end
        time.sleep(0.1)


def fall_over(ground, server, how, times):
    """Each time only after the worker has got further than before."""
    for _ in range(times):
        before = ground.items_done()
        wait_until(lambda seen=before: ground.items_done() > seen or ground.is_finished())
        ground.restart(server, how)
        wait_until(lambda: ground.items_done() >= 0)


@pytest.mark.skipif(postgres.binaries() is None, reason="needs PostgreSQL")
def test_a_database_that_falls_over_loses_and_repeats_nothing(ground):
    fall_over(ground, ground.database, signal.SIGQUIT, times=6)

    wait_until(ground.is_finished)
    assert ground.effects() == {1: JOBS * ITEMS}


@pytest.mark.skipif(redis.binary() is None, reason="needs Redis")
def test_a_broker_that_falls_over_loses_and_repeats_nothing(ground):
    fall_over(ground, ground.broker, signal.SIGKILL, times=6)

    wait_until(ground.is_finished)
    assert ground.effects() == {1: JOBS * ITEMS}
