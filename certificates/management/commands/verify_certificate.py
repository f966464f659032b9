"""``manage.py verify_certificate FILE [--json]``: signature, hash and register of one file."""

import hashlib
import json
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from certificates.checking import check_pdf
from certificates.verification.answers import by_hash


class Command(BaseCommand):
    help = "核验一份证书 PDF：数字签名、文件校验值、登记状态"

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file, **options):
        try:
            content = Path(file).read_bytes()
        except OSError as problem:
            raise CommandError(f"{file}：无法读取（{problem.strerror}）") from None
        answer = by_hash(hashlib.sha256(content).hexdigest())
        known = answer.certificate
        report = {
            "status": answer.kind,
            "number": known.number if known else None,
            "signature": "valid" if check_pdf(content).genuine else "invalid",
            "hash": "match" if known else "unknown",
        }
        plain = "  ".join(f"{key}: {value}" for key, value in report.items())
        self.stdout.write(json.dumps(report) if options["json"] else plain)
