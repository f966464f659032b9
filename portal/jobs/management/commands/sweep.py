import json

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.jobs import worker


class Command(BaseCommand):
    help = "补发未送达的任务通知、收回中断的任务、执行到期的定时工作；内置模式下就地处理。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 报告")
        parser.add_argument("--drain", action="store_true", help="在本进程内处理全部到期任务")

    def handle(self, *, json: bool, drain: bool, **options):
        report = worker.sweep()
        report["tries"] = worker.drain() if drain or settings.EMBEDDED else 0
        self.stdout.write(_json(report) if json else _words(report))


def _json(report: dict) -> str:
    return json.dumps(report, ensure_ascii=False)


def _words(report: dict) -> str:
    return (
        f"通知 {report['rung']} 个任务，就地处理 {report['tries']} 次，"
        f"判定失败 {report['failed']} 个，定时工作：{'、'.join(report['recurring']) or '无'}"
    )
