"""The finished year 2021-2022, marked 演示: classes of fictional institutions only."""

from datetime import date, datetime
from functools import partial

from institutions.models import Organization
from portal.demo import classes
from portal.demo.cast import give_mandates
from portal.demo.people import Person, people
from portal.demo.personas import account
from portal.demo.season import Event, on
from programs.models import Cohort, Program, Track
from programs.states import ProgramState
from trainees.models import Trainee

CODE = "2021-2022"
BLOCKS = {"F9001": 9000, "F9002": 9100}
SIZES = {"F9001": 14, "F9002": 9}
TRAINEE = "叶知秋"
ENDED = date(2022, 9, 2)


def load_last_year(this_year: Program) -> Program:
    """The year's row with its tracks, copied from this year's; idempotent."""
    program, made = Program.objects.get_or_create(
        code=CODE,
        defaults={
            "year": 2021,
            "title": "2021-2022 年度中小企业经营管理领军人才培训（演示）",
            "programme": "2021-2022年度中小企业经营管理领军人才",
            "title_en": this_year.title_en.replace("2022–2023", "2021–2022"),
            "target": this_year.target,
            "completion_rule": {**this_year.completion_rule, "version": "2021-1"},
            "is_demonstration": True,
            "state": ProgramState.ARCHIVED,
            "opened_at": on(date(2021, 10, 25), 9),
        },
    )
    if made:
        for track in this_year.tracks.all():
            Track.objects.create(
                program=program,
                code=track.code,
                name=track.name,
                name_en=track.name_en,
                seq=track.seq,
            )
        give_mandates(program)
    return program


def events(program) -> list[Event]:
    found = []
    for code in BLOCKS:
        body = Organization.objects.get(code=code)
        for moment, verb, play in _life(program, body):
            found.append(Event(moment, f"last:{code}:{verb}", play))
    return found


def _life(program, body) -> list[tuple[datetime, str, object]]:
    of = partial(_with_class, program, body)
    return [
        (
            on(date(2021, 11, 8), 10),
            "plan",
            partial(classes.plan, program, body, ends_on=ENDED),
        ),
        (on(date(2021, 11, 9), 10), "agree", of(classes.agree)),
        (on(date(2021, 11, 10), 10), "approve", of(classes.approve)),
        (on(date(2021, 12, 6), 10), "list", of(_list)),
        (on(date(2021, 12, 10), 10), "judge", of(_judge)),
        (on(date(2022, 1, 10), 9), "teach", of(classes.teach)),
        (on(date(2022, 9, 5), 10), "complete", of(partial(classes.complete, short=1))),
        (on(date(2022, 9, 15), 10), "certify", of(classes.certify)),
    ]


def _with_class(program, body, act):
    return lambda: act(Cohort.objects.for_table().get(program=program, organization=body))


def _list(cohort) -> None:
    code = cohort.organization.code
    rows = list(people(SIZES[code], first=BLOCKS[code]))
    if code == "F9001":
        rows[0] = _named(rows[0], TRAINEE)
    classes.send(classes.list_people(cohort, rows))
    if code == "F9001":
        Trainee.objects.filter(name=TRAINEE).update(user=account("trainee"))


def _named(person: Person, name: str) -> Person:
    values = {field: getattr(person, field) for field in person.__slots__}
    return Person(**{**values, "name": name})


def _judge(cohort) -> None:
    classes.judge(classes.open_list(cohort))
