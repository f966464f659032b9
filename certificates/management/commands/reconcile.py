"""``manage.py reconcile [--render] [--json]``: the register of certificates, read only."""

import json
from dataclasses import asdict

from django.core.management import BaseCommand

from certificates.reconciling import reconcile


class Command(BaseCommand):
    help = "核对全部证书与文件、签名、编号、操作记录；只读，有发现时退出码为 1"

    def add_arguments(self, parser):
        parser.add_argument("--render", action="store_true", help="逐份重新生成并比较，耗时长")
        parser.add_argument("--json", action="store_true", help="每项发现一行 JSON")

    def handle(self, *, render, **options):
        count = 0
        for finding in reconcile(render=render):
            count += 1
            plain = f"{finding.kind}  {finding.subject}  {finding.sentence}"
            line = json.dumps(asdict(finding), ensure_ascii=False)
            self.stdout.write(line if options["json"] else plain)
        if not options["json"]:
            self.stdout.write(f"共 {count} 项发现")
        if count:
            raise SystemExit(1)
