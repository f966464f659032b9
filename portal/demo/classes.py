"""One class from plan to certificate, acted by the players through the ordinary verbs."""

from datetime import date, timedelta
from decimal import Decimal

from certificates.actions.batch import issue_certificates
from certificates.queries.issuing import eligible
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.demo.cast import player
from portal.demo.people import Person
from programs.actions import cohort as cohorts
from programs.models import Cohort, Countersign
from trainees.actions import completion, review
from trainees.actions import people as lists
from trainees.actions import roster as rosters
from trainees.models import Completion, Enrolment, Roster
from trainees.states import OPEN_ROSTER

FULL = {
    "classroom_hours": Decimal("60"),
    "practice_hours": Decimal("30"),
    "online_hours": Decimal("4"),
    "practice_count": 2,
    "report_passed": True,
    "has_discipline_case": False,
}
SHORT = {**FULL, "classroom_hours": Decimal("20"), "practice_hours": Decimal("8")}


def plan(program, body, track_code: str = "REG", *, partners=(), **fields) -> Cohort:
    """A plan worked out and sent, with the home authority asked to countersign."""
    manager = player(body, Duty.MANAGER)
    cohort = cohorts.plan_cohort(
        program,
        body,
        track=program.tracks.get(code=track_code),
        values={**_plan_of(program.year), **fields},
        actor=manager,
    )
    cohort = cohorts.choose_bodies(
        cohort,
        authorities=[body.home] if body.home else [],
        partners=partners,
        revision=cohort.revision,
        actor=manager,
    )
    return cohorts.submit_plan(cohort, revision=cohort.revision, actor=manager)


def agree(cohort: Cohort) -> None:
    """Every authority asked says yes."""
    for row in Countersign.objects.filter(cohort=cohort).select_related("authority", "cohort"):
        cohorts.agree_to_plan(row, actor=player(row.authority))


def approve(cohort: Cohort) -> Cohort:
    """Approved by the Centre and opened for enrolment by its own manager."""
    cohort = cohorts.approve_plan(cohort, actor=centre(Duty.LEAD))
    return cohorts.open_enrolment(cohort, actor=player(cohort.organization))


def list_people(cohort: Cohort, people: list[Person]) -> Roster:
    """The people put on the class's open list, each with the authority of their province."""
    regions = dict(
        Organization.objects.filter(kind=Kind.AUTHORITY).values_list("short_name", "code")
    )
    manager = player(cohort.organization)
    roster = rosters.open_roster(cohort, actor=manager)
    rows = [person.candidate(regions[person.province]) for person in people]
    lists.accept_rows(roster, rows, attested=True, actor=manager)
    roster.refresh_from_db()
    return roster


def send(roster: Roster) -> Roster:
    manager = player(roster.cohort.organization)
    return rosters.submit_roster(roster, revision=roster.revision, actor=manager)


def judge(roster: Roster, *, returned: int = 0) -> None:
    """The Centre takes the list, sends the last ``returned`` rows back, approves the rest."""
    reviewer = centre()
    roster = review.take_roster(roster, actor=reviewer)
    rows = list(roster.entries.order_by("no").values_list("pk", flat=True))
    kept = len(rows) - returned
    review.judge_rows(roster, rows[:kept], "approved", actor=reviewer)
    if returned:
        note = "统一社会信用代码与企业名称不一致，请核对"
        review.judge_rows(
            roster, rows[kept:], "returned", reason="R01", note=note, actor=reviewer
        )
    review.decide_roster(roster, actor=reviewer)


def teach(cohort: Cohort) -> Cohort:
    return cohorts.start_teaching(cohort, actor=player(cohort.organization))


def complete(cohort: Cohort, *, short: int = 0) -> Cohort:
    """Hours for everybody (the last ``short`` too few), proposed and confirmed."""
    manager = player(cohort.organization)
    cohort = cohorts.begin_closing(cohort, actor=manager)
    people = list(Enrolment.objects.filter(cohort=cohort).order_by("number"))
    rows = {
        person.pk: SHORT if n >= len(people) - short else FULL
        for n, person in enumerate(people)
    }
    completion.record_hours(cohort, rows=rows, actor=manager)
    completion.propose_completions(cohort, actor=manager)
    proposals = Completion.objects.filter(enrolment__cohort=cohort)
    completion.confirm_completions(
        cohort,
        completions=list(proposals.values_list("pk", flat=True)),
        seen=clock.now(),
        actor=centre(),
    )
    return cohort


def certify(cohort: Cohort):
    """One batch for everybody who completed, dated today; made by the durable job."""
    chosen = list(eligible(cohort).values_list("pk", flat=True))
    return issue_certificates(
        cohort, enrolments=chosen, issued_on=clock.today(), actor=centre(Duty.ISSUER)
    )


def open_list(cohort: Cohort) -> Roster | None:
    """The class's list that is not decided yet, for an event that follows another."""
    rosters_of = Roster.objects.filter(cohort=cohort, state__in=OPEN_ROSTER)
    return rosters_of.select_related("cohort__organization").first()


def centre(duty: str = Duty.REVIEWER):
    return player(Organization.objects.get(kind=Kind.CENTRE), duty)


def _plan_of(year: int) -> dict:
    begin = date(year + 1, 1, 9)
    return {
        "capacity": 60,
        "starts_on": begin,
        "ends_on": begin + timedelta(days=330),
        "place": "示例市（演示）",
        "objectives": "提高中小企业经营管理者的战略、创新和数字化管理能力（演示）。",
        "modules": "宏观形势与产业政策；企业战略；数字化转型；对标学习；结业报告（演示）。",
        "classroom_hours": Decimal(64),
        "practice_hours": Decimal(32),
    }
