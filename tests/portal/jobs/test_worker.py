from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal import clock
from portal.audit.models import Entry
from portal.audit.trail import record
from portal.jobs import queue, worker
from portal.jobs.models import Job, Periodic
from portal.jobs.run import GiveUp, Later, LeaseLost, Run
from portal.policy import SystemActor

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SYSTEM = SystemActor("测试")


def later(seconds):
    return clock.wall() + timedelta(seconds=seconds)


def test_effects_progress_and_the_last_effect_with_done(kind):
    def handler(run):
        run.expect(2)
        for _ in run.payload["items"]:
            with run.effect():
                record(SYSTEM, "step", run.job)

        def last():
            record(SYSTEM, "last", run.job)
            return {"link": "/somewhere/"}

        return last

    kind("t", handler)
    queue.enqueue("t", "one", {"items": [1, 2]}, actor=SYSTEM)

    assert worker.drain() == 1

    job = Job.objects.get()
    assert (job.state, job.done_count, job.total_count) == ("done", 2, 2)
    assert (job.result, job.attempts, job.lease_owner) == ({"link": "/somewhere/"}, 0, "")
    assert Entry.objects.count() == 3


def test_when_the_last_effect_fails_nothing_of_it_stays_and_the_job_is_tried_again(kind):
    def handler(run):
        def last():
            record(SYSTEM, "last", run.job)
            raise ZeroDivisionError

        return last

    kind("t", handler)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    worker.drain()

    job = Job.objects.get()
    assert (job.state, job.attempts, Entry.objects.count()) == ("queued", 1, 0)
    assert job.not_before > clock.wall()


def test_a_job_without_progress_fails_after_the_cap_with_a_sentence_that_quotes_nobody(
    kind, settings, caplog
):
    def handler(run):
        raise ValueError("叶知秋 990101199001010094")

    kind("t", handler)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    for _ in range(settings.JOB_ATTEMPTS):
        Job.objects.update(not_before=clock.wall())
        worker.drain()

    job = Job.objects.get()
    assert (job.state, job.attempts) == ("failed", settings.JOB_ATTEMPTS)
    assert job.last_error == "处理时出现程序问题（ValueError），已记入日志，请联系运维人员"
    assert "990101199001010094" not in caplog.text
    assert "test_worker.py" in caplog.text


def test_progress_starts_the_count_of_attempts_again(kind, settings):
    def one_item_per_try(run):
        run.expect(9)
        with run.effect():
            pass
        if run.job.done_count < 9:
            raise OSError

    kind("t", one_item_per_try)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    for _ in range(9):
        Job.objects.update(not_before=clock.wall())
        worker.drain()

    job = Job.objects.get()
    assert (job.state, job.done_count) == ("done", 9)
    assert job.done_count > settings.JOB_ATTEMPTS


def test_a_job_cancelled_while_it_is_claimed_is_nobodys(kind):
    kind("t", lambda run: None)
    job = queue.enqueue("t", "one", {}, actor=SYSTEM)

    def cancel_after_the_claim(execute, sql, *rest):
        result = execute(sql, *rest)
        if sql.startswith("UPDATE") and not cancelled:
            cancelled.append(1)
            queue.cancel(job, actor=SYSTEM)
        return result

    cancelled = []
    with connection.execute_wrapper(cancel_after_the_claim):
        claimed = worker.claim(job.public_id)

    job.refresh_from_db()
    assert (cancelled, claimed, job.state) == ([1], None, "cancelled")


def test_waiting_for_an_outside_service_is_no_failed_attempt(kind, settings):
    def handler(run):
        raise Later(60, "邮件服务器暂时无法连接")

    kind("t", handler)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    for _ in range(settings.JOB_ATTEMPTS + 1):
        Job.objects.update(not_before=clock.wall())
        worker.drain()

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (
        "queued",
        0,
        "邮件服务器暂时无法连接",
    )
    assert job.not_before > later(50)


def test_a_handler_that_gives_up_is_not_tried_again(kind):
    def handler(run):
        raise GiveUp("模板已停用，请先启用模板")

    kind("t", handler)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    worker.drain()

    job = Job.objects.get()
    assert (job.state, job.last_error) == ("failed", "模板已停用，请先启用模板")
    assert job.finished_at is not None


def test_a_kind_of_another_version_waits_for_that_version(kind):
    kind("t", lambda run: None)
    queue.enqueue("t", "one", {}, actor=SYSTEM)
    Job.objects.update(kind="of.the.next.version")

    worker.drain()

    job = Job.objects.get()
    assert (job.state, job.attempts) == ("queued", 0)


def test_drain_does_only_the_kinds_it_is_asked_for(kind):
    kind("a", lambda run: None)
    kind("b", lambda run: None)
    queue.enqueue("a", "a", {}, actor=SYSTEM)
    queue.enqueue("b", "b", {}, actor=SYSTEM)

    assert worker.drain(kinds=["b"]) == 1

    assert dict(Job.objects.values_list("kind", "state")) == {"a": "queued", "b": "done"}


class TestLease:
    @pytest.fixture
    def job(self, kind):
        kind("t", lambda run: None)
        return queue.enqueue("t", "one", {}, actor=SYSTEM)

    def test_a_claimed_job_cannot_be_claimed_while_its_lease_runs(self, job):
        assert worker.claim(job.public_id) is not None
        assert worker.claim(job.public_id) is None

    def test_an_expired_lease_is_taken_over_and_the_loser_cannot_write(self, job):
        slow = Run(worker.claim(job.public_id))
        Job.objects.update(lease_until=later(-1))
        heir = Run(worker.claim(job.public_id))

        with pytest.raises(LeaseLost), slow.effect():
            record(SYSTEM, "slow", job)
        with pytest.raises(LeaseLost):
            slow.finish(lambda: record(SYSTEM, "slow", job))
        with heir.effect():
            record(SYSTEM, "heir", job)

        assert [entry.action for entry in Entry.objects.all()] == ["jobs.job.heir"]

    def test_without_claims_the_loser_writes_too(self, job, settings):
        """Negative control: it is the claim that protects, nothing else."""
        settings.JOB_CLAIMS = False
        slow = Run(worker.claim(job.public_id))
        Job.objects.update(lease_until=later(-1))
        heir = Run(worker.claim(job.public_id))

        for run in (slow, heir):
            with run.effect():
                record(SYSTEM, "write", job)

        assert Entry.objects.count() == 2

    def test_a_finished_job_delivered_again_does_nothing(self, job):
        assert worker.run_job(job.public_id) == "done"
        assert worker.run_job(job.public_id) is None

    def test_a_job_whose_worker_dies_at_every_try_is_stopped_by_the_sweep(self, job, settings):
        for _ in range(settings.JOB_ATTEMPTS):
            assert worker.claim(job.public_id) is not None
            Job.objects.update(lease_until=later(-1))

        assert worker.claim(job.public_id) is None
        assert worker.sweep()["failed"] == 1

        job.refresh_from_db()
        assert (job.state, job.last_error) == (
            "failed",
            "处理进程连续中断，已停止自动重试，请联系运维人员",
        )

    def test_every_effect_renews_the_lease(self, job):
        run = Run(worker.claim(job.public_id))
        Job.objects.update(lease_until=later(1))

        with run.effect(done=0):
            pass

        assert Job.objects.get().lease_until > later(30)


class TestRecurring:
    def test_a_period_is_run_once_however_often_swept(self, recurring):
        runs = []
        recurring("every.minute", 60, lambda: runs.append(1))

        reports = [worker.sweep()["recurring"] for _ in range(3)]

        assert (reports, runs) == ([["every.minute"], [], []], [1])

    def test_without_claims_every_sweep_runs_it(self, recurring, settings):
        """Negative control for the conditional update of the period."""
        moment, runs = clock.wall(), []
        recurring("every.minute", 60, lambda: runs.append(1))
        every = timedelta(seconds=60)
        Periodic.objects.create(name="every.minute", due_at=moment)

        assert worker._claim_period("every.minute", moment, every) is True
        assert worker._claim_period("every.minute", moment, every) is False
        settings.JOB_CLAIMS = False
        assert worker._claim_period("every.minute", moment, every) is True

    def test_after_an_outage_the_missed_periods_are_one(self, recurring):
        runs = []
        recurring("every.minute", 60, lambda: runs.append(1))
        Periodic.objects.create(name="every.minute", due_at=later(-172_800))

        worker.sweep()
        worker.sweep()

        assert runs == [1]

    def test_a_clock_set_back_a_day_does_not_stop_it_for_a_day(self, recurring):
        runs = []
        recurring("every.minute", 60, lambda: runs.append(1))
        Periodic.objects.create(name="every.minute", due_at=later(86_400))

        worker.sweep()

        assert runs == [1]

    def test_one_that_fails_is_noted_and_does_not_hold_up_the_others(self, recurring):
        runs = []
        recurring("a", 60, lambda: 1 / 0)
        recurring("b", 60, lambda: runs.append(1))

        worker.sweep()

        assert runs == [1]
        assert Periodic.objects.get(name="a").last_error == "ZeroDivisionError"

    def test_a_name_has_one_function(self, recurring):
        recurring("a", 60, lambda: None)

        with pytest.raises(ValueError, match="twice"):
            recurring("a", 60, lambda: None)

    def test_a_sweep_leaves_its_time_behind(self, recurring):
        worker.sweep()

        assert later(-5) < Periodic.objects.get(name="sweep").last_run_at <= later(0)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"done_count": 3, "total_count": 2}, "job_done_within_total"),
        ({"state": "resting"}, "job_state_known"),
        ({"state": "running"}, "job_lease_iff_running"),
        ({"lease_owner": "somebody"}, "job_lease_iff_running"),
        ({"state": "done"}, "job_finished_iff_final"),
        ({"queue": "elsewhere"}, "job_queue_known"),
    ],
)
def test_the_database_refuses_impossible_jobs(kind, wrong, rule):
    kind("t", lambda run: None)
    queue.enqueue("t", "one", {}, actor=SYSTEM)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Job.objects.update(**wrong)
