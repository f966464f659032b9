"""Is the portal fit to serve? Each check answers fast and tells no secret."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from portal import clock
from portal.audit.sealing import unsealed_seconds
from portal.jobs import bell
from portal.jobs.models import Periodic
from portal.jobs.worker import SWEEP
from programs.jobs import REMINDERS

# Beat sweeps every five seconds; the sealer runs with it.
LATEST_SWEEP = 60
LATEST_SEAL = 60
# Reminders are looked for every minute.
LATEST_REMINDING = 300
PATIENCE = 2


@dataclass(frozen=True)
class Check:
    """``detail`` holds figures, or ``problem``: the name of what went wrong."""

    name: str
    ok: bool
    detail: dict = field(default_factory=dict)


def readiness() -> list[Check]:
    return [_tried(name, check) for name, check in CHECKS.items()]


def database() -> Check:
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Check("database", True, _milliseconds(started))


def broker() -> Check:
    """Redis answers; embedded: this process has its worker."""
    if settings.EMBEDDED:
        return Check("broker", bell.listening_here, {"kind": "embedded"})
    started = time.monotonic()
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    try:
        client.ping()
    finally:
        client.close()
    return Check("broker", True, {"kind": "redis", **_milliseconds(started)})


def storage() -> Check:
    """A few bytes written, read back and removed."""
    started, content = time.monotonic(), secrets.token_bytes(16)
    key = default_storage.save(f"probe/{secrets.token_hex(8)}", ContentFile(content))
    try:
        with default_storage.open(key) as stored:
            same = stored.read() == content
    finally:
        default_storage.delete(key)
    return Check("storage", same, _milliseconds(started))


def last_sweep() -> Check:
    """Some process sweeps: jobs that wait will be found."""
    row = Periodic.objects.filter(name=SWEEP).values_list("last_run_at", flat=True).first()
    if row is None:
        return Check("sweep", False, {"problem": "never"})
    age = (clock.wall() - row).total_seconds()
    return Check("sweep", age <= LATEST_SWEEP, {"age_seconds": round(age, 1)})


def reminders() -> Check:
    """The due query runs. That it breaks is told, but takes no other page away."""
    row = Periodic.objects.filter(name=REMINDERS).first()
    if row is None or row.last_run_at is None:
        return Check("reminders", False, {"problem": "never"})
    age = (clock.wall() - row.last_run_at).total_seconds()
    detail = {"age_seconds": round(age, 1)}
    if row.last_error:
        detail["problem"] = row.last_error
    return Check("reminders", age <= LATEST_REMINDING, detail)


def audit() -> Check:
    age = unsealed_seconds()
    return Check("audit", age <= LATEST_SEAL, {"unsealed_seconds": round(age, 1)})


CHECKS: dict[str, Callable[[], Check]] = {
    "database": database,
    "broker": broker,
    "storage": storage,
    "sweep": last_sweep,
    "reminders": reminders,
    "audit": audit,
}


def _tried(name: str, check: Callable[[], Check]) -> Check:
    """One part that is away must not hide how the others are."""
    try:
        return check()
    except Exception as problem:  # whatever it is, the answer is "not ready"
        return Check(name, False, {"problem": type(problem).__name__})


def _milliseconds(started: float) -> dict:
    return {"ms": round(1000 * (time.monotonic() - started), 1)}
