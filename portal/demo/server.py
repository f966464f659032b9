"""One process that is the whole portal: web threads, job worker and beat."""

import socket
from collections.abc import Callable

from django.core.servers.basehttp import get_internal_wsgi_application
from gunicorn.app.base import BaseApplication

from portal.jobs import embedded


class PortBusy(Exception):
    """Another program listens there already."""


def claim(port: int) -> socket.socket:
    """Listen on the loopback address at once, so that nobody else can take the port.

    Raises:
        PortBusy: somebody has it, or the system does not let us have it.
    """
    claimed = socket.socket()
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind(("127.0.0.1", port))
        claimed.listen(64)
    except OSError as problem:
        claimed.close()
        raise PortBusy(problem.strerror) from problem
    return claimed


class Server(BaseApplication):
    """Gunicorn with one worker process: ``memory://`` does not reach a second one.

    SIGTERM lets requests and the running job finish (20 s), then ends.
    """

    def __init__(self, listener: socket.socket, announce: Callable[[], None]):
        self._listener = listener
        self._announce = announce
        super().__init__()

    def load_config(self):
        options = {
            "bind": f"fd://{self._listener.detach()}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": 8,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._started,
            "worker_exit": self._stopped,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self):
        return get_internal_wsgi_application()

    def _started(self, worker):
        embedded.start()
        # A worker process that replaces a lost one has nothing to announce.
        if worker.age == 1:
            self._announce()

    def _stopped(self, server, worker):
        embedded.stop()
