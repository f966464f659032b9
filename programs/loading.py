"""A year's reference data from files: what the notice says, where it says so, and our defaults.

Every datum in ``data/<year>.json`` carries the rule it serves (``R1``–``R45``)
and either the words of the notice (``quote``) or why a default was chosen
(``default``). Loading twice changes nothing.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from programs.models import Circular, ContactDesk, Mandate, Milestone, Program, Track

DATA = Path(__file__).resolve().parent / "data"
HALF_WIDTH = re.compile(r"(?<=[^\x00-\x7f])[,:;()]|[,:;()](?=[^\x00-\x7f])")
FULL_WIDTH = dict(zip(",:;()", "，：；（）", strict=True))
QUOTED = re.compile(r'"([^"]+)"')
HEADING = re.compile(r"^[一二三四五六七八九]、")
NEW_PARAGRAPH = re.compile(r"^(?:[一二三四五六七八九]、|[-\s]*[(（][一二三四五六七八九][)）])")
SCRAPE_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|(?<=[)）])\s+|(?<=\D20) (?=22-)")

_more: list[Callable[[Program, dict], None]] = []


def extend(loader: Callable[[Program, dict], None]) -> None:
    """Let an upper app load its part of the year's file, in the same transaction."""
    _more.append(loader)


def years() -> list[str]:
    """The codes of the years that ship with the portal."""
    return sorted(path.stem for path in DATA.glob("*.json"))


@transaction.atomic
def load_program(code: str) -> Program:
    """Load bodies, tracks, mandates, milestones and the draft notice of one year.

    Raises:
        FileNotFoundError: no data file of that code ships with the portal.
    """
    data = json.loads((DATA / f"{code}.json").read_text(encoding="utf-8"))
    _load_organizations(data)
    program = _load_program_row(data["program"])
    tracks = _load_tracks(program, data["tracks"])
    _load_mandates(program, data, tracks)
    _load_desks(program, data["desks"])
    _load_milestones(program, data["milestones"])
    _load_circular(program, data["circular"])
    for load_more in _more:
        load_more(program, data)
    return program


def notice_paragraphs() -> list[str]:
    """The notice's own text, one string a paragraph, without the web page around it.

    The page breaks lines, and now and then numbers, in mid-sentence: a line
    opens a paragraph only where the one before it has ended.
    """
    lines = (DATA / "notice.txt").read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("各省、自治区"))
    end = next(n for n, line in enumerate(lines) if line.startswith("四、联系人"))
    paragraphs = [""]
    for line in filter(None, (raw.strip() for raw in lines[start:end])):
        ended = paragraphs[-1].endswith(("。", ":")) or HEADING.match(paragraphs[-1])
        if ended or NEW_PARAGRAPH.match(line):
            paragraphs.append(line.lstrip("- "))
        else:
            paragraphs[-1] += line
    return [_chinese_marks(SCRAPE_GAP.sub("", text)) for text in paragraphs if text]


def _chinese_marks(text: str) -> str:
    """The full-width marks of the printed notice, which the web page had made half-width."""
    text = HALF_WIDTH.sub(lambda found: FULL_WIDTH[found[0]], text)
    return QUOTED.sub(r"“\1”", text)


def _load_organizations(data: dict) -> None:
    by_code: dict[str, Organization] = {"": None}
    for seq, office in enumerate(data["offices"], start=1):
        _keep(Organization, {"code": office["code"]}, _naming(office, office["kind"], seq=seq))
    for body in data["authorities"]:
        more = {key: body[key] for key in ("seq", "group", "gbt2260", "region_name")}
        fields = _naming(body, Kind.AUTHORITY, home=by_code[body["home"]], **more)
        by_code[body["code"]] = _keep(Organization, {"code": body["code"]}, fields)
    for body in data["institutions"]:
        more = {key: body[key] for key in ("seq", "supervisor", "uscc")}
        fields = _naming(body, Kind.INSTITUTION, home=by_code[body["home"]], **more)
        _keep(Organization, {"code": body["code"]}, fields)


def _naming(body: dict, kind: str, **more) -> dict:
    names = {key: body[key] for key in ("name", "short_name", "name_en")}
    return {"kind": kind, **names, **more}


def _load_program_row(fields: dict) -> Program:
    values = {name: datum["value"] for name, datum in fields.items()}
    values["issued_on"] = date.fromisoformat(values["issued_on"])
    return _keep(Program, {"code": values.pop("code")}, values)


def _load_tracks(program, rows) -> dict[str, Track]:
    return {
        row["code"]: _keep(
            Track,
            {"program": program, "code": row["code"]},
            {"name": row["name"], "name_en": row["name_en"], "seq": seq},
        )
        for seq, row in enumerate(rows, start=1)
    }


def _load_mandates(program, data, tracks) -> None:
    chosen_by = data["chosen_by"]["value"]
    for body in data["institutions"]:
        _mandate(program, body["code"], [tracks[code] for code in body["tracks"]], chosen_by)
    lead = data["lead"]
    _mandate(
        program, lead["organization"], [tracks[code] for code in lead["tracks"]], lead=True
    )


def _mandate(program, code, tracks, chosen_by="", *, lead=False) -> None:
    organization = Organization.objects.get(code=code)
    mandate, created = Mandate.objects.get_or_create(
        program=program,
        organization=organization,
        defaults={"chosen_by": chosen_by, "is_lead": lead},
    )
    if created:
        mandate.tracks.set(tracks)


def _load_desks(program, rows) -> None:
    for row in rows:
        organization = Organization.objects.get(code=row["organization"])
        fields = {key: row[key] for key in ("task", "phones", "fax", "email")}
        _keep(ContactDesk, {"program": program, "organization": organization}, fields)


def _load_milestones(program, rows) -> None:
    for row in rows:
        _keep(
            Milestone,
            {"program": program, "kind": row["kind"]},
            {
                "opens_at": clock.start_of(date.fromisoformat(row["opens_on"])),
                "due_at": clock.end_of(date.fromisoformat(row["due_on"])),
                "source": row["quote"] or "",
                **row.get("scan", {}),
            },
        )


def _load_circular(program, fields) -> None:
    """The notice that opens the year; officers' own notices and corrections come after it."""
    if program.circulars.exists():
        return
    Circular.objects.create(
        program=program,
        document_no=program.document_no,
        title=fields["title"]["value"],
        issued_on=program.issued_on,
        body="\n\n".join(notice_paragraphs()),
    )


def _keep(model, key: dict, fields: dict):
    """The row of that key, made if missing; what an officer has changed since stays."""
    row, _created = model.objects.get_or_create(**key, defaults=fields)
    return row
