"""``manage.py demo``: a fresh folder to a running rehearsal on the loopback address."""

import fcntl
import os
import sys

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from portal import clock
from portal.demo import loading, static_files
from portal.demo.personas import panel
from portal.demo.server import PortBusy, Server, claim


class Command(BaseCommand):
    help = "Prepare the rehearsal data and run the whole portal in one process."
    # The checks run with migrate; twice would cost every start half a second.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--prepare", action="store_true", help="load the data, do not serve"
        )
        parser.add_argument(
            "--since", type=float, help="when the set-up began, in seconds since 1970"
        )

    def handle(self, *, port, prepare, since, **options):
        self.since = since or clock.wall().timestamp()
        self.address = f"http://127.0.0.1:{port}"
        self._enter_rehearsal()
        if prepare:
            return self._prepare()
        if not settings.EMBEDDED:
            raise CommandError(
                "演练在单个进程内运行，请取消 REDIS_URL；多进程部署请用 docker-compose.yml "
                "(the demo runs in one process: unset REDIS_URL)"
            )
        try:
            listener = claim(port)
        except PortBusy as problem:
            raise CommandError(
                f"端口 {port} 不可用（{problem}），请换一个：make demo PORT={port + 1} "
                f"(port {port} is not free)"
            ) from problem
        with self._folder_lock():
            self._prepare()
            connections.close_all()
            # Gunicorn reads options of its own from the command line.
            sys.argv = sys.argv[:1]
            Server(listener, self._announce).run()

    def _enter_rehearsal(self):
        """Settings are read once, so what differs from a rehearsal's means a new start."""
        if not settings.ON_LOOPBACK:
            raise CommandError(
                "演练只能在本机地址上运行，请取消 PORTAL_SITE_URL "
                "(a rehearsal runs on the loopback address only)"
            )
        if settings.REHEARSAL and self.address == settings.SITE_URL:
            return
        environment = {"PORTAL_REHEARSAL": "1", "PORTAL_SITE_URL": self.address}
        command = [sys.executable, *sys.argv, "--since", str(self.since)]
        os.execve(sys.executable, command, {**os.environ, **environment})  # noqa: S606 -- ourselves

    def _folder_lock(self):
        """Two embedded workers over one folder would free each other's jobs."""
        handle = (settings.VAR_DIR / "demo.lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            handle.close()
            raise CommandError(
                f"{settings.VAR_DIR} 正被另一个演练使用，请先停止它，或另设 PORTAL_VAR_DIR "
                "(another demo uses this folder)"
            ) from taken
        return handle

    def _prepare(self):
        (settings.VAR_DIR / "rehearsal").touch()
        call_command("migrate", interactive=False, verbosity=0)
        static_files.collect()
        try:
            loading.load()
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from refusal

    def _announce(self):
        seconds = clock.wall().timestamp() - self.since
        names = ", ".join(row["code"] for row in panel())
        self.stdout.write(f"READY in {seconds:.1f} s  {self.address}/")
        self.stdout.write(f"演练身份 (personas, {self.address}/demo/login/): {names}")
        self.stdout.flush()
