"""审核表: a list under review as a workbook, and the opinions filled into it read back.

Titles and words are written in the reader's language and understood in each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.sheets import Column, Flaw, Sheet, Table, column_letter, read, write
from portal.sheets.tables import LONGEST_CHOICES
from trainees.data.opinion import Opinion, row_code, version_mark
from trainees.models import Roster, RosterEntry
from trainees.queries import entry as entries
from trainees.states import Decision, Reason

# Written and read while somebody waits.
MOST_ROWS = 2000
# The header is looked for in the first lines only.
HEAD_ROWS = 20
TITLES = {
    "code": gettext_lazy("行码"),
    "decision": gettext_lazy("审核意见"),
    "reason": gettext_lazy("理由"),
    "note": gettext_lazy("说明"),
    "version": gettext_lazy("版本"),
}
CHOSEN = [Decision.APPROVED, Decision.RETURNED, Decision.REJECTED, Decision.HELD]


class Line(NamedTuple):
    """What one line says, as typed."""

    number: int
    code: str
    decision: str
    reason: str
    note: str
    version: str


@dataclass(frozen=True)
class Filled:
    """The sheet of a book that holds opinions; ``letters`` say where its columns stand."""

    sheet: str
    letters: dict[str, str]
    lines: list[Line]


def opinion_sheet(roster: Roster, rows: Iterable[RosterEntry]) -> bytes:
    """One line a row, ID numbers masked, what was decided so far already filled in."""
    title = _("%(name)s审核表") % {"name": roster.cohort.name}
    hint = _(
        "只填“审核意见、理由、说明”三列，“行码、版本”两列请勿改动；没有填意见的行不会改动。"
    )
    lines = (_line(roster, entry) for entry in rows)
    return write([Table(_("审核表"), _columns(), lines, above=[(title,), (hint,)])])


def read_opinions(content: bytes, name: str) -> Filled:
    """The first visible sheet with the columns of a 审核表; nothing is judged yet.

    Raises:
        Unreadable: no workbook; with the remedy.
        ValidationError: no sheet has these columns.
    """
    sheets = read(content, name=name, max_rows=MOST_ROWS)
    missing = set(TITLES)
    for sheet in sheets:
        for row in sheet.rows[:HEAD_ROWS]:
            places = _places(row)
            missing = min(missing, set(TITLES) - set(places), key=len)
            if not missing:
                return _filled(sheet, row, places)
    listed = _("、").join(str(title) for field, title in TITLES.items() if field in missing)
    raise ValidationError(
        _("没有找到“%(columns)s”列，请上传从本页导出并填好的审核表") % {"columns": listed}
    )


def decision_of(text: str) -> str | None:
    """The decision a cell names, with or without 拟; none for a word that is none of ours."""
    return _known(text.removeprefix("拟"), {code: Decision(code).label for code in CHOSEN})


def reason_of(text: str) -> str | None:
    """The code of a reason, from the code with or without its words, or the words alone."""
    code = text[:3].upper()
    return code if code in Reason.values else _known(text, dict(Reason.choices))


def reason_words(code: str) -> str:
    return f"{code} {Reason(code).label}" if code else ""


def _columns() -> list[Column]:
    reasons = [reason_words(code) for code in Reason.values]
    return [
        Column(TITLES["code"], width=20, kind="code", note=_("导回时按行码找到学员，请勿改动")),
        Column(_("序号"), width=6, kind="number"),
        Column(_("姓名"), width=10),
        Column(_("证件号码"), width=22, kind="code"),
        Column(_("企业名称"), width=30),
        Column(_("职务"), width=12),
        Column(_("地区"), width=10),
        Column(_("选拔方式"), width=14),
        Column(_("自动检查"), width=30),
        Column(_("现状"), width=10),
        Column(
            TITLES["decision"],
            width=10,
            choices=tuple(str(Decision(code).label) for code in CHOSEN),
        ),
        Column(TITLES["reason"], width=30, choices=_choices(reasons), note="\n".join(reasons)),
        Column(TITLES["note"], width=30, note=_("机构可见，200 字以内")),
        Column(TITLES["version"], width=12, kind="code", note=_("请勿改动")),
    ]


def _choices(reasons: list[str]) -> tuple[str, ...]:
    """Codes with words; codes alone where a drop-down list would not hold the words."""
    listed = ",".join(reasons)
    whole = len(listed) <= LONGEST_CHOICES and listed.count(",") == len(reasons) - 1
    return tuple(reasons) if whole else tuple(Reason.values)


def _line(roster: Roster, entry: RosterEntry) -> tuple:
    nomination = entry.nomination
    said = Opinion(entry.decision, entry.reason_code, entry.note)
    found = entries.flag_labels(entry)
    if entries.is_unconfirmed(entry):
        found.append(_("推荐待确认"))
    return (
        row_code(roster.pk, entry.pk),
        entry.no,
        nomination.trainee.name,
        nomination.trainee.id_masked,
        nomination.enterprise.name,
        nomination.post,
        nomination.home.short_name if nomination.home else "",
        nomination.get_route_display(),
        "；".join(found),
        str(entries.outcome(entry).text),
        "" if said.decision == Decision.PENDING else str(Decision(said.decision).label),
        reason_words(said.reason),
        said.note,
        version_mark(entry.pk, said),
    )


def _places(row) -> dict[str, int]:
    """Which column each title of ours stands in."""
    found = {}
    for column, cell in enumerate(row.cells):
        field = _known(_text(cell), TITLES)
        if field:
            found.setdefault(field, column)
    return found


def _filled(sheet: Sheet, head, places: dict[str, int]) -> Filled:
    lines = []
    for number, cells in sheet.rows:
        texts = {
            field: _text(cells[column]) if column < len(cells) else ""
            for field, column in places.items()
        }
        if number > head.number and any(texts.values()):
            lines.append(Line(number, **texts))
    letters = {field: column_letter(column) for field, column in places.items()}
    return Filled(sheet.name, letters, lines)


def _text(cell) -> str:
    return (cell.text if isinstance(cell, Flaw) else str(cell)).strip()


def _known(text: str, words: dict) -> str | None:
    """The key whose word this is in any of our languages."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for key, word in words.items():
                if text and text == str(word):
                    return key
    return None
