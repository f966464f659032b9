import pytest
from celery import Celery
from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.audit.models import Entry
from portal.jobs import bell, queue, registry, worker
from portal.jobs.models import Job
from portal.policy import SystemActor
from tests.factories import actor, organization

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("测试")


def nothing(run):
    return None


def of(code):
    """Somebody of the institution with that code."""
    return actor("institution", organization=organization("institution", code))


def test_the_same_key_is_the_same_job(kind):
    kind("t", nothing)

    first = queue.enqueue("t", "one", {"n": 1}, actor=SYSTEM)
    again = queue.enqueue("t", "one", {"n": 2}, actor=SYSTEM)

    assert (again.pk, again.payload, Job.objects.count()) == (first.pk, {"n": 1}, 1)


def test_a_finished_job_is_not_done_again_under_its_key(kind):
    kind("t", nothing)
    queue.enqueue("t", "one", {}, actor=SYSTEM)
    worker.drain()

    again = queue.enqueue("t", "one", {}, actor=SYSTEM)

    assert (again.state, worker.drain()) == ("done", 0)


def test_a_job_remembers_who_wants_it_and_for_which_body(kind):
    kind("t", nothing, queue="mail", label="发信")
    manager = of("99901")

    job = queue.enqueue("t", "one", {}, actor=manager)

    assert (job.created_by, job.organization, job.queue) == (manager.user, "99901", "mail")
    assert str(job) == "发信"


def test_an_unknown_kind_is_refused_when_it_is_enqueued():
    with pytest.raises(registry.UnknownKind):
        queue.enqueue("no.such.kind", "one", {}, actor=SYSTEM)


def test_a_kind_has_one_handler(kind):
    kind("t", nothing)

    with pytest.raises(ValueError, match="twice"):
        kind("t", nothing)


@pytest.mark.django_db(transaction=True)
def test_a_verb_that_fails_leaves_no_job(kind):
    kind("t", nothing)

    @transaction.atomic
    def verb():
        queue.enqueue("t", "one", {}, actor=SYSTEM)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        verb()

    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_does_not_fail_the_act_and_the_sweep_rings_later(
    kind, settings, monkeypatch
):
    kind("t", nothing)
    settings.EMBEDDED = False
    nowhere = Celery("nowhere", broker="redis://127.0.0.1:9/0", set_as_current=False)
    nowhere.conf.task_publish_retry = False
    nowhere.conf.broker_transport_options = {"max_retries": 0}
    monkeypatch.setattr(bell, "app", nowhere)

    with transaction.atomic():
        job = queue.enqueue("t", "one", {}, actor=SYSTEM)

    job.refresh_from_db()
    assert (job.state, job.rung_at) == ("queued", None)
    assert bell.ring_due() == 0
    assert worker.drain() == 1


class TestRetryAndCancel:
    @pytest.fixture
    def failed(self, kind):
        kind("t", lambda run: 1 / 0)
        job = queue.enqueue("t", "one", {}, actor=of("99901"))
        Job.objects.filter(pk=job.pk).update(attempts=4)
        worker.drain()
        job.refresh_from_db()
        assert job.state == "failed"
        return job

    def test_a_colleague_runs_a_failed_job_again_and_the_trail_says_so(self, failed):
        colleague = of("99901")

        job = queue.retry(failed, actor=colleague)

        assert (job.state, job.attempts, job.last_error) == ("queued", 0, "")
        entry = Entry.objects.get()
        assert (entry.action, entry.actor, entry.detail["before"]) == (
            "jobs.job.retry",
            colleague.user,
            "failed",
        )

    def test_another_body_may_not(self, failed):
        with pytest.raises(PermissionDenied, match="只有发起任务的单位"):
            queue.retry(failed, actor=of("99902"))

    def test_a_job_that_waits_needs_no_retry(self, failed):
        job = queue.retry(failed, actor=actor("operator"))

        with pytest.raises(queue.MovedOn, match="已经变化"):
            queue.retry(job, actor=actor("operator"))

    def test_two_people_pressing_retry_give_one_retry(self, failed):
        queue.retry(Job.objects.get(), actor=actor("operator"))

        with pytest.raises(queue.MovedOn, match="已经变化"):
            queue.retry(failed, actor=actor("operator"))

        assert Entry.objects.count() == 1

    def test_a_cancelled_job_is_not_run(self, kind):
        kind("t", nothing)
        creator = actor("centre")
        job = queue.enqueue("t", "one", {}, actor=creator)

        job = queue.cancel(job, actor=creator)

        assert (job.state, worker.drain()) == ("cancelled", 0)

    def test_cancelling_stops_a_running_job_before_its_next_effect(self, kind):
        written = []

        def cancelled_on_the_way(run):
            with run.effect():
                written.append(1)
            queue.cancel(run.job, actor=actor("operator"))
            with run.effect():
                written.append(2)

        kind("t", cancelled_on_the_way)
        job = queue.enqueue("t", "one", {}, actor=SYSTEM)

        worker.drain()

        job.refresh_from_db()
        assert (job.state, job.done_count, written) == ("cancelled", 1, [1])


def test_jobs_are_seen_by_their_creator_their_body_and_the_operator(kind):
    kind("t", nothing)
    mine, other = of("99901"), of("99902")
    colleague, operator = of("99901"), actor("operator")
    bureau = actor("bureau")
    own = queue.enqueue("t", "own", {}, actor=mine)
    theirs = queue.enqueue("t", "theirs", {}, actor=other)
    portals = queue.enqueue("t", "portal", {}, actor=SYSTEM)

    def seen(who):
        return set(Job.objects.visible_to(who))

    assert seen(mine) == seen(colleague) == {own}
    assert seen(other) == {theirs}
    assert seen(bureau) == set()
    assert seen(operator) == {own, theirs, portals}
