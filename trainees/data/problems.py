"""Problems: one remark about one cell, said so that a person knows what to type."""

import re
from typing import NamedTuple

from trainees.data.columns import LABELS
from trainees.data.text import tidy
from trainees.data.wording import CATALOGUE

NUMBER = re.compile(r"\d{11,}[Xx]?")
LONGEST_QUOTE = 40


class Problem(NamedTuple):
    """One remark about one cell.

    ``sheet`` is ``""`` for CSV, ``row`` the sheet's own number, ``column``
    the canonical label. ``severity``: an ``error`` keeps the row out,
    a ``warning`` waits for a person, ``fixed`` tells what was put right.
    """

    sheet: str
    row: int
    column: str
    code: str
    severity: str
    message: str
    remedy: str
    other_row: int | None = None


class Finding(NamedTuple):
    """What a reader of one cell reports; the row it stands in comes later."""

    code: str
    facts: dict | None = None


def problem(sheet, row, field, finding, other_row=None) -> Problem:
    severity, message, remedy = CATALOGUE[finding.code]
    facts = {"column": LABELS.get(field, field), "row": other_row, **(finding.facts or {})}
    if "text" in facts:
        facts["text"] = quoted(facts["text"])
    return Problem(
        sheet,
        row,
        LABELS.get(field, field),
        finding.code,
        severity,
        str(message) % facts,
        str(remedy) % facts,
        other_row,
    )


def quoted(text: str) -> str:
    """A cell's text as a message may repeat it: one short line, without anybody's number.

    A number may have slipped into any column, and messages are shown more
    widely than rows.
    """
    line = NUMBER.sub("…", tidy(text))
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


# A required column's own code for being empty.
MISSING = {
    "name": "name_missing",
    "id_no": "id_number_missing",
    "mobile": "mobile_missing",
    "post": "post_missing",
    "enterprise": "enterprise_missing",
    "uscc": "credit_code_missing",
    "industry": "industry_missing",
    "region": "province_missing",
}
