"""Real processes, killed with SIGKILL: nothing is lost and nothing happens twice."""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection

from portal import clock
from portal.audit.models import Entry
from portal.jobs import queue, registry
from portal.jobs.models import Job, Periodic
from portal.jobs.states import FINAL
from portal.policy import SystemActor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
SYSTEM = SystemActor("测试")
needs_redis = pytest.mark.skipif(
    not django_settings.REDIS_URL, reason="needs the run's own Redis; see the second pass"
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    """Known here so that they can be enqueued; only the children do them."""
    monkeypatch.setattr(registry, "_kinds", {})
    registry.register("crash.batch", None)
    registry.register("crash.single", None)
    registry.register("crash.poison", None)


@pytest.fixture
def child():
    """``child(mode, claims=True)`` starts a worker process; all are killed at the end."""
    started = []

    def child(mode="drain", *, claims=True, lease=1):
        environment = {
            **os.environ,
            "CRASH_DATABASE": str(connection.settings_dict["NAME"]),
            "CRASH_CLAIMS": str(int(claims)),
            "CRASH_LEASE": str(lease),
        }
        command = [sys.executable, "-m", "tests.portal.jobs.crash_child", mode]
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield child
    for process in started:
        kill(process)


def kill(process):
    """SIGKILL to the process and to its children."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
        process.wait(10)
    process.stdout.close()


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, Counter(Job.objects.values_list("state", flat=True))
        time.sleep(0.05)


def all_ended():
    return not Job.objects.exclude(state__in=FINAL).exists()


def deliver_twice(child, claims):
    """Two workers get every message, and start together; their exit codes."""
    workers = [child("deliver", claims=claims) for _ in range(2)]
    assert [process.stdout.readline() for process in workers] == [b"ready\n"] * 2
    Periodic.objects.create(name="go", due_at=clock.wall())
    return [process.wait(60) for process in workers]


def enqueue(jobs, items, **payload):
    for number in range(jobs):
        payload = {"items": items, **payload}
        queue.enqueue("crash.batch", f"batch{number}", payload, actor=SYSTEM)


def effects():
    """How often each item of each job was done."""
    return Counter(Entry.objects.values_list("target_id", "action"))


def every_item_once(jobs, items):
    counts = effects()
    return len(counts) == jobs * items and set(counts.values()) == {1}


def kill_often(start, kills, seed):
    """Let a worker get somewhere, kill it, start another; ends with a living one."""
    dice = random.Random(seed)  # noqa: S311 -- moments to kill at, repeatable
    for _ in range(kills):
        before, victim = Entry.objects.count(), start()
        wait_until(lambda seen=before: Entry.objects.count() > seen or all_ended(), 30)
        time.sleep(dice.uniform(0, 0.05))
        kill(victim)
    start()


def test_a_worker_killed_in_mid_batch_loses_and_repeats_nothing(child):
    enqueue(jobs=4, items=30)

    kill_often(child, kills=4, seed=7)

    wait_until(all_ended, 60)
    assert set(Job.objects.values_list("state", "done_count")) == {("done", 30)}
    assert every_item_once(4, 30)


def enqueue_singles(count):
    for number in range(count):
        queue.enqueue("crash.single", f"single{number}", {}, actor=SYSTEM)


def test_a_message_delivered_to_two_workers_is_one_job(child):
    enqueue_singles(100)

    assert deliver_twice(child, claims=True) == [0, 0]

    assert every_item_once(100, 1)
    assert len(set(Entry.objects.values_list("detail__worker", flat=True))) == 2


def test_without_claims_it_is_done_twice(child):
    """Negative control: the same delivery with the claim switched off must go wrong."""
    enqueue_singles(100)

    assert deliver_twice(child, claims=False) == [0, 0]

    assert 2 in effects().values()


def test_a_job_that_kills_its_worker_is_stopped_and_the_others_are_done(child, settings):
    queue.enqueue("crash.poison", "poison", {}, actor=SYSTEM)
    enqueue(jobs=3, items=2)

    for _ in range(settings.JOB_ATTEMPTS + 1):
        child().wait(60)

    poison = Job.objects.get(key="poison")
    assert (poison.state, poison.attempts) == ("failed", settings.JOB_ATTEMPTS)
    assert every_item_once(3, 2)


@needs_redis
def test_a_wiped_broker_costs_time_and_no_job(child):
    broker = redis.Redis.from_url(django_settings.REDIS_URL)
    enqueue(jobs=40, items=3, seconds=0.02)
    child("celery")

    for _ in range(6):
        broker.flushdb()
        time.sleep(0.5)

    wait_until(all_ended, 60)
    assert every_item_once(40, 3)


@needs_redis
def test_a_prefork_child_killed_with_its_message_loses_nothing(child):
    enqueue(jobs=20, items=5, seconds=0.02)

    kill_often(lambda: child("celery"), kills=2, seed=3)

    wait_until(all_ended, 60)
    assert every_item_once(20, 5)


@pytest.mark.proof
def test_a_hundred_kills(child):
    enqueue(jobs=60, items=100)

    kill_often(child, kills=100, seed=2022)

    wait_until(all_ended, 300)
    assert every_item_once(60, 100)
