"""Joint and commissioned trainings of the samples: one in every stage, fictional bodies."""

from datetime import date
from functools import partial

from institutions.models import Organization
from institutions.states import Kind
from portal.demo.cast import player
from portal.demo.season import Event, on
from programs.actions import filing as filings
from programs.models import Filing

SENT, LOOKED_AT, DECIDED = date(2022, 10, 26), date(2022, 10, 27), date(2022, 10, 27)
REMARKS = {
    "place": "请写明到区县和具体场所（演示）",
    "summary": "请补充实践环节的安排（演示）",
}
ADVICE = "与相邻地区同期班次重合，建议推迟两周（演示）"


def events(program) -> list[Event]:
    """示例一省 is to mend, 示例二省 to adjust, 示例三省 waits, 示例市 is taken in."""
    return [
        Event(on(SENT, 15), "filing:S1", partial(_send, program, "S1", "F9002")),
        Event(on(LOOKED_AT, 9), "filing:S1:back", partial(_judge, program, "S1", _return)),
        Event(on(SENT, 15, 20), "filing:S2", partial(_send, program, "S2", "F9004")),
        Event(on(LOOKED_AT, 10), "filing:S2:advised", partial(_judge, program, "S2", _advise)),
        Event(
            on(LOOKED_AT, 16),
            "filing:S3",
            partial(_send, program, "S3", "F9001", "commissioned"),
        ),
        Event(on(SENT, 16), "filing:S5", partial(_send, program, "S5", "F9001")),
        Event(on(DECIDED, 11), "filing:S5:in", partial(_judge, program, "S5", _accept)),
    ]


def _send(program, region, body, kind="joint") -> None:
    authority = Organization.objects.get(code=region)
    institution = Organization.objects.get(code=body)
    actor = player(authority)
    values = {
        "kind": kind,
        "organization": institution,
        "track": program.tracks.get(code="REG"),
        "name": f"{institution.short_name}·{authority.short_name}班（演示）",
        "people": 40,
        "starts_on": date(2023, 3, 6),
        "ends_on": date(2023, 6, 30),
        "place": "示例市（演示）",
        "summary": "企业战略；数字化转型；对标学习（演示）。",
        "budget_fen": 48_000_000,
        "fiscal_fen": 30_000_000,
        "enterprise_fen": 18_000_000,
        "contact_name": "联络员（演示）",
        "contact_phone": "0000-8000001",
    }
    draft = filings.begin_filing(program, authority, values=values, actor=actor)
    filings.submit_filing(draft, revision=draft.revision, confirmed=True, actor=actor)


def _judge(program, region, decide) -> None:
    actor = player(Organization.objects.get(kind=Kind.BUREAU))
    row = Filing.objects.for_table().filter(program=program, authority__code=region).first()
    if row is not None:
        decide(filings.review_filing(row, actor=actor), actor=actor)


def _return(row, *, actor) -> None:
    filings.return_filing(row, remarks=REMARKS, actor=actor)


def _advise(row, *, actor) -> None:
    filings.advise_filing(row, note=ADVICE, actor=actor)


def _accept(row, *, actor) -> None:
    filings.accept_filing(row, actor=actor)
