"""Problems: one remark about one cell, said so that a person knows what to type."""

import re
from typing import NamedTuple

from django.utils.translation import gettext

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
    It keeps ``facts``, not sentences, and is worded for whoever reads it.
    """

    sheet: str
    row: int
    column: str
    code: str
    severity: str
    facts: dict
    other_row: int | None = None

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return str(CATALOGUE[self.code][1]) % self.facts

    @property
    def remedy(self) -> str:
        """What to type, in the reader's language."""
        return str(CATALOGUE[self.code][2]) % self.facts


class Finding(NamedTuple):
    """What a reader of one cell reports; the row it stands in comes later."""

    code: str
    facts: dict | None = None


def problem(sheet, row, field, finding, other_row=None) -> Problem:
    label = LABELS.get(field, field)
    facts = {"column": label, "row": other_row, **(finding.facts or {})}
    if "text" in facts:
        facts["text"] = quoted(facts["text"])
    severity = CATALOGUE[finding.code][0]
    return Problem(sheet, row, label, finding.code, severity, facts, other_row)


def kept(found: Problem) -> dict:
    """A problem as an import keeps it, with the row it belongs to."""
    named = found._asdict()
    return {name: value for name, value in named.items() if name not in ("sheet", "row")}


def worded(found: dict) -> dict:
    """A kept problem with its ``message`` and ``remedy`` in the reader's language.

    What a verb refused it with was said once, and stays as it was said.
    """
    if "message" in found:
        return found
    named = {name: found[name] for name in ("column", "code", "severity", "facts", "other_row")}
    again = Problem("", 0, **named)
    return {**found, "message": again.message, "remedy": again.remedy}


def heading(column: str) -> str:
    """A canonical label in the reader's language."""
    return gettext(column) if column else ""


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
