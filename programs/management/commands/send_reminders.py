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
        parser.add_argument(
            "--until",
            metavar="DATE",
            help="与 --simulate 同用：从年度启动（或 --on 那天）列到这一天，最多 120 天",
        )
        parser.add_argument(
            "--texts", action="store_true", help="与 --simulate、--json 同用：附上标题和正文"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 报告")

    def handle(self, *, on, simulate, until, texts, json, **options):
        if not simulate and (until or texts):
            raise CommandError("--until 和 --texts：只能与 --simulate 同用")
        with clock.reading():
            rows = _season(on, until) if until else _one_day(on, simulate=simulate)
            report = _texts(rows) if texts else rows
        if not simulate and settings.EMBEDDED:
            worker.drain([MAIL_JOB])
        report = [row for _reminder, row in report]
        self.stdout.write(_json(report) if json else _words(report, simulate=simulate))


def _one_day(on, *, simulate) -> list[tuple]:
    today = clock.today()
    found = _reminders(_day(on) if on else today, today, simulate=simulate)
    return [(item, _row(item)) for item in found]


def _season(on, until) -> list[tuple]:
    """Every reminder from the opening (or ``on``) to ``until``, each with its day."""
    first = _day(on) if on else reminders.season_begin(clock.today())
    last = _day(until, "--until")
    if last < first:
        raise CommandError(f"--until：不能早于开始的那天 {first}")
    if (last - first).days >= reminders.LONGEST_FORECAST:
        raise CommandError(
            f"--until：一次最多预演 {reminders.LONGEST_FORECAST} 天，开始的那天是 {first}"
        )
    found = reminders.season(first, last)
    return [(item, {"day": item.sent_on.isoformat(), **_row(item)}) for item in found]


def _texts(rows) -> list[tuple]:
    letters = reminders.letters([item for item, _row in rows])
    return [
        (item, {**row, "subject": subject, "body": body})
        for (item, row), (subject, body) in zip(rows, letters, strict=True)
    ]


def _day(text: str, option: str = "--on") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option}：请填日期，例如 2022-10-31，现为“{text}”") from None


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
    lines = [
        f"{row['day']}  {line}" if "day" in row else line
        for row, line in zip(report, lines, strict=True)
    ]
    verb = "将提醒" if simulate else "已提醒"
    return "\n".join([*lines, f"{verb} {len(report)} 项"])
