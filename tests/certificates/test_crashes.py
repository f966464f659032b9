"""The process that makes certificates is killed again and again: all made, each once."""

import hashlib
import os
import random
import signal
import time
from collections import Counter
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.core.files.storage import default_storage

from certificates.checking import check_pdf
from certificates.numbering import parse
from certificates.states import CertificateState
from portal.audit.models import Entry
from portal.files.models import StoredFile
from portal.jobs.models import Job
from programs.models import Cohort
from tests.factories.certificates import batch, completed
from tests.support import redis as redis_server
from tests.support.workers import kill, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
needs_redis = pytest.mark.skipif(
    not django_settings.REDIS_URL, reason="needs PostgreSQL and Redis; see the second pass"
)
SMALL = (120, 4)
WHOLE = pytest.param(200, 20, marks=[pytest.mark.proof, pytest.mark.postgres])
PATIENCE = 120


@pytest.fixture
def broker(tmp_path):
    """A Redis of this test's own, which it may wipe as a whole."""
    server = redis_server.start(tmp_path / "redis", "certificates")
    yield server
    server.stop()


class Batch:
    """One class's certificates under way, seen from outside: only what the database says."""

    def __init__(self, size):
        self.size = size
        self.files_before = len(stored_files())
        self.row = batch(completed(size, capacity=size))
        self.job = Job.objects.get(payload={"batch": self.row.pk})

    def states(self) -> Counter:
        return Counter(self.row.certificates.values_list("state", flat=True))

    def begun(self) -> int:
        """How many times a certificate entered ``rendering``; grows with every takeover."""
        return Entry.objects.filter(action="certificates.certificate.render").count()

    def holder(self) -> int:
        """The process that has the lease now; 0 for none."""
        owner = Job.objects.get(pk=self.job.pk).lease_owner
        return int(owner.split(":")[1]) if owner else 0

    def is_done(self) -> bool:
        return Job.objects.get(pk=self.job.pk).state == "done"

    def told(self) -> str:
        job = Job.objects.get(pk=self.job.pk)
        return f"{job.state} {job.last_error} {dict(self.states())}"


def stored_files() -> set[str]:
    folder = Path(default_storage.path("certificate"))
    return {path.name for path in folder.glob("*")}


def kill_while_rendering(made, kills, strike, *, seed) -> int:
    """Kill the holder of the lease so many times, each after *it* began to render.

    The moment is drawn: before its first certificate is issued, or some later.
    A kill counts only if what it left behind shows certificates in ``rendering``.

    Returns:
        The number of kills that count.
    """
    dice, landed = random.Random(seed), 0  # noqa: S311 -- moments to kill at, repeatable
    begun = made.begun()
    while landed < kills:
        goal = made.states()["issued"] + dice.randint(0, 5)

        def is_rendering(begun=begun, goal=goal):
            states = made.states()
            busy = states["rendering"] and states["issued"] >= goal and made.begun() > begun
            return busy and made.holder()

        victim = wait_until(is_rendering, PATIENCE, made.told)
        time.sleep(dice.uniform(0, 0.03))
        strike(victim)
        begun = made.begun()
        landed += made.states()["rendering"] > 0
    assert not made.is_done()
    return landed


def assert_each_was_made_once(made, kills):
    rows = list(made.row.certificates.select_related("file").order_by("serial"))
    everybody = list(range(1, made.size + 1))
    assert {row.state for row in rows} == {CertificateState.ISSUED}
    assert [row.serial for row in rows] == everybody
    assert [parse(row.number).serial for row in rows] == everybody
    assert Cohort.objects.get().last_certificate_no == made.size
    job = Job.objects.get(pk=made.job.pk)
    assert (job.state, job.done_count, job.total_count) == ("done", made.size, made.size)

    files = StoredFile.objects.filter(purpose="certificate")
    assert set(files.values_list("pk", flat=True)) == {row.file_id for row in rows}
    assert files.count() == made.size
    for row in rows:
        content = row.file.read()
        assert hashlib.sha256(content).hexdigest() == row.sha256 == row.file.sha256
        report = check_pdf(content)
        assert (report.genuine, report.signer_fingerprint) == (True, row.signer_fingerprint)
    # Each kill may leave one file that was written and never got its row; nobody points at it.
    assert 0 <= len(stored_files()) - made.files_before - made.size <= kills

    issued = Entry.objects.filter(action="certificates.certificate.issue")
    assert Counter(issued.values_list("target_id", flat=True)) == Counter(
        str(row.pk) for row in rows
    )


@pytest.mark.parametrize(("size", "kills"), [SMALL, WHOLE])
def test_a_killed_worker_leaves_no_gap_no_double_and_no_broken_file(workers, size, kills):
    """Two workers live at any time; who has the lease is killed, the other takes over."""
    made = Batch(size)
    workers.start(), workers.start()

    def strike(victim):
        kill(workers.of(victim))
        workers.start()

    assert kill_while_rendering(made, kills, strike, seed=size) == kills

    wait_until(made.is_done, PATIENCE, made.told)
    assert_each_was_made_once(made, kills)


@needs_redis
@pytest.mark.postgres
@pytest.mark.parametrize(("size", "kills"), [SMALL, WHOLE])
def test_with_the_broker_wiped_at_every_kill_it_is_the_same(workers, broker, size, kills):
    """In turn a child of the prefork worker is killed, and the worker with all its children."""
    wiped, ways = redis.Redis.from_url(broker.url), cycle(["child", "all"])
    made = Batch(size)
    start = partial(workers.start, "celery", PORTAL_TEST_REDIS_URL=broker.url)
    start()

    def strike(victim):
        if next(ways) == "child":
            os.kill(victim, signal.SIGKILL)
        else:
            [kill(process) for process in workers.living()]
            start()
        wiped.flushall()

    assert kill_while_rendering(made, kills, strike, seed=size) == kills

    wait_until(made.is_done, PATIENCE, made.told)
    assert_each_was_made_once(made, kills)
    wiped.close()


def deliver_twice(workers, meeting, *, claims):
    """Both workers get the job, and both have tried the claim before either begins."""
    options = {"claims": claims, "lease": 60, "CRASH_MEETING": str(meeting.folder)}
    pair = [workers.start("deliver", **options) for _ in range(2)]
    assert [process.wait(PATIENCE) for process in pair] == [0, 0]


def rendered() -> list[int]:
    """How often each certificate was taken up, in ascending order."""
    entries = Entry.objects.filter(action="certificates.certificate.render")
    return sorted(Counter(entries.values_list("target_id", flat=True)).values())


@pytest.mark.postgres
def test_a_batch_delivered_to_two_workers_is_made_by_one(workers, meeting):
    made = Batch(3)

    deliver_twice(workers, meeting, claims=True)

    assert meeting.count() == {"claimed": 1, "refused": 1, "begun": 1}
    assert rendered() == [1, 1, 1]
    assert_each_was_made_once(made, kills=0)


@pytest.mark.postgres
def test_without_claims_two_workers_make_it_twice(workers, meeting):
    """Negative control: the same delivery with the claim switched off must go wrong."""
    Batch(3)

    deliver_twice(workers, meeting, claims=False)

    assert meeting.count() == {"claimed": 2, "begun": 2}
    assert rendered() == [2, 2, 2]
