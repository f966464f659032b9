"""``manage.py rehearse --trainees N``: one programme year from notice to certificate, timed.

Runs itself again in a private folder with its own SQLite database, so that
neither the rehearsal's data nor the portal's is touched.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from portal.demo import static_files
from portal.demo.rehearsal import Rehearsal

FOREIGN = ("DATABASE_URL", "REDIS_URL", "PORTAL_STORAGE_URL", "PORTAL_EMAIL_URL")
LOOPBACK = "http://127.0.0.1:8000"


class Command(BaseCommand):
    help = "在独立文件夹中把一个年度从通知演练到证书，并逐项计时"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--trainees", type=int, default=60)
        parser.add_argument("--keep", help="把证书 PDF 留在这个文件夹")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--inside", action="store_true", help="内部使用")

    def handle(self, *, trainees, keep, inside, **options):
        if not 1 <= trainees <= 20_000:
            raise CommandError("--trainees 应在 1 至 20000 之间")
        folder = Path(keep).resolve() if keep else None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        if not inside:
            return self._again(trainees, folder, options)
        if not settings.REHEARSAL:
            raise CommandError("请直接运行 manage.py rehearse，不要带 --inside")
        call_command("migrate", verbosity=0, interactive=False)
        static_files.collect()
        report = Rehearsal(trainees, folder).run()
        shown = {} if options["json"] else {"indent": 2}
        self.stdout.write(json.dumps(report, ensure_ascii=False, **shown))
        figures = report["certificates"]
        if not figures["issued"] == figures["verified"] == trainees:
            raise CommandError("不是所有证书都已颁发并核验通过")

    def _again(self, trainees, folder, options):
        with tempfile.TemporaryDirectory(prefix="portal-rehearsal-") as private:
            own = {"PORTAL_VAR_DIR": private, "PORTAL_REHEARSAL": "1"}
            own |= {"PORTAL_SITE_URL": LOOPBACK, "DJANGO_SETTINGS_MODULE": "portal.settings"}
            kept = {key: value for key, value in os.environ.items() if key not in FOREIGN}
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "rehearse"]
            command += ["--inside", "--trainees", str(trainees)]
            command += ["--keep", str(folder)] if folder else []
            command += ["--json"] if options["json"] else []
            done = subprocess.run(command, env={**kept, **own}, check=False)  # noqa: S603 -- ourselves
        if done.returncode:
            sys.exit(done.returncode)
