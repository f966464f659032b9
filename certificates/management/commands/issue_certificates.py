"""``manage.py issue_certificates COHORT``: number and make certificates of one class."""

import json

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from certificates.actions.batch import MAKE, issue_certificates
from certificates.queries.issuing import candidates
from institutions.actor import actor_for
from portal import clock
from portal.accounts.models import User
from portal.jobs.worker import drain
from programs.models import Cohort


class Command(BaseCommand):
    help = "为一个班次符合条件的学员颁发结业证书，并等待制证完成"

    def add_arguments(self, parser):
        parser.add_argument("cohort", help="班次代码，例如 2022-REG-10003-01")
        parser.add_argument("--as", dest="username", required=True, help="发证员的用户名")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, cohort, username, **options):
        row = Cohort.objects.for_table().filter(code=cohort).first()
        user = User.objects.filter(username=username).first()
        if row is None or user is None:
            raise CommandError(f"没有班次 {cohort} 或用户 {username}")
        ready = candidates(row, clock.today())
        people = [person.enrolment.pk for person in ready if not person.problem]
        try:
            batch = issue_certificates(
                row, enrolments=people, issued_on=clock.today(), actor=actor_for(user, "CENTRE")
            )
        except ValidationError as problems:
            raise CommandError("；".join(problems.messages)) from None
        drain({MAKE})
        report = {
            "batch": str(batch.public_id),
            "issued": batch.certificates.issued().count(),
            "failed": batch.certificates.filter(state="failed").count(),
            "refused": {p.enrolment.student_no: p.problem for p in ready if p.problem},
        }
        text = json.dumps(report, ensure_ascii=False)
        self.stdout.write(text if options["json"] else f"{cohort}：{text}")
