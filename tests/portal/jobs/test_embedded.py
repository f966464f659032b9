import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction

from portal import clock
from portal.audit.models import Entry
from portal.audit.trail import record
from portal.jobs import embedded, queue, worker
from portal.jobs.models import Job
from portal.policy import SystemActor

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = SystemActor("测试")


@pytest.fixture(autouse=True)
def _memory_broker(settings):
    if not settings.EMBEDDED:
        pytest.skip("the embedded worker belongs to the memory broker")


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def states():
    return set(Job.objects.values_list("state", flat=True))


def left_running(key, owner):
    job = queue.enqueue("t", key, {}, actor=SYSTEM)
    later = clock.wall() + timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state="running", lease_owner=owner, lease_until=later)


def test_a_job_is_done_soon_after_its_transaction_commits(kind, embedded_worker):
    kind("t", lambda run: lambda: record(SYSTEM, "done", run.job) and None)
    time.sleep(0.2)

    with transaction.atomic():
        queue.enqueue("t", "one", {}, actor=SYSTEM)
    asked = time.monotonic()

    assert wait_until(lambda: states() == {"done"})
    assert time.monotonic() - asked < 2
    assert Entry.objects.filter(action="jobs.job.done").count() == 1


@pytest.mark.parametrize("name", ["default", "pdf", "mail"])
def test_every_queue_is_served(kind, embedded_worker, name):
    kind("t", lambda run: None, queue=name)

    queue.enqueue("t", "one", {}, actor=SYSTEM)

    assert wait_until(lambda: states() == {"done"})


def test_a_start_frees_what_its_own_earlier_process_left_and_does_it(kind, request):
    kind("t", lambda run: None)
    left_running("ours", f"{embedded._instance()}:1234")
    left_running("a command's", "thishost:77:abcd")

    request.getfixturevalue("embedded_worker")

    assert wait_until(lambda: Job.objects.get(key="ours").state == "done")
    assert Job.objects.get(key="a command's").state == "running"


def test_jobs_enqueued_while_no_worker_was_there_are_done_at_the_next_start(kind, request):
    kind("t", lambda run: None)
    for number in range(5):
        queue.enqueue("t", str(number), {}, actor=SYSTEM)

    request.getfixturevalue("embedded_worker")

    assert wait_until(lambda: states() == {"done"})


def test_a_lease_is_renewed_while_a_long_piece_of_work_goes_on(kind, settings):
    settings.JOB_LEASE_SECONDS = 1
    seen = []

    def long_work(run):
        for _ in range(4):
            time.sleep(0.5)
            seen.append(Job.objects.due(clock.wall()).count())

    kind("t", long_work)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    worker.drain()

    assert (seen, states()) == ([0, 0, 0, 0], {"done"})


def test_a_renewal_stops_quietly_when_somebody_else_has_the_job(kind, settings):
    settings.JOB_LEASE_SECONDS = 1
    seen = []

    def handler(run):
        Job.objects.update(lease_owner="somebody else", lease_until=clock.wall())
        before = Job.objects.get().lease_until
        time.sleep(1)
        seen.append(Job.objects.get().lease_until == before)

    kind("t", handler)
    job = queue.enqueue("t", "one", {}, actor=SYSTEM)

    assert worker.run_job(job.public_id) is None
    assert (seen, Job.objects.get().lease_owner) == ([True], "somebody else")


def test_a_handler_that_hangs_loses_its_lease(kind, settings, monkeypatch):
    settings.JOB_LEASE_SECONDS = 1
    monkeypatch.setattr("portal.jobs.run.SILENT_LEASES", 1)
    hung, seen = threading.Event(), []

    def handler(run):
        hung.wait(3)
        seen.append(Job.objects.due(clock.wall()).count())

    kind("t", handler)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    worker.drain()

    assert seen == [1]


def test_stopping_waits_for_the_work_in_hand(kind):
    started = threading.Event()

    def handler(run):
        started.set()
        time.sleep(0.5)

    kind("t", handler)
    embedded.start()
    queue.enqueue("t", "one", {}, actor=SYSTEM)
    assert started.wait(10)

    embedded.stop()

    assert states() == {"done"}
