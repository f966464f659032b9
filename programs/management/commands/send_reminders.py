"""``manage.py send_reminders``: what the ladder owes, sent or only shown."""

import json
from datetime import date

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from portal import clock
from portal.jobs import worker
from portal.notices.post import MAIL_JOB
from programs import reminders


class Command(BaseCommand):
    help = "按提醒阶梯发送当日应发的提醒；加 --simulate 只列出谁会收到，不发送"

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="日期，例如 2022-10-31；默认今天")
        parser.add_argument("--simulate", action="store_true", help="只列出，不发送")
        parser.add_argument("--json", action="store_true", help="以 JSON 报告")

    def handle(self, *, on, simulate, json, **options):
        with clock.reading():
            today = clock.today()
            found = _reminders(_day(on) if on else today, today, simulate=simulate)
        if not simulate and settings.EMBEDDED:
            worker.drain([MAIL_JOB])
        report = [_row(reminder) for reminder in found]
        self.stdout.write(_json(report) if json else _words(report, simulate=simulate))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--on：请填日期，例如 2022-10-31，现为“{text}”") from None


def _reminders(day, today, *, simulate):
    if simulate:
        return reminders.simulated(day, today)
    if day != today:
        raise CommandError(f"--on：今天是 {today}，其他日期只能与 --simulate 同用")
    return reminders.send_due(day)


def _row(reminder) -> dict:
    return {
        "milestone": reminder.milestone.kind,
        "organization": reminder.organization.code,
        "rung": reminder.rung.name,
        "level": reminder.level,
        "recipients": [str(item.user or item.address) for item in reminder.recipients],
    }


def _json(report) -> str:
    return json.dumps(report, ensure_ascii=False)


def _words(report, *, simulate) -> str:
    lines = [
        "{milestone}  {organization}  {rung}  {level}  ".format(**row)
        + ("、".join(row["recipients"]) or "（无人可送达）")
        for row in report
    ]
    verb = "将提醒" if simulate else "已提醒"
    return "\n".join([*lines, f"{verb} {len(report)} 项"])
