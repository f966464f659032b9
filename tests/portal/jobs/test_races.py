"""Several at once: one claim, one period, no lost row, no locked database."""

import threading

import pytest
from django.db import connection, transaction

from portal.jobs import queue, worker
from portal.jobs.models import Job
from portal.policy import SystemActor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
SYSTEM = SystemActor("测试")


def together(count, work):
    """Run ``work(number)`` in so many threads at one moment; what each returned or raised."""
    barrier, outcomes = threading.Barrier(count), []

    def one(number):
        barrier.wait()
        try:
            outcomes.append(work(number))
        except Exception as problem:
            outcomes.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return outcomes


def test_of_eight_claimants_one_gets_the_job(kind):
    kind("t", lambda run: None)
    for number in range(10):
        job = queue.enqueue("t", str(number), {}, actor=SYSTEM)

        claims = together(8, lambda _number, job=job: worker.claim(job.public_id))

        assert sorted(claim is not None for claim in claims) == [False] * 7 + [True]


def test_of_eight_sweeps_one_runs_the_period(recurring):
    runs = []
    recurring("every.minute", 60, lambda: runs.append(1))

    reports = together(8, lambda _number: worker.sweep())

    assert [type(report) for report in reports] == [dict] * 8
    assert runs == [1]


def test_the_same_key_from_eight_sides_is_one_job(kind):
    kind("t", lambda run: None)

    @transaction.atomic
    def ask(_number):
        return queue.enqueue("t", "one", {}, actor=SYSTEM).pk

    assert len(set(together(8, ask))) == 1


def test_eight_writers_never_find_the_database_locked(kind):
    kind("t", lambda run: None)

    def write(number):
        for turn in range(40):
            with transaction.atomic():
                queue.enqueue("t", f"{number}:{turn}", {}, actor=SYSTEM)
                Job.objects.filter(key=f"{number}:{turn}").update(result={"turn": turn})
        return "done"

    assert together(8, write) == ["done"] * 8
    assert Job.objects.count() == 320


def test_retry_and_takeover_at_once_leave_one_owner(kind, settings):
    kind("t", lambda run: None)
    job = queue.enqueue("t", "one", {}, actor=SYSTEM)
    worker.claim(job.public_id)
    Job.objects.update(lease_until=job.created_at)

    outcomes = together(
        8,
        lambda number: (
            queue.cancel(job, actor=SYSTEM) if number % 2 else worker.claim(job.public_id)
        ),
    )

    job.refresh_from_db()
    cancelled = [one for one in outcomes if getattr(one, "state", "") == "cancelled"]
    assert (job.state, len(cancelled)) == ("cancelled", 1)
    assert job.lease_owner == ""
