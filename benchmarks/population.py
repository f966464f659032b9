"""Years of people at once: rows as the verbs leave them, written in bulk.

Classes of a hundred; twenty of them are still being taught, all older ones are closed,
as they are after some years. Everybody is invented.
"""

import hashlib
import itertools
import random
from datetime import date

from django.db import connection, transaction

from certificates.models import Certificate, CertificateBatch
from certificates.numbering import check_code, new_token
from institutions.states import Kind
from portal import clock
from portal.accounts.models import User
from portal.files.models import StoredFile
from programs.models import Cohort
from programs.states import CohortState
from tests.factories import actor, organization
from tests.factories.papers import certificate_snapshot
from tests.factories.programs import authority, program, track
from trainees.data.terms import tails
from trainees.models import Enrolment, Enterprise, Nomination, Roster, RosterEntry, Trainee
from trainees.register import make_findable
from trainees.states import EnrolmentState, NominationState, RosterState, Route

CLASS = 100
TAUGHT = 20
REGIONS = 10
ONE_INSERT = 500
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "明远思齐雅琴建国志强晓燕海涛文博佳宁立群春梅子涵俊杰丽华永康若曦天宇鑫淼琪瑾婷睿"


def fill(people: int) -> None:
    """That many people, from the nomination to the certificate, in one and the same year."""
    dice = random.Random(people)  # noqa: S311 -- the same people in every run
    numbers = itertools.count(1)
    regions = [authority(f"R{n}", short_name=f"示例{n}省") for n in range(REGIONS)]
    officer = actor(Kind.CENTRE).user
    classes = _classes(people // CLASS)
    for cohort in classes:
        chunk = [next(numbers) for _ in range(CLASS)]
        _one_class(cohort, chunk, regions, officer, dice)
        # PostgreSQL plans its checks of foreign keys by what it knows of the tables.
        if cohort in (classes[TAUGHT // 4], classes[-1]):
            _analyze()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _classes(count: int) -> list[Cohort]:
    year, body = program(), organization(Kind.INSTITUTION, "P9001", name="望江大学")
    way = track(year)
    rows = [
        Cohort(
            program=year,
            track=way,
            organization=body,
            no=no,
            code=f"{year.year}-{way.code}-{body.code}-{no:04d}",
            name=f"区域发展 {no:04d} 班",
            capacity=CLASS,
            starts_on=date(2023, 1, 9),
            ends_on=date(2023, 12, 15),
            place="示例市",
            state=CohortState.CLOSED if no <= count - TAUGHT else CohortState.CLOSING,
            last_student_no=CLASS,
            last_certificate_no=CLASS,
        )
        for no in range(1, count + 1)
    ]
    return _insert(Cohort, rows)


@transaction.atomic
def _one_class(cohort, numbers, regions, officer: User, dice) -> None:
    people = _insert(Trainee, [_person(number, dice) for number in numbers])
    works = [_enterprise(number, regions) for number in numbers]
    works = _insert(Enterprise, works)
    pairs = list(zip(people, works, strict=True))
    nominations = _insert(Nomination, [_nomination(cohort, *pair, dice) for pair in pairs])
    make_findable(row.pk for row in nominations)
    _list(cohort, nominations, officer)
    enrolments = [
        Enrolment(
            program=cohort.program,
            cohort=cohort,
            trainee=row.trainee,
            nomination=row,
            number=number,
            student_no=f"{cohort.code}-{number:03d}",
            state=EnrolmentState.FINISHED,
            enrolled_at=clock.now(),
        )
        for number, row in enumerate(nominations, 1)
    ]
    _certificates(cohort, _insert(Enrolment, enrolments), officer)


def _person(number: int, dice) -> Trainee:
    name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))
    return Trainee(
        name=name,
        id_cipher=b"\0" * 46,
        id_index=hashlib.sha256(str(number).encode()).hexdigest(),
        id_tails=" ".join(tails(number_of(number))),
        id_masked=f"9901**********{number % 10_000:04d}",
        gender="male",
        mobile=f"138{number:08d}",
    )


def number_of(number: int) -> str:
    """A document's number as its end is kept; no check digit, nobody's."""
    return f"99010119800101{number % 10_000:04d}"


def _enterprise(number: int, regions) -> Enterprise:
    return Enterprise(
        uscc=f"9199{number:013d}X",
        name=f"示例企业{number}有限公司",
        authority=regions[number % len(regions)],
        industry="工业",
    )


def _nomination(cohort, person, enterprise, dice) -> Nomination:
    """Two of five were recommended by their region, which has confirmed it."""
    recommended = dice.random() < 0.4
    return Nomination(
        program=cohort.program,
        trainee=person,
        cohort=cohort,
        enterprise=enterprise,
        post="总经理",
        route=Route.RECOMMENDED if recommended else Route.SELECTED,
        authority=enterprise.authority if recommended else None,
        confirmed_at=clock.now() if recommended else None,
        home=enterprise.authority,
        facts={"name": person.name, "enterprise": enterprise.name, "post": "总经理"},
        state=NominationState.ADMITTED,
        created_at=clock.now(),
        submitted_at=clock.now(),
    )


def _list(cohort, nominations, officer) -> None:
    roster = Roster.objects.create(
        cohort=cohort,
        state=RosterState.DECIDED,
        entry_count=len(nominations),
        approved_count=len(nominations),
        submission_count=1,
        submitted_at=clock.now(),
        decided_at=clock.now(),
        decided_by=officer,
    )
    entries = [
        RosterEntry(roster=roster, nomination=row, no=no, decision="approved")
        for no, row in enumerate(nominations, 1)
    ]
    _insert(RosterEntry, entries)


def _certificates(cohort, enrolments, officer) -> None:
    batch = CertificateBatch.objects.create(
        cohort=cohort,
        issued_on=date(2023, 12, 20),
        created_by=officer,
        created_at=clock.now(),
        count=len(enrolments),
    )
    rows = [_certificate(batch, enrolment) for enrolment in enrolments]
    _insert(StoredFile, [row.file for row in rows])
    _insert(Certificate, rows)


def _certificate(batch, enrolment) -> Certificate:
    digest = hashlib.sha256(enrolment.student_no.encode()).hexdigest()
    number = f"LJ-{enrolment.student_no}"
    facts = certificate_snapshot(name=enrolment.trainee.name, number=number)
    return Certificate(
        enrolment=enrolment,
        batch=batch,
        number=number,
        serial=enrolment.number,
        state="issued",
        snapshot=facts,
        template_version="completion-1",
        token=new_token(),
        check_code=check_code(facts),
        file=StoredFile(
            key=f"certificate/{digest}",
            name=f"{number}.pdf",
            size=40_000,
            sha256=digest,
            content_type="application/pdf",
            purpose="certificate",
            created_at=clock.now(),
        ),
        sha256=digest,
        signer_fingerprint=digest,
        signed_at=clock.wall(),
    )


def _insert(model, rows: list) -> list:
    return model.objects.bulk_create(rows, batch_size=ONE_INSERT)
