"""For load balancers and monitors; no session, no names, no secrets."""

import threading
import time

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.operations import checks

# A public address that writes to the storage must not do so for every caller.
KEPT_SECONDS = 3.0
_lock = threading.Lock()
_kept: tuple[float, dict] | None = None


@require_safe
@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """200 when everything the portal leans on answers, else 503; JSON either way."""
    report = _report()
    return JsonResponse(report, status=200 if report["status"] == "ok" else 503)


def _report() -> dict:
    global _kept
    with _lock:
        if _kept is None or time.monotonic() - _kept[0] > KEPT_SECONDS:
            found = checks.readiness()
            _kept = (
                time.monotonic(),
                {
                    "status": "ok" if all(check.ok for check in found) else "failing",
                    "checks": {check.name: {"ok": check.ok, **check.detail} for check in found},
                },
            )
        return _kept[1]
