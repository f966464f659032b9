"""Years of people at once: rows as the verbs leave them, written in bulk.

Classes of a hundred, at twenty bodies; twenty of them are still being taught, all others
are closed, as they are after some years. Beyond ``BASE`` people all rows are copied, names
too, in the database. Everybody is invented.
"""

import hashlib
import itertools
import random
from datetime import date

from django.db import connection, transaction

from benchmarks.copies import Copies
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
from trainees.models import (
    Enrolment,
    Enterprise,
    Nomination,
    Recommendation,
    Roster,
    RosterEntry,
    SearchEntry,
    Trainee,
)
from trainees.register import make_findable
from trainees.states import (
    EnrolmentState,
    NominationState,
    RecommendationState,
    RosterState,
    Route,
)

CLASS = 100
TAUGHT = 20
REGIONS = 10
BODIES = 20
ONE_INSERT = 500
BASE = 10_000
COPIED = (
    Cohort,
    Trainee,
    Enterprise,
    Nomination,
    SearchEntry,
    Roster,
    RosterEntry,
    Enrolment,
    CertificateBatch,
    StoredFile,
    Certificate,
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "明远思齐雅琴建国志强晓燕海涛文博佳宁立群春梅子涵俊杰丽华永康若曦天宇鑫淼琪瑾婷睿"


def fill(people: int) -> None:
    """That many people, from the nomination to the certificate, in one and the same year."""
    base = min(people, BASE)
    _fill(base)
    if people > base:
        closed = {"no": '"no" + {n} * {step}', "state": f"'{CohortState.CLOSED}'"}
        Copies(COPIED, {Cohort: closed}).make(people // base - 1)
    _analyze()


def _fill(people: int) -> None:
    dice = random.Random(people)  # noqa: S311 -- the same people in every run
    numbers = itertools.count(1)
    officer = actor(Kind.CENTRE).user
    classes = _classes(people // CLASS)
    regions = [authority(f"R{n}", short_name=f"示例{n}省") for n in range(REGIONS)]
    letters = {region.pk: _letter(classes[0].program, region) for region in regions}
    for cohort in classes:
        chunk = [next(numbers) for _ in range(CLASS)]
        _one_class(cohort, chunk, regions, letters, officer, dice)
        # PostgreSQL plans its checks of foreign keys by what it knows of the tables.
        if cohort == classes[TAUGHT // 4]:
            _analyze()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _classes(count: int) -> list[Cohort]:
    year = program()
    way = track(year)
    bodies = [organization(Kind.INSTITUTION, f"P{9001 + n}") for n in range(BODIES)]
    numbered = [(no, bodies[no % BODIES]) for no in range(1, count + 1)]
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
        for no, body in numbered
    ]
    return _insert(Cohort, rows)


@transaction.atomic
def _one_class(cohort, numbers, regions, letters, officer: User, dice) -> None:
    people = _insert(Trainee, [_person(number, dice) for number in numbers])
    works = [_enterprise(number, regions) for number in numbers]
    works = _insert(Enterprise, works)
    pairs = list(zip(people, works, strict=True))
    nominations = _insert(
        Nomination, [_nomination(cohort, *pair, letters, dice) for pair in pairs]
    )
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


def _letter(year, region) -> Recommendation:
    """By which a region names everybody it recommends."""
    digest = hashlib.sha256(region.code.encode()).hexdigest()
    return Recommendation.objects.create(
        program=year,
        authority=region,
        document_no="示例企函〔2022〕1号",
        dated_on=date(2022, 11, 1),
        letter=StoredFile.objects.create(
            key=f"letter/{digest}",
            name="推荐函.pdf",
            size=40_000,
            sha256=digest,
            content_type="application/pdf",
            purpose="letter",
            created_at=clock.now(),
        ),
        state=RecommendationState.SENT,
        created_at=clock.now(),
        sent_at=clock.now(),
    )


def _nomination(cohort, person, enterprise, letters, dice) -> Nomination:
    """Two of five were recommended by their region's letter."""
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
        recommendation=letters[enterprise.authority_id] if recommended else None,
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
