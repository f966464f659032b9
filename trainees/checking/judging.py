"""Rows of a workbook or a form in, judged rows with their standing out; nothing is written."""

from dataclasses import dataclass, replace

from django.conf import settings

from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from portal.language import house_language
from portal.sheets import Row, Sheet
from trainees.checking.mended import mended_rows
from trainees.checking.standing import refusal, standings
from trainees.data import header, units
from trainees.data.candidate import candidate_of, id_index
from trainees.data.columns import LABELS
from trainees.data.conflicts import Conflicts
from trainees.data.problems import Finding, kept, problem
from trainees.data.regions import Regions
from trainees.data.rows import Desk, Judged, JudgedRow, judge
from trainees.data.text import narrow
from trainees.models import Enterprise, Roster, RosterImport
from trainees.states import Route, RowStatus

UNREADABLE_STATUS = {"error": RowStatus.ERROR, "duplicate": RowStatus.DUPLICATE}
REFUSED = (RowStatus.ERROR, RowStatus.DUPLICATE)


@dataclass(frozen=True)
class Placed:
    """A judged row beside what is on file: what would become of it, and why.

    ``standing`` is the status without regard to warnings.
    """

    number: int
    values: dict
    status: str
    problems: list[dict]
    standing: str = ""

    @property
    def held(self) -> dict:
        """As an import's row holds it."""
        number = self.values["id_no"]
        return {
            "values": self.values,
            "status": self.status,
            "problems": self.problems,
            "id_index": id_index(number) if number else "",
        }


def judge_sheet(sheet: Sheet, batch: RosterImport) -> tuple[header.Mapping, Judged]:
    """Every row of a sheet judged by the batch's options and columns.

    Columns are those a person corrected, on this file or on an earlier one of
    the same body with the same header; else as the header says.
    """
    mapping = header.find(sheet)
    corrected = batch.mapping if batch.is_corrected else _remembered(batch, mapping)
    if corrected:
        chosen = {int(column): name for column, name in corrected.items() if name}
        mapping = mapping.corrected(chosen)
    said = batch.units_said or _remembered_units(batch, mapping)
    mapping, known = units.settled(mapping, said, sheet.rows), regions()
    judged = judge(
        sheet,
        mapping,
        regions=known,
        defaults=defaults(batch),
        on=batch.cohort.starts_on,
        rehearsal=settings.REHEARSAL,
        mended=mended_rows(batch, known),
    )
    return mapping, judged


def judge_typed(typed: dict[str, str]) -> JudgedRow:
    """One person typed by hand, read by the same readers as a workbook's row."""
    columns = dict(enumerate(typed))
    texts = {column: LABELS[name] for column, name in columns.items()}
    sheet = Sheet("", False)
    mapping = header.Mapping("", 0, columns, texts, signature="")
    known = regions()
    row = Desk(sheet, mapping, known, {}).read(Row(0, list(typed.values())))
    Conflicts(known, on=clock.today(), rehearsal=settings.REHEARSAL).look_at(row)
    return row


@house_language()
def place(roster: Roster, rows: list[JudgedRow]) -> list[Placed]:
    """What would become of judged rows on this list; four queries whatever their number."""
    good = [row for row in rows if not row.unusable]
    _compare_names(good)
    found = standings(roster, [candidate_of(row.values) for row in good])
    standing = {row.number: each for row, each in zip(good, found, strict=True)}
    return [_placed(row, standing.get(row.number)) for row in rows]


def place_mended(batch: RosterImport, number: int, row: JudgedRow) -> Placed:
    """One row of an import judged anew, against the list and the import's other rows."""
    (placed,) = place(batch.roster, [row])
    twins = batch.rows.filter(id_index=placed.held["id_index"]).exclude(number=number)
    twin = twins.order_by("number").values_list("number", flat=True).first()
    if twin is None or placed.status in REFUSED:
        return placed
    found = kept(problem("", number, "id_no", Finding("duplicate"), twin))
    return replace(placed, status=RowStatus.DUPLICATE, problems=[*placed.problems, found])


def notices_of(judged: Judged) -> list[dict]:
    """What concerns whole columns of the sheet."""
    return [kept(notice) for notice in judged.notices]


def skipped_of(judged: Judged) -> list[list]:
    """Lines that list nobody, as stretches of ``[first, last, why]`` in the sheet's order.

    What stands in them may still name somebody, and is not kept.
    """
    lines = [(number, number, why) for number, why, _text in judged.skipped]
    lines += [(first, last, "blank") for first, last in judged.blank]
    found: list[list] = []
    for first, last, why in sorted(lines):
        if found and found[-1][1:] == [first - 1, why]:
            found[-1][1] = last
        else:
            found.append([first, last, why])
    return found


def money_of(sheet: Sheet, mapping: header.Mapping, judged: Judged) -> dict:
    """The units of the money columns, and what hangs on those that the header left open."""
    asked = units.asked(mapping, sheet.rows)
    effects = units.effects(mapping, sheet.rows, judged.rows) if asked else {}
    samples = {str(column): text for column, text in asked.items()}
    return {
        "units": {str(column): unit for column, unit in mapping.units.items()},
        "unit_effects": {"samples": samples, "sizes": effects} if asked else {},
    }


def regions() -> Regions:
    return Regions.of(Organization.objects.filter(kind=Kind.AUTHORITY))


def _compare_names(rows: list[JudgedRow]) -> None:
    """Warn where a registered enterprise is called otherwise, a former name included."""
    known = Enterprise.objects.registered().filter(uscc__in={r.values["uscc"] for r in rows})
    names = dict(known.values_list("uscc", "name"))
    for row in rows:
        name = row.values["enterprise"]
        if narrow(names.get(row.values["uscc"], name)) != narrow(name):
            row.add("enterprise", Finding("enterprise_name_registered"))


def _remembered(batch: RosterImport, mapping: header.Mapping) -> dict:
    """The mapping this body last corrected for the same header, or nothing."""
    corrected = _earlier(batch, mapping).filter(is_corrected=True)
    return corrected.values_list("mapping", flat=True).first() or {}


def _remembered_units(batch: RosterImport, mapping: header.Mapping) -> dict:
    """The units this body last gave for the same header, or nothing."""
    answered = _earlier(batch, mapping).exclude(units_said={})
    return answered.values_list("units_said", flat=True).first() or {}


def _earlier(batch: RosterImport, mapping: header.Mapping):
    own = RosterImport.objects.filter(cohort__organization=batch.cohort.organization_id)
    return own.filter(signature=mapping.signature).exclude(pk=batch.pk)


def defaults(batch: RosterImport) -> dict[str, str]:
    """What holds for rows that do not say it themselves."""
    found = {"source": batch.route or Route.SELECTED.value}
    if batch.source_authority is not None:
        code = batch.source_authority.code
        found |= {"region": code, "recommender": code}
    return found


def _placed(row: JudgedRow, standing) -> Placed:
    problems = [kept(each) for each in row.problems]
    if standing is None:
        return Placed(row.number, row.values, UNREADABLE_STATUS[row.status], problems)
    if standing.status in REFUSED:
        problems.append(refusal(standing.message, standing.code))
    status = standing.status
    if row.status == "warning" and status in (RowStatus.NEW, RowStatus.UPDATE):
        status = RowStatus.WARNING
    return Placed(row.number, row.values, status, problems, standing.status)
