"""Plans, lists and classes of 2022-2023: real bodies in time, fictional ones in every state."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from institutions.models import Organization
from institutions.states import Kind
from portal.calendar.days import add_workdays
from portal.demo import classes
from portal.demo.cast import player
from portal.demo.people import RECOMMENDED, people
from portal.demo.season import Event, on
from programs.actions import cohort as cohorts
from programs.models import Cohort, Countersign
from trainees.actions.nomination import confirm_nominations
from trainees.models import Nomination

VISITOR = "10003"
VISITING_REGION = "广东"
SIZE = 8
LISTED, DECIDED = date(2022, 12, 5), date(2022, 12, 8)
ANSWERED = date(2022, 12, 9)
BEGIN = date(2023, 1, 9)
ENDED, CERTIFIED = date(2023, 11, 20), date(2023, 12, 11)


def events(program) -> list[Event]:
    return [
        *_tsinghua(program),
        *_institutions(program),
        *_centre(program),
        *_wangjiang(program),
        _answers(program),
        *_others(program),
    ]


def _tsinghua(program) -> list[Event]:
    """Enrolling without a list by 10-28; its persona may write it, else the players do."""
    body = Organization.objects.get(code=VISITOR)
    last = date(2022, 12, 29)
    return [
        *_plan_events(program, body, "REG", date(2022, 10, 25)),
        *_list_events(program, body, "REG", 0, last, last + timedelta(days=1)),
        *_teaching_events(program, body, 0),
    ]


def _institutions(program) -> list[Event]:
    found = []
    bodies = Organization.objects.filter(kind=Kind.INSTITUTION, is_sample=False)
    for n, body in enumerate(bodies.exclude(code=VISITOR).order_by("seq"), start=1):
        planned = add_workdays(date(2022, 11, 1), n % 10)
        listed = add_workdays(LISTED, n % 8)
        found += _plan_events(program, body, "REG", planned)
        found += _list_events(program, body, "REG", n, listed, add_workdays(listed, 2))
        found += _teaching_events(program, body, n)
    return found


def _centre(program) -> list[Event]:
    """The Centre's own themed class, planned with a partner; the Bureau approves it (R11)."""
    body = Organization.objects.get(kind=Kind.CENTRE)
    partner = Organization.objects.get(code="F9001")
    make = partial(classes.plan, program, body, "SRDI", partners=[partner])
    return [
        Event(on(date(2022, 11, 7), 10, 30), "plan:CENTRE", make),
        Event(
            on(date(2022, 11, 9), 10), "approved:CENTRE", partial(_approve_own, program, body)
        ),
    ]


def _wangjiang(program) -> list[Event]:
    """望江大学: one class with a list in the making, one whose list waits for the Centre."""
    body = Organization.objects.get(code="F9001")
    enlisted = on(date(2022, 10, 27), 16, 30)
    return [
        *_plan_events(program, body, "REG", date(2022, 10, 25)),
        Event(enlisted, "list:F9001:REG", partial(_enlist, program, body, "REG", 40, 20)),
        *_plan_events(program, body, "THEME", date(2022, 10, 25), topic="数字化转型"),
        Event(enlisted, "list:F9001:THEME", partial(_enlist_waiting, program, body)),
        Event(
            on(date(2022, 10, 27), 17),
            "sent:F9001:THEME",
            partial(_send, program, body, "THEME"),
        ),
    ]


def _others(program) -> list[Event]:
    """听雨大学 gets rows back, 拾穗大学 its plan, 远帆大学 meets an objection."""
    tingyu, shisui, yuanfan = (
        Organization.objects.get(code=code) for code in ("F9002", "F9003", "F9004")
    )
    day = date(2022, 10, 25)
    return [
        *_plan_events(program, tingyu, "REG", day),
        Event(
            on(date(2022, 10, 27), 9),
            "list:F9002:REG",
            partial(_enlist, program, tingyu, "REG", 42, 10),
        ),
        Event(
            on(date(2022, 10, 27), 10), "sent:F9002:REG", partial(_send, program, tingyu, "REG")
        ),
        Event(
            on(date(2022, 10, 27), 15),
            "judged:F9002:REG",
            partial(_judge, program, tingyu, "REG", 2),
        ),
        Event(on(day, 11, 20), "plan:F9003:REG", partial(classes.plan, program, shisui, "REG")),
        Event(
            on(date(2022, 10, 26), 16), "back:F9003:REG", partial(_send_back, program, shisui)
        ),
        Event(
            on(day, 11, 40), "plan:F9004:REG", partial(classes.plan, program, yuanfan, "REG")
        ),
        Event(on(date(2022, 10, 27), 11), "object:F9004", partial(_object, program, yuanfan)),
    ]


def _plan_events(program, body, track, day, **fields) -> list[Event]:
    name = f"{body.code}:{track}"
    agreed, approved = add_workdays(day, 1), add_workdays(day, 2)
    make = partial(classes.plan, program, body, track, **fields)
    return [
        Event(on(day, 10, 30), f"plan:{name}", make),
        Event(on(agreed, 10), f"agreed:{name}", partial(_agree, program, body, track)),
        Event(on(approved, 8, 40), f"approved:{name}", partial(_approve, program, body, track)),
    ]


def _list_events(program, body, track, n, listed, decided) -> list[Event]:
    name = f"{body.code}:{track}"
    return [
        Event(
            on(listed, 9, 30),
            f"list:{name}",
            partial(_enlist_unless_begun, program, body, track, n),
        ),
        Event(on(listed, 16), f"sent:{name}", partial(_send, program, body, track)),
        Event(on(decided, 10), f"judged:{name}", partial(_judge, program, body, track, 0)),
    ]


def _teaching_events(program, body, n) -> list[Event]:
    """From the first lesson to the certificate, each a good while before it is due."""
    of = partial(_with_class, program, body)
    return [
        Event(on(BEGIN, 9, n), f"teach:{body.code}", of(classes.teach)),
        Event(on(ENDED, 10, n), f"complete:{body.code}", of(classes.complete)),
        Event(on(CERTIFIED, 10, n), f"certify:{body.code}", of(classes.certify)),
    ]


def _answers(program) -> Event:
    """The region with a persona answers for whom it recommended, unless a visitor has."""
    region = Organization.objects.get(kind=Kind.AUTHORITY, short_name=VISITING_REGION)
    return Event(on(ANSWERED, 10), "answers:region", partial(_answer, program, region))


def _answer(program, region) -> None:
    waiting = Nomination.objects.awaiting_confirmation()
    waiting = waiting.filter(program=program, authority=region)
    confirm_nominations(list(waiting.values_list("pk", flat=True)), actor=player(region))


def _with_class(program, body, act):
    return lambda: act(_class(program, body, "REG"))


def _class(program, body, track) -> Cohort:
    cohorts_of = Cohort.objects.for_table().filter(program=program, organization=body)
    return cohorts_of.get(track__code=track, no=1)


def _agree(program, body, track) -> None:
    classes.agree(_class(program, body, track))


def _approve(program, body, track) -> None:
    classes.approve(_class(program, body, track))


def _approve_own(program, body) -> None:
    bureau = Organization.objects.get(kind=Kind.BUREAU)
    cohorts.approve_plan(_class(program, body, "SRDI"), actor=player(bureau))


def _enlist(program, body, track, block, count) -> None:
    """``block`` keeps the made-up people of different classes apart."""
    rows = list(people(count, first=block * 100))
    classes.list_people(_class(program, body, track), rows)


def _enlist_waiting(program, body) -> None:
    """Those from the region with a persona are its own, so that it has something to confirm."""
    rows = [
        replace(person, route=RECOMMENDED) if person.province == VISITING_REGION else person
        for person in people(12, first=4100)
    ]
    classes.list_people(_class(program, body, "THEME"), rows)


def _enlist_unless_begun(program, body, track, block) -> None:
    cohort = _class(program, body, track)
    if not cohort.rosters.exists():
        _enlist(program, body, track, block, SIZE)


def _send(program, body, track) -> None:
    roster = classes.open_list(_class(program, body, track))
    if roster is not None:
        classes.send(roster)


def _judge(program, body, track, returned) -> None:
    roster = classes.open_list(_class(program, body, track))
    if roster is not None:
        classes.judge(roster, returned=returned)


def _send_back(program, body) -> None:
    cohort = _class(program, body, "REG")
    cohorts.return_plan(cohort, note="请补充实践环节的安排和地点", actor=classes.centre())


def _object(program, body) -> None:
    row = Countersign.objects.select_related("authority", "cohort").get(
        cohort=_class(program, body, "REG")
    )
    note = "与本地区另一班次时间重合，建议错开（演示）"
    cohorts.object_to_plan(row, note=note, actor=player(row.authority))
