"""``manage.py import_roster COHORT FILE``: judge a workbook and take its good rows."""

import json
import time
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import BaseCommand, CommandError

from institutions.actor import actor_for
from portal.accounts.models import User
from portal.jobs import worker
from portal.jobs.models import Job
from portal.jobs.states import FINAL
from portal.policy import SystemActor
from portal.sheets import Unreadable
from portal.workflow.engine import IllegalStep
from programs.models import Cohort
from trainees import sheets
from trainees.actions import roster_import as actions
from trainees.actions.import_options import say_units
from trainees.checking import judging
from trainees.data.problems import worded
from trainees.data.units import CHOICES
from trainees.models import Roster, RosterImport
from trainees.states import ImportState, RowStatus

PATIENCE_SECONDS = 600
LISTS = {"error": "errors", "warning": "warnings", "fixed": "fixed"}
SHOWN = ("column", "code", "message", "remedy", "other_row")


class Command(BaseCommand):
    help = (
        "校验一个名单文件并把没有错误的行收入该班次的名单。"
        "执行即承诺：已告知名单中的本人并取得同意。--dry-run 只校验，什么也不写。"
    )

    def add_arguments(self, parser):
        parser.add_argument("cohort", help="班次代码，例如 2022-REG-10003-01")
        parser.add_argument("file")
        parser.add_argument("--sheet", default="", help="工作表名称；文件只有一张名单时可省略")
        parser.add_argument(
            "--unit", choices=CHOICES, help="金额的单位；表头没有写明时必须说明"
        )
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--as", dest="username", default="", help="以该用户的名义办理")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, cohort, file, sheet, unit, dry_run, username, **options):
        row = Cohort.objects.for_table().filter(code=cohort).first()
        if row is None:
            raise CommandError(f"没有班次 {cohort}")
        try:
            found = sheets.look_into(Path(file).read_bytes(), Path(file).name)
            chosen = _chosen(found, sheet)
            report = (
                _judged(row, found, chosen, unit)
                if dry_run
                else _imported(row, found, chosen, unit, _actor(row, username))
            )
        except OSError as problem:
            raise CommandError(f"{file}：无法读取（{problem.strerror}）") from None
        except ValidationError as problems:
            raise CommandError("；".join(problems.messages)) from None
        except (Unreadable, IllegalStep, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            json.dumps(report, ensure_ascii=False) if options["json"] else _words(report)
        )


def _actor(cohort: Cohort, username: str):
    if not username:
        return SystemActor("import_roster")
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"没有用户 {username}")
    return actor_for(user, cohort.organization.code)


def _chosen(found: sheets.Found, wanted: str) -> str:
    if wanted and wanted not in found.sheets:
        raise CommandError(f"没有名单工作表“{wanted}”；有：{'、'.join(found.sheets)}")
    if not wanted and len(found.sheets) > 1:
        raise CommandError(f"文件有几张名单，请用 --sheet 指定：{'、'.join(found.sheets)}")
    return wanted or found.sheets[0]


def _judged(cohort: Cohort, found: sheets.Found, chosen: str, unit: str | None) -> dict:
    """What would come of it; nothing is written."""
    ongoing = Roster.objects.filter(cohort=cohort).open().for_table().first()
    batch = RosterImport(cohort=cohort, roster=ongoing or Roster(cohort=cohort))
    sheet = sheets.open_sheet(found.content, found.name, chosen)
    mapping, judged = judging.judge_sheet(sheet, batch)
    if "" in mapping.units.values():
        batch.units_said = _units(mapping.units, unit)
        _mapping, judged = judging.judge_sheet(sheet, batch)
    placed = judging.place(batch.roster, judged.rows)
    new = sum(row.standing == RowStatus.NEW for row in placed)
    return _report(chosen, [(row.number, row.problems) for row in placed], new)


def _units(units: dict, unit: str | None) -> dict[str, str]:
    """The one unit for every column that was asked about."""
    if unit is None:
        raise CommandError(f"表头没有写明金额的单位，请用 --unit 说明：{'、'.join(CHOICES)}")
    return {str(column): unit for column, said in units.items() if not said}


def _imported(cohort: Cohort, found: sheets.Found, chosen: str, unit, actor) -> dict:
    upload = actions.Upload(found.name, found.content, found.sha256, chosen, is_chosen=True)
    batch = actions.begin_import(cohort, upload, actor=actor)
    _see_through(batch, actions.STAGE_JOB)
    batch.refresh_from_db()
    if batch.state == ImportState.FAILED:
        raise CommandError(batch.problem)
    if "" in batch.units.values():
        say_units(batch, units=_units(batch.units, unit), actor=actor)
        _see_through(batch, actions.STAGE_JOB)
        batch.refresh_from_db()
    if batch.rows.acceptable().exists():
        actions.accept_import(batch, attested=True, actor=actor)
        _see_through(batch, actions.ACCEPT_JOB)
    rows = list(batch.rows.select_related("roster_import").order_by("number"))
    new = sum(row.is_accepted and not row.content.get("before") for row in rows)
    return _report(chosen, [(row.number, row.problems) for row in rows], new)


def _see_through(batch: RosterImport, kind: str) -> None:
    """Do this import's jobs here, or wait for the worker that was quicker."""
    jobs = Job.objects.filter(kind=kind, key__contains=str(batch.public_id))
    deadline = time.monotonic() + PATIENCE_SECONDS
    for job in jobs:
        while job.state not in FINAL and time.monotonic() < deadline:
            if worker.run_job(job.public_id) is None:
                time.sleep(0.2)
            job.refresh_from_db()


def _report(sheet: str, rows, new: int) -> dict:
    report = {"rows": len(rows), "new": new, "errors": [], "warnings": [], "fixed": []}
    for number, problems in rows:
        for problem in map(worded, problems):
            shown = {name: problem[name] for name in SHOWN if problem.get(name) is not None}
            entry = {"sheet": sheet, "row": number, **shown}
            report[LISTS[problem["severity"]]].append(entry)
    return report


def _words(report: dict) -> str:
    lines = [f"共 {report['rows']} 行，新增 {report['new']} 人"]
    for name, word in (("errors", "错误"), ("warnings", "提示"), ("fixed", "已自动修正")):
        lines += [
            f"{word}：第 {p['row']} 行 {p['column']} {p['message']}{p.get('remedy', '')}"
            for p in report[name]
        ]
    return "\n".join(lines)
