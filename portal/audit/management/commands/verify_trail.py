import json

from django.core.management.base import BaseCommand, CommandError

from portal.audit import sealing


class Command(BaseCommand):
    help = (
        "校验操作记录的摘要链。请把显示的末号与摘要抄存在系统之外，下次用 --head 对照："
        "只有这样才能发现末尾被整段删除。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 报告")
        parser.add_argument("--head", default="", help="上次抄存的“末号:摘要”")

    def handle(self, *, json: bool, head: str, **options):
        sealing.seal_all()
        report = {"broken": sealing.first_broken_seal() or _missing(head)}
        report["seals"], report["digest"] = sealing.chain_head()
        if json:
            self.stdout.write(_json(report))
        elif not report["broken"]:
            self.stdout.write(f"摘要链完整，末号与摘要：{report['seals']}:{report['digest']}")
        if report["broken"]:
            raise CommandError(f"摘要链自第 {report['broken']} 号起与记录不符")


def _json(report: dict) -> str:
    return json.dumps(report)


def _missing(head: str) -> int | None:
    """The number noted earlier, if the chain no longer holds it with that digest."""
    if not head:
        return None
    no, _colon, digest = head.partition(":")
    if not no.isdigit():
        raise CommandError(f"--head {head!r}：应为“末号:摘要” (expected NUMBER:DIGEST)")
    return None if sealing.is_sealed_as(int(no), digest) else int(no)
