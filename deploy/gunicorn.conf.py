"""The web role: several processes beside Redis, else exactly one that also does the jobs."""

import os

_scaled = bool(os.environ.get("REDIS_URL"))

bind = os.environ.get("PORTAL_WEB_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "3" if _scaled else "1"))
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 20
max_requests = 5000 if _scaled else 0
max_requests_jitter = 500
forwarded_allow_ips = "*"
control_socket_disable = True
accesslog = None  # the proxy keeps one; addresses of pages hold no personal data


def on_starting(server):
    if not _scaled and server.cfg.workers != 1:
        raise SystemExit(
            "WEB_CONCURRENCY: 没有 REDIS_URL 时只能为 1 "
            "(only 1 without REDIS_URL: the in-process broker does not reach a second process)"
        )


def post_worker_init(worker):
    if not _scaled:
        from portal.jobs import embedded  # noqa: PLC0415 -- the worker has set Django up by now

        embedded.start()


def worker_exit(server, worker):
    if not _scaled:
        from portal.jobs import embedded  # noqa: PLC0415 -- as above

        embedded.stop()
