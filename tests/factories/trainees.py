"""People, lists and what happens to them; ID numbers begin with 99, which no card carries."""

from itertools import count

from institutions.states import Duty, Kind
from programs.states import CohortState
from tests.factories import actor, organization
from tests.factories.programs import authority, cohort, mandate, program
from trainees import register
from trainees.actions import people, review
from trainees.actions import roster as rosters
from trainees.data.candidate import Candidate
from trainees.models import QuotaRule, Roster, RosterEntry
from trainees.states import IdType

_numbers = count(1)
WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]


def id_number(number: int | None = None) -> str:
    """A synthetic number with a right check digit."""
    number = next(_numbers) if number is None else number
    body = f"990101{1960 + number % 40}0101{number % 1000:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def candidate(number: int | None = None, **facts) -> Candidate:
    """A good row; the same number is the same person with the same facts."""
    number = next(_numbers) if number is None else number
    typed = {
        "name": f"演示{number}",
        "gender": "male",
        "birth": "1980-01-01",
        "mobile": f"1380000{number:04d}",
        "post": "总经理",
        "enterprise": f"演示企业{number}有限公司",
        "uscc": f"9199010{number:010d}X",
        "industry": "工业",
        "revenue": "1000",
        "employees": "100",
        "region": authority("R1", short_name="示例一省").code,
        "source": "selected",
        "ent_title": ["srdi"],
        **facts,
    }
    return Candidate(id_number(number), IdType.RESIDENT, typed)


def enrolling(body=None, **fields):
    """A class that enrols, of a body with an active mandate for its track."""
    body = body or organization(Kind.INSTITUTION)
    made = cohort(body=body, state=CohortState.ENROLLING, **fields)
    if not body.mandates.filter(program=made.program).exists():
        mandate(body, made.program, made.track)
    return made


def quota(of=None, by="enterprise", value="", **fields) -> QuotaRule:
    """A rule of the year for each class, or the class's own; a cap blocks by itself."""
    year = fields.pop("program", None) or (of.program if of else program())
    severity = "block" if fields.get("cap") is not None else "warn"
    return QuotaRule.objects.create(
        program=year, cohort=of, by=by, value=value, **{"severity": severity, **fields}
    )


def manager(of) -> object:
    return actor(of.organization.kind, Duty.MANAGER, organization=of.organization)


def reviewer():
    return actor(Kind.CENTRE, Duty.REVIEWER)


def roster(of=None, *candidates, by=None, **fields) -> Roster:
    """A draft list of a class that enrols, with these rows accepted."""
    of = of or enrolling(**fields)
    by = by or manager(of)
    made = rosters.open_roster(of, actor=by)
    if candidates:
        people.accept_rows(made, list(candidates), attested=True, actor=by)
        made.refresh_from_db()
    return made


def submitted(of=None, size: int = 2, *, rows=(), by=None, **fields) -> Roster:
    """A list sent to the Centre with these rows, or ``size`` people."""
    of = of or enrolling(**fields)
    by = by or manager(of)
    made = roster(of, *(rows or [candidate() for _ in range(size)]), by=by)
    return rosters.submit_roster(made, revision=made.revision, actor=by)


def in_review(of=None, size: int = 2, *, rows=(), by=None, **fields) -> Roster:
    sent = submitted(of, size, rows=rows, **fields)
    return review.take_roster(sent, actor=by or reviewer())


def enrolled(of=None, size: int = 2, *, rows=(), **fields) -> Roster:
    """A list judged and closed: everybody on it has a place."""
    made, by = in_review(of, size, rows=rows, **fields), reviewer()
    review.judge_rows(made, keys(made), "approved", actor=by)
    review.decide_roster(made, actor=by)
    made.refresh_from_db()
    return made


def entries(of: Roster) -> list[RosterEntry]:
    return list(of.entries.for_table().order_by("no"))


def keys(of: Roster) -> list[int]:
    return [entry.pk for entry in entries(of)]


def register_number(person) -> str:
    """The document's number in clear, as only the register reads it."""
    return register.number_of(person)
