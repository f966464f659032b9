"""Real processes, killed with SIGKILL: nothing is lost and nothing happens twice."""

import random
import time
from collections import Counter

import pytest
import redis
from django.conf import settings as django_settings

from portal.audit.models import Entry
from portal.jobs import queue, registry
from portal.jobs.models import Job
from portal.jobs.states import FINAL
from portal.policy import SystemActor
from tests.support.workers import kill
from tests.support.workers import wait_until as patiently

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
    registry.register("crash.poison", None)


def wait_until(condition, seconds):
    patiently(condition, seconds, lambda: Counter(Job.objects.values_list("state", flat=True)))


def all_ended():
    return not Job.objects.exclude(state__in=FINAL).exists()


def deliver_twice(workers, meeting, claims):
    """Two workers get every message, and of each job both try the claim; their exit codes."""
    options = {"claims": claims, "lease": 60, "CRASH_MEETING": str(meeting.folder)}
    pair = [workers.start("deliver", **options) for _ in range(2)]
    return [process.wait(120) for process in pair]


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


def test_a_worker_killed_in_mid_batch_loses_and_repeats_nothing(workers):
    enqueue(jobs=4, items=30)

    kill_often(workers.start, kills=4, seed=7)

    wait_until(all_ended, 60)
    assert set(Job.objects.values_list("state", "done_count")) == {("done", 30)}
    assert every_item_once(4, 30)


def test_a_message_delivered_to_two_workers_is_one_job(workers, meeting):
    enqueue(jobs=25, items=2)

    assert deliver_twice(workers, meeting, claims=True) == [0, 0]

    assert every_item_once(25, 2)
    assert meeting.count() == {"claimed": 25, "refused": 25, "begun": 25}


def test_without_claims_it_is_done_twice(workers, meeting):
    """Negative control: the same delivery with the claim switched off must go wrong."""
    enqueue(jobs=25, items=2)

    assert deliver_twice(workers, meeting, claims=False) == [0, 0]

    firsts = [count for (_job, item), count in effects().items() if item.endswith(".item1")]
    assert firsts == [2] * 25
    assert meeting.count() == {"claimed": 50, "begun": 50}


def test_a_job_that_kills_its_worker_is_stopped_and_the_others_are_done(workers, settings):
    queue.enqueue("crash.poison", "poison", {}, actor=SYSTEM)
    enqueue(jobs=3, items=2)

    for _ in range(settings.JOB_ATTEMPTS + 1):
        workers.start().wait(60)

    poison = Job.objects.get(key="poison")
    assert (poison.state, poison.attempts) == ("failed", settings.JOB_ATTEMPTS)
    assert every_item_once(3, 2)


@needs_redis
def test_a_wiped_broker_costs_time_and_no_job(workers):
    broker = redis.Redis.from_url(django_settings.REDIS_URL)
    enqueue(jobs=40, items=3, seconds=0.02)
    workers.start("celery")

    for _ in range(6):
        broker.flushdb()
        time.sleep(0.5)

    wait_until(all_ended, 60)
    assert every_item_once(40, 3)


@needs_redis
def test_a_prefork_child_killed_with_its_message_loses_nothing(workers):
    enqueue(jobs=20, items=5, seconds=0.02)

    kill_often(lambda: workers.start("celery"), kills=2, seed=3)

    wait_until(all_ended, 60)
    assert every_item_once(20, 5)


@pytest.mark.proof
def test_a_hundred_kills(workers):
    enqueue(jobs=60, items=100)

    kill_often(workers.start, kills=100, seed=2022)

    wait_until(all_ended, 300)
    assert every_item_once(60, 100)
