"""A whole year run through at one go, on real input, every step timed.

Called in a private folder (see ``manage.py rehearse``): the notice published,
37 information forms filed and confirmed, classes planned, rosters imported
from workbooks, reviewed, taught, completed, certified and verified.
"""

import hashlib
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.test import Client

from certificates.checking import check_pdf
from certificates.models import Certificate
from certificates.states import CertificateState
from institutions.models import Organization
from institutions.states import Kind
from portal.clock.actions import set_rehearsal_clock
from portal.demo import cast, classes, season_sheets
from portal.demo.cast import player
from portal.demo.people import COLUMNS, people
from portal.demo.season import on, play_until
from portal.jobs.worker import drain
from portal.sheets import Column, Table, write
from programs.loading import load_program
from programs.models import Cohort, ContactSheet
from trainees import sheets
from trainees.actions import roster_import
from trainees.models import Completion, Enrolment
from trainees.states import CompletionState

YEAR = "2022-2023"
CLASS_SIZE = 60
CODES = frozenset({"身份证号", "手机", "统一社会信用代码"})


class Rehearsal:
    """``run()`` answers what ``manage.py rehearse --json`` prints."""

    def __init__(self, trainees: int, keep: Path | None):
        self.trainees, self.keep = trainees, keep
        self.seconds: dict[str, float] = {}

    def run(self) -> dict:
        """Every step in its order.

        Returns:
            ``program``, ``authorities_accepted``, ``enrolled``, ``completed``,
            ``certificates`` (``issued``, ``verified``, ``failed``) and
            ``seconds`` per step. *Verified* means: the stored file was read
            again, its hash is the registered one, its signature is valid over
            the whole file, and the public page knows it.
        """
        with self._timed("load"):
            self._load()
        with self._timed("contact_sheets"):
            self._contact_sheets()
        with self._timed("plans"):
            cohorts = self._plans()
        with self._timed("rosters"):
            self._rosters(cohorts)
        with self._timed("review"):
            self._review(cohorts)
        with self._timed("completion"):
            self._completion(cohorts)
        with self._timed("certificates"):
            self._certificates(cohorts)
        with self._timed("verification"):
            verified = self._verify()
        return self._report(verified)

    @contextmanager
    def _timed(self, step: str):
        begun = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - begun, 2)

    def _load(self) -> None:
        set_rehearsal_clock(on(season_sheets.ISSUED, 8), backwards=True)
        self.program = load_program(YEAR)
        cast.load_bodies(self.program)
        cast.load_people()

    def _contact_sheets(self) -> None:
        moment = on(date(2022, 11, 2), 9)
        play_until(season_sheets.events(self.program), moment)
        set_rehearsal_clock(moment)

    def _plans(self) -> list[Cohort]:
        """As many classes as the people need, round the institutions in their order."""
        bodies = list(
            Organization.objects.filter(kind=Kind.INSTITUTION, is_sample=False).order_by("seq")
        )
        count = -(-self.trainees // CLASS_SIZE)
        cohorts = []
        for n in range(count):
            cohort = classes.plan(self.program, bodies[n % len(bodies)], capacity=CLASS_SIZE)
            classes.agree(cohort)
            cohorts.append(classes.approve(cohort))
        return cohorts

    def _rosters(self, cohorts) -> None:
        left = self.trainees
        for n, cohort in enumerate(cohorts):
            size = min(CLASS_SIZE, left)
            self._import(cohort, workbook(size, first=n * CLASS_SIZE))
            left -= size
            classes.send(classes.open_list(cohort))

    def _import(self, cohort, content: bytes) -> None:
        """Through the same door as a clerk's file: looked into, judged by a job, accepted."""
        manager = player(cohort.organization)
        found = sheets.look_into(content, f"{cohort.code}.xlsx")
        upload = roster_import.Upload(
            name=found.name,
            content=found.content,
            sha256=found.sha256,
            sheet=found.sheets[0],
            is_chosen=True,
        )
        batch = roster_import.begin_import(cohort, upload, actor=manager)
        drain({roster_import.STAGE_JOB})
        batch.refresh_from_db()
        roster_import.accept_import(batch, attested=True, actor=manager)
        drain({roster_import.ACCEPT_JOB})

    def _review(self, cohorts) -> None:
        for cohort in cohorts:
            classes.judge(classes.open_list(cohort))

    def _completion(self, cohorts) -> None:
        set_rehearsal_clock(on(date(2023, 1, 9), 9))
        begun = [classes.teach(cohort) for cohort in cohorts]
        set_rehearsal_clock(on(date(2023, 12, 6), 9))
        for cohort in begun:
            classes.complete(cohort)

    def _certificates(self, cohorts) -> None:
        for cohort in cohorts:
            classes.certify(Cohort.objects.for_table().get(pk=cohort.pk))
        drain()

    def _verify(self) -> int:
        certificates = Certificate.objects.issued().select_related("file").order_by("pk")
        return sum(
            self._is_verified(row, n) for n, row in enumerate(certificates.iterator(200))
        )

    def _is_verified(self, row: Certificate, n: int) -> bool:
        content = row.file.read()
        if self.keep is not None:
            (self.keep / f"{row.number}.pdf").write_bytes(content)
        # Every visitor comes from an address of their own: the page limits each of them.
        place = f"127.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
        visitor = Client(REMOTE_ADDR=place, SERVER_NAME="127.0.0.1")
        page = visitor.get(f"/verify/{row.token}")
        known = page.status_code == 200 and row.number in page.content.decode()
        same = hashlib.sha256(content).hexdigest() == row.sha256
        return known and same and check_pdf(content).genuine

    def _report(self, verified: int) -> dict:
        certificates = Certificate.objects
        accepted = ContactSheet.objects.accepted().filter(authority__is_sample=False)
        return {
            "program": self.program.code,
            "authorities_accepted": accepted.count(),
            "enrolled": Enrolment.objects.active().count(),
            "completed": Completion.objects.filter(state=CompletionState.COMPLETED).count(),
            "certificates": {
                "issued": certificates.issued().count(),
                "verified": verified,
                "failed": certificates.filter(state=CertificateState.FAILED).count(),
            },
            "seconds": self.seconds,
        }


def workbook(count: int, *, first: int) -> bytes:
    """A roster as an institution would send it, with ``count`` made-up people."""
    columns = [Column(label, kind="code" if label in CODES else "text") for label in COLUMNS]
    rows = [person.row(n) for n, person in enumerate(people(count, first=first), start=1)]
    return write([Table("学员名单", columns, rows)])
