"""Judging rows: all problems of all rows in one pass, and nothing put right in silence."""

from dataclasses import dataclass, field
from datetime import date

from portal.sheets import MAX_ROWS, Row, Sheet
from trainees.states import Route

from . import readers
from .body import body
from .candidate import Candidate, candidate_of
from .columns import EMPLOYMENT, REQUIRED, SHARED
from .conflicts import Conflicts
from .header import Mapping
from .problems import MISSING, Finding, Problem, problem
from .regions import Regions
from .wording import ERROR, WARNING

# What every row has, said or not.
ALWAYS = dict.fromkeys((*REQUIRED, "source", "recommender"), "") | {"id_type": readers.RESIDENT}
# The kind of document decides how its number is read.
ORDER = {"id_type": 0, EMPLOYMENT.field: 1}


@dataclass(slots=True)
class JudgedRow:
    """``values`` maps a field to its normalised value, as texts fit for JSON.

    ``gender`` (male), ``id_type`` (resident), ``region`` and ``recommender``
    (an authority's code), ``source`` (a route), ``size``; ``ent_title`` is a
    list of title codes; ``revenue`` and ``assets`` are in 万元; ``birth`` and
    ``founded`` are 1990-03 or 1990-03-07, ``born_on`` is from the ID number;
    ``repeat`` is a bool. A field of ``unusable`` has an error and keeps what
    was typed, so that it can be mended.
    """

    number: int
    values: dict
    sheet: str
    # Most rows have none, and fifty thousand empty lists would be made for them.
    problems: tuple[Problem, ...] = ()
    unusable: frozenset[str] = frozenset()

    def add(self, name: str, finding: Finding, other_row: int | None = None) -> None:
        found = problem(self.sheet, self.number, name, finding, other_row)
        self.problems += (found,)
        if found.severity == ERROR:
            self.unusable |= {name}

    def withdraw(self, found: Problem) -> None:
        self.problems = tuple(p for p in self.problems if p is not found)

    @property
    def candidate(self) -> Candidate:
        """The row as it goes onto a list."""
        return candidate_of(self.values)

    @property
    def status(self) -> str:
        """``error``, ``duplicate``, ``warning`` or ``ok``."""
        if {p.code for p in self.problems if p.severity == ERROR} - {"duplicate"}:
            return "error"
        if self.unusable:
            return "duplicate"
        return "warning" if any(p.severity == WARNING for p in self.problems) else "ok"


@dataclass(slots=True)
class Judged:
    """``notices`` concern the sheet (missing and hidden columns, formulas) and name the
    header's row; ``skipped`` are rows that list nobody: ``(number, why, text)``, ``blank``
    the first and last numbers of empty lines among them."""

    rows: list[JudgedRow] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    blank: list[tuple[int, int]] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Of all rows, in their order."""
        return [p for row in self.rows for p in row.problems]


def judge(
    sheet: Sheet,
    mapping: Mapping,
    *,
    regions: Regions,
    defaults: dict[str, str] | None = None,
    on: date | None = None,
    rehearsal: bool = False,
    max_rows: int = MAX_ROWS,
    mended: dict[int, JudgedRow] | None = None,
) -> Judged:
    """Read every person of a sheet.

    Args:
        mapping: From ``header.find``, corrected by a person if need be.
        defaults: For cells that are empty, of a whole file: ``region`` and
            ``recommender`` (codes), ``source`` (a route), any other field's value.
        on: The day ages are counted on; without it they are not judged.
        rehearsal: Whether numbers of invented people (99…) are expected.
        mended: What a person wrote for a row instead of what the sheet says.

    Raises:
        Unreadable: nobody is listed, or more than ``max_rows`` are.
    """
    mended = mended or {}
    people = body(sheet, mapping, max_rows=max_rows, certain=frozenset(mended))
    desk = Desk(sheet, mapping, regions, defaults or {})
    conflicts = Conflicts(regions, on=on, rehearsal=rehearsal)
    judged = Judged(notices=desk.notices(), skipped=people.skipped, blank=people.blank)
    for row in people.rows:
        read = mended.get(row.number) or desk.read(row)
        conflicts.look_at(read)
        judged.rows.append(read)
    return judged


class Desk:
    """One sheet's columns with their readers."""

    def __init__(self, sheet: Sheet, mapping: Mapping, regions: Regions, defaults: dict):
        self.sheet, self.mapping, self.defaults = sheet, mapping, defaults
        self.regions = regions
        columns = sorted(mapping.columns.items(), key=lambda i: (ORDER.get(i[1], 2), i[0]))
        self.plan = [
            (column, name, *readers.reader(name, regions, mapping.units.get(column, "万元")))
            for column, name in columns
            if name != "seq"
        ]

    def read(self, row: Row) -> JudgedRow:
        number, cells = row
        width, values = len(cells), ALWAYS.copy()
        judged = JudgedRow(number, values, self.sheet.name)
        filled = self.sheet.filled
        for column, name, read, known in self.plan:
            cell = cells[column] if column < width else ""
            if filled and (number, column) in filled:
                cell = self._shared(judged, name, cell)
            # A number is no key: 1, 1.0 and True would be one.
            reading = known.get(cell) if type(cell) is str else None
            value, findings = reading or read(cell, values)
            if value != "" or name not in values:
                values[name] = value
            for finding in findings:
                judged.add(name, finding)
        self._complete(judged, values)
        if number in self.sheet.hidden_rows:
            judged.add("name", Finding("hidden_row"))
        return judged

    def _shared(self, judged, name, cell):
        """A merged cell speaks for an enterprise's rows, never for two people."""
        if name not in SHARED:
            return ""
        judged.add(name, Finding("merged_cell"))
        return cell

    def _complete(self, judged, values) -> None:
        """What two columns say in one, what the whole file says, and what is missing."""
        self._part(values)
        self._against_file(judged, values)
        for name, value in self.defaults.items():
            if values.get(name, "") == "" and name not in judged.unusable:
                values[name] = value
        if values["source"] != Route.RECOMMENDED.value:
            values["recommender"] = ""
        for name in REQUIRED:
            if values[name] == "" and name not in judged.unusable:
                judged.add(name, Finding(MISSING[name]))

    def _against_file(self, judged, values) -> None:
        """A row that says another region than its file is believed, and it is said."""
        file, own = self.defaults.get("region", ""), values["region"]
        if file and own not in ("", file) and "region" not in judged.unusable:
            facts = {"file": self.regions.all[file].full}
            judged.add("region", Finding("region_contradicts_file", facts))

    @staticmethod
    def _part(values) -> None:
        if parts := values.pop(EMPLOYMENT.field, ""):
            for name, part in zip(("enterprise", "post"), parts, strict=True):
                values[name] = values[name] or part
        if said := values["source"]:
            values["source"], values["recommender"] = said

    def notices(self) -> list[Problem]:
        """What concerns a column or the whole book, and not one row."""
        found = [
            (name, Finding("column_missing"))
            for name in self.mapping.missing
            if name not in self.defaults
        ]
        for column, name in self.mapping.columns.items():
            if column in self.sheet.hidden_columns:
                found.append((name, Finding("hidden_column")))
            if count := self.sheet.formulas.get(column):
                found.append((name, Finding("formula_value", {"count": count})))
        found += [("", Finding(f"book_{code}")) for code in self.sheet.remarks]
        if names := self.sheet.hidden_sheets:
            found.append(("", Finding("hidden_sheet", {"names": "、".join(names)})))
        row = self.mapping.header_row
        return [problem(self.sheet.name, row, name, finding) for name, finding in found]
