"""The embedded default: Celery's worker and beat as threads of the web process.

``memory://`` reaches only the process it lives in, so there is one web
process, and gunicorn starts this in ``post_worker_init``.
"""

import hashlib
import logging
import threading
from dataclasses import dataclass

from celery import beat
from celery.worker import WorkController
from django.conf import settings
from django.db import connections

from portal.celery import app

from . import bell, tasks, worker
from .models import Job
from .states import Queue, State

log = logging.getLogger(__name__)
CONCURRENCY = 3  # two for work and one more, so that the sweep is not kept waiting
PATIENCE = 15
HOSTNAME = "embedded@localhost"


@dataclass(frozen=True)
class Running:
    worker: WorkController
    worker_thread: threading.Thread
    beat: beat.Service
    beat_thread: threading.Thread


_running: Running | None = None


def start() -> None:
    """Start worker and beat; returns when the worker listens. A second call does nothing.

    Raises:
        RuntimeError: the worker did not come up in fifteen seconds.
    """
    global _running
    if _running is not None:
        return
    worker.instance = _instance()
    freed = free_own_leases()
    if freed:
        log.warning("%d jobs were left behind by the last run and are taken up again", freed)
    app.finalize()
    ready = threading.Event()
    controller = _controller(ready)
    worker_thread = _thread("celery-worker", controller.start)
    if not ready.wait(PATIENCE):
        raise RuntimeError("内置后台任务未能启动 (embedded worker did not become ready)")
    bell.listening_here = True
    timer = beat.Service(
        app, max_interval=1, scheduler_cls=beat.Scheduler, remote_control=False
    )
    beat_thread = _thread("celery-beat", timer.start)
    _running = Running(controller, worker_thread, timer, beat_thread)
    tasks.sweep.delay()
    connections.close_all()


def stop() -> None:
    """Stop taking jobs and wait for those in hand."""
    global _running
    if _running is None:
        return
    bell.listening_here = False
    _running.beat.stop(wait=True)
    _running.worker.stop()
    _running.worker_thread.join(PATIENCE)
    _running.beat_thread.join(PATIENCE)
    worker.instance = ""
    _running = None


def free_own_leases() -> int:
    """Leases of an earlier process of this very portal: that process is gone.

    Only its own: a command that works beside the web process keeps its leases.
    """
    own = Job.objects.filter(state=State.RUNNING, lease_owner__startswith=f"{_instance()}:")
    return own.update(state=State.QUEUED, lease_until=None, lease_owner="", rung_at=None)


def _instance() -> str:
    folder = hashlib.sha256(str(settings.VAR_DIR).encode()).hexdigest()[:16]
    return f"embedded-{folder}"


def _controller(ready: threading.Event) -> WorkController:
    """The library's own worker; it sets no signal handlers, so it runs off the main thread."""
    return WorkController(
        app=app,
        hostname=HOSTNAME,
        ready_callback=lambda consumer: ready.set(),
        pool_cls="threads",
        concurrency=CONCURRENCY,
        queues=list(Queue.values),
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )


def _thread(name: str, target) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread
