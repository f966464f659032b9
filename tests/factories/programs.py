"""A small year with what the test at hand needs in it."""

from datetime import date, timedelta

from institutions.states import Kind
from portal import clock
from programs.models import (
    Circular,
    Cohort,
    ContactSheet,
    Countersign,
    Filing,
    Mandate,
    Milestone,
    Program,
    Track,
)
from programs.states import ProgramState
from tests.factories import organization

COMPLETE = {
    "leader_name": "顾长风（演示）",
    "leader_post": "副厅长",
    "leader_phone": "0000-8000000",
    "liaison_name": "周望舒（演示）",
    "liaison_post": "一级主任科员",
    "liaison_mobile": "13800000001",
    "liaison_email": "liaison@example.invalid",
}
RULE = {
    "version": "test-1",
    "required_hours": "96",
    "attendance_percent": 80,
    "absence_limit_percent": 33,
    "online_share_percent": 25,
    "practice_activities": 1,
    "final_report": True,
    "discipline": True,
}


def program(code="2022-2023", *, opened=True, **fields) -> Program:
    """A running year (or, not opened, one in planning); the same code is the same row."""
    defaults = {"year": int(code[:4]), "title": f"{code} 年度", "target": 2000}
    defaults |= {"programme": f"{code}年度中小企业经营管理领军人才", "title_en": "A Programme"}
    defaults["completion_rule"] = RULE
    if opened:
        defaults |= {"state": ProgramState.OPEN, "opened_at": clock.now()}
    return Program.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def milestone(of=None, kind="contact_sheet", *, days=3, **fields) -> Milestone:
    """Due at the end of the day ``days`` days from today; opened a month ago."""
    defaults = {
        "due_at": clock.end_of(clock.today() + timedelta(days=days)),
        "opens_at": clock.now() - timedelta(days=90),
    }
    return Milestone.objects.create(
        program=of or program(), kind=kind, **{**defaults, **fields}
    )


def circular(of=None, **fields) -> Circular:
    defaults = {
        "title": "测试通知",
        "issued_on": date(2022, 10, 25),
        "body": "一段。\n\n二段。",
    }
    return Circular.objects.create(program=of or program(), **{**defaults, **fields})


def authority(code="", **fields):
    return organization(Kind.AUTHORITY, code, **fields)


def sheet(of=None, body=None, **fields) -> ContactSheet:
    """A complete draft; other states by ``state=`` and what they need."""
    fields = {**COMPLETE, **fields}
    if fields.get("state", "draft") != "draft":
        fields.setdefault("arrived_at", clock.now())
    return ContactSheet.objects.create(
        program=of or program(), authority=body or authority(), **fields
    )


def track(of=None, code="REG") -> Track:
    of = of or program()
    return Track.objects.get_or_create(
        program=of, code=code, defaults={"name": f"方向{code}", "name_en": code, "seq": 1}
    )[0]


def mandate(body, of=None, *tracks, **fields) -> Mandate:
    of = of or program()
    made = Mandate.objects.create(program=of, organization=body, **fields)
    made.tracks.set(tracks or [track(of)])
    return made


def cohort(of=None, body=None, **fields) -> Cohort:
    """A class of a new (or the given) institution, in draft unless told otherwise."""
    of = of or program()
    body = body or organization(Kind.INSTITUTION)
    way = fields.pop("track", None) or track(of)
    no = fields.pop("no", Cohort.objects.filter(program=of, organization=body).count() + 1)
    defaults = {
        "name": f"{body.short_name} {no:02d} 班",
        "code": f"{of.year}-{way.code}-{body.code}-{no:02d}",
        "starts_on": date(2023, 1, 9),
        "ends_on": date(2023, 12, 15),
        "place": "示例市",
    }
    return Cohort.objects.create(
        program=of, organization=body, track=way, no=no, **{**defaults, **fields}
    )


def countersign(of, body=None, **fields) -> Countersign:
    """An authority (a new one, or the given) asked about that class's plan."""
    if fields.get("opinion", "pending") != "pending":
        fields.setdefault("given_at", clock.now())
    return Countersign.objects.create(cohort=of, authority=body or authority(), **fields)


def filing(of=None, body=None, region=None, **fields) -> Filing:
    """A complete draft of a new (or the given) region with a new institution that may train."""
    of = of or program()
    way = fields.pop("track", None) or track(of)
    if body is None:
        body = organization(Kind.INSTITUTION)
        mandate(body, of, way)
    defaults = {
        "name": f"{body.short_name} 联合班",
        "people": 40,
        "starts_on": date(2023, 3, 6),
        "ends_on": date(2023, 5, 31),
        "place": "示例市",
        "summary": "战略、财务、数字化",
        "contact_name": "周望舒（演示）",
        "contact_phone": "0000-8000001",
    }
    if fields.get("state", "draft") != "draft":
        fields.setdefault("submitted_at", clock.now())
    return Filing.objects.create(
        program=of,
        authority=region or authority(),
        organization=body,
        track=way,
        **{**defaults, **fields},
    )
