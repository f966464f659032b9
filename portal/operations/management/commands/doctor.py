import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from portal.operations.management import diagnosis

MARKS = {"ok": "正常", "note": "留意", "bad": "问题"}


class Command(BaseCommand):
    help = "检查系统库、字体、密钥、数据库、队列、存储、时钟、节假日；有问题时以 1 退出。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 报告")

    def handle(self, *, json: bool, **options):
        findings = diagnosis.examine()
        bad = [finding for finding in findings if finding.level == diagnosis.BAD]
        if json:
            self.stdout.write(_json(findings, bad))
        else:
            for finding in findings:
                self.stdout.write(f"{MARKS[finding.level]}  {finding.name}：{finding.text}")
        if bad:
            raise CommandError(f"{len(bad)} 项有问题")


def _json(findings, bad) -> str:
    report = {"ok": not bad, "findings": [asdict(finding) for finding in findings]}
    return json.dumps(report, ensure_ascii=False, indent=2)
