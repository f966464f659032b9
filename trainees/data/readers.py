"""One reader per column: a cell of any kind in, ``(value, findings)`` out."""

import re
from collections.abc import Callable

from portal.sheets import Flaw

from . import dates, figures, size, values, words
from .problems import Finding
from .text import NOTHING, of_number, tidy
from .values import CLEAN, Reading

EMPTY = NOTHING | {""}
FLAWS = {"error": "cell_error", "uncached": "formula_not_calculated"}
LONG = {
    "id_no": "id_number_truncated_by_spreadsheet",
    "uscc": "credit_code_truncated_by_spreadsheet",
}
# As the database holds them; what is not listed may have 200 characters.
LIMITS = {
    "post": 60,
    "enterprise": 100,
    "city": 40,
    "industry": 60,
    "product": 100,
    "ent_nature": 40,
    "remark": 500,
}
LONGEST_TEXT = 200
# Nearly every cell differs from the others; the rest repeat and are read once each.
MANY = frozenset(
    {"name", "id_no", "mobile", "email", "enterprise", "uscc", "address", "remark"}
)
RESIDENT = "resident"
COMPANY = re.compile(
    r"(?P<enterprise>.+(?:公司|集团|厂|中心|合作社|研究院|研究所|事务所|有限合伙[)）]|商行|企业))"
    r"[\s,，、/]*(?P<post>\S.*)\Z"
)

Read = Callable[[object, dict], Reading]


def reader(name: str, regions, unit: str) -> tuple[Read, dict]:
    """The reader of a field's column, and what it has read of texts that repeat.

    The reader takes the cell and the row's values so far: what a number must
    look like depends on the kind of document, which is read first. Whoever
    finds a text in the dictionary need not call the reader.
    """
    known: dict[str, Reading] = {}
    if name == "id_no":
        return _identity, known
    text, number = _of_text(name, regions, unit), _of_number(name, regions, unit)
    blank = ([] if name == "ent_title" else "", CLEAN)
    repeats = name not in MANY

    def read(cell, _row) -> Reading:
        if type(cell) is not str:
            return _of_other(name, cell, text, number)
        if cell.startswith("#") and values.ERROR_VALUE.match(cell):
            return "", (flaw(name, Flaw("error", cell)),)
        reading = blank if cell in EMPTY or cell.isspace() else text(cell)
        if repeats:
            known[cell] = reading
        return reading

    return read, known


def _of_text(name: str, regions, unit: str):
    if name in WORDS:
        return WORDS[name]
    if name in MADE:
        return MADE[name](name, regions, unit)
    return values.prose(LIMITS.get(name, LONGEST_TEXT))


def _of_number(name: str, regions, unit: str):
    """The reader of a number cell."""
    if name in ("revenue", "assets"):
        return figures.money_number(name, unit)
    if name == "employees":
        return figures.heads_number
    digits = DIGITS[name](name) if name in DIGITS else _of_text(name, regions, unit)
    return lambda number: digits(of_number(number))


def _of_other(name, cell, text, number) -> Reading:
    """Cells that hold no text: flaws, dates, numbers, yes and no."""
    kind = type(cell)
    if kind is float or kind is int:
        return number(cell)
    if kind is Flaw:
        return "", (flaw(name, cell),)
    if kind is bool:
        return text("是" if cell else "否")
    return text(cell.isoformat())


def flaw(name: str, cell: Flaw) -> Finding:
    if cell.kind == "long":
        return Finding(LONG.get(name, "number_too_long"))
    return Finding(FLAWS[cell.kind], {"text": cell.text})


def _identity(cell, row) -> Reading:
    """身份证号: a resident's number, or another document's where the row says so."""
    kind = row.get("id_type") or RESIDENT
    if type(cell) is str:
        if cell in EMPTY or cell.isspace():
            return "", CLEAN
        if values.ERROR_VALUE.match(cell):
            return "", (flaw("id_no", Flaw("error", cell)),)
        return values.id_number(cell) if kind == RESIDENT else values.document(cell)
    number = _number_of_resident if kind == RESIDENT else _number_of_document
    return _of_other("id_no", cell, values.id_number, number)


def _number_of_document(number: float) -> Reading:
    return values.document(of_number(number))


def _number_of_resident(number: float) -> Reading:
    digits = of_number(number)
    old = len(digits) == 15 and digits.isdigit()
    return digits, (Finding("id_number_15_digits" if old else "id_number_as_number"),)


_industry_text = values.prose(LIMITS["industry"])


def industry(text: str) -> Reading:
    """所属行业 as typed; it is said where the size rule knows no such industry."""
    bare, findings = _industry_text(text)
    if not size.industry_of(bare):
        findings = (*findings, Finding("industry_unclassified", {"text": bare}))
    return bare, findings


def employment(text: str) -> Reading:
    """``(enterprise, post)`` from 工作单位及职务; what does not part is all enterprise."""
    bare = tidy(text)
    found = COMPANY.match(bare)
    if found:
        return (found["enterprise"], found["post"]), (Finding("employment_split"),)
    enterprise, _space, post = bare.rpartition(" ")
    if enterprise:
        return (enterprise, post), (Finding("employment_split"),)
    return (bare, ""), CLEAN


WORDS = {
    "name": values.name,
    "mobile": values.mobile,
    "email": values.email,
    "uscc": values.code,
    "gender": words.gender,
    "ethnicity": words.ethnicity,
    "id_type": words.id_type,
    "ent_title": words.titles,
    "repeat": words.yes_or_no,
    "employees": figures.heads,
    "industry": industry,
    "employment": employment,
}
# Readers of numbers already written out as digits.
DIGITS = {
    "mobile": lambda _name: values.mobile_number,
    "birth": dates.number,
    "founded": dates.number,
}
# Readers that need the regions, the column's unit, or the field's own name.
MADE = {
    "region": lambda _name, regions, _unit: words.region(regions),
    "source": lambda _name, regions, _unit: words.source(regions),
    "revenue": lambda name, _regions, unit: figures.money(name, unit),
    "assets": lambda name, _regions, unit: figures.money(name, unit),
    "birth": lambda name, _regions, _unit: dates.day_or_month(name),
    "founded": lambda name, _regions, _unit: dates.day_or_month(name),
}
