"""What a filled-in 审核表 would change, and everything that is wrong with it, in one pass."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trainees.data.opinion import PREFIX, Opinion, fits, roster_mark, row_code, version_mark
from trainees.limits import places_to_approve
from trainees.models import Roster, RosterEntry
from trainees.policies.allotment import may_judge_row
from trainees.policies.recusal import aside_of
from trainees.queries import entry as entries
from trainees.sheets.opinions import TITLES, Filled, Line, decision_of, reason_of
from trainees.states import Decision

LONGEST_NOTE = 200


class Problem(NamedTuple):
    """One cell that cannot be used: where it stands, whose row it is, what to do."""

    row: int
    letter: str
    column: str
    name: str
    text: str


class Change(NamedTuple):
    entry: RosterEntry
    opinion: Opinion
    seen: str


@dataclass
class Comparison:
    """``same`` counts rows that stay as they are; ``short`` approvals beyond the places."""

    sheet: str
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    short: int = 0

    @property
    def counts(self) -> Counter:
        return Counter(change.opinion.decision for change in self.changes)

    @property
    def joining(self) -> list[RosterEntry]:
        """Who would be approved and is not yet."""
        return [c.entry for c in self.changes if _approves(c) and not _is_approved(c)]

    @property
    def leaving(self) -> list[RosterEntry]:
        """Who is approved and would not be any more."""
        return [c.entry for c in self.changes if _is_approved(c) and not _approves(c)]


def _approves(change: Change) -> bool:
    return change.opinion.decision == Decision.APPROVED


def _is_approved(change: Change) -> bool:
    return change.entry.decision == Decision.APPROVED


def opinion_on(entry: RosterEntry) -> Opinion:
    return Opinion(entry.decision, entry.reason_code, entry.note)


def version_of(entry: RosterEntry) -> str:
    return version_mark(entry.pk, opinion_on(entry))


def is_settled(entry: RosterEntry) -> bool:
    """Whether the decision has taken effect and nobody changes it any more."""
    return entry.is_settled


def compare(roster: Roster, filled: Filled, *, actor) -> Comparison:
    """Every line against the list as it is now; a fixed number of queries.

    Rows that are not the actor's to judge are named with the reason.

    Raises:
        ValidationError: the sheet belongs to another list, or has no line.
    """
    _check_belonging(roster, filled)
    known = {row_code(roster.pk, e.pk): e for e in roster.entries.for_table()}
    often = Counter(line.code for line in filled.lines)
    found, aside = Comparison(filled.sheet), aside_of(actor)
    for line in filled.lines:
        entry = known.get(line.code)
        opinion = _opinion(line)
        faults = list(_faults_of_code(line, entry, often))
        faults += _faults_of_words(line, opinion, entry)
        if entry and not faults and opinion:
            verdict = may_judge_row(actor, entry, aside)
            faults += _faults_of_time(line, opinion, entry, verdict)
        if faults:
            found.problems += [_problem(filled, line, entry, *fault) for fault in faults]
        elif opinion is None or _is_said(entry, opinion):
            found.same += 1
        else:
            found.changes.append(Change(entry, opinion, version_of(entry)))
    found.short = _beyond_places(roster, found.changes)
    return found


def _check_belonging(roster: Roster, filled: Filled) -> None:
    codes = [line.code for line in filled.lines if line.code]
    if not codes:
        raise ValidationError(_("表中没有带行码的行，请上传从本页导出并填好的审核表"))
    if not any(code.startswith(roster_mark(roster.pk)) for code in codes):
        raise ValidationError(_("这是另一份名单的审核表，请在那份名单里导入"))


def _opinion(line: Line) -> Opinion | None:
    """What the line says as far as it can be read; nothing where no opinion is given."""
    if not line.decision:
        return None
    return Opinion(decision_of(line.decision) or "", reason_of(line.reason) or "", line.note)


def _faults_of_code(line: Line, entry, often: Counter) -> Iterator[tuple[str, str]]:
    if not line.code:
        yield "code", _("没有行码，请从导出的审核表里把这一行原样找回")
    elif entry is None:
        yield "code", _("行码不在这份名单里，请用这份名单导出的审核表")
    elif often[line.code] > 1:
        yield "code", _("同一学员有 %(count)d 行，请只留一行") % {"count": often[line.code]}


def _faults_of_words(line: Line, opinion, entry) -> Iterator[tuple[str, str]]:
    if opinion is None:
        if (line.reason or line.note) and not (entry and is_settled(entry)):
            yield "decision", _("有理由或说明而没有审核意见，请选择审核意见")
    elif not opinion.decision:
        yield "decision", _("审核意见只能是通过、退回、不通过或暂缓，请从下拉列表中选择")
    if line.reason and reason_of(line.reason) is None:
        yield "reason", _("没有这一理由，请从下拉列表中选择")
    elif opinion and opinion.decision and not fits(opinion):
        yield "reason", _misfit(opinion)
    if len(line.note) > LONGEST_NOTE:
        yield "note", _("说明超过 %(limit)d 字，请缩短") % {"limit": LONGEST_NOTE}


def _misfit(opinion: Opinion) -> str:
    said = Decision(opinion.decision).label
    letter = PREFIX.get(opinion.decision)
    if letter is None:
        return _("“%(decision)s”不用填理由，请删去理由") % {"decision": said}
    return _("“%(decision)s”须选 %(letter)s 开头的理由") % {"decision": said, "letter": letter}


def _faults_of_time(line: Line, opinion: Opinion, entry, verdict) -> Iterator[tuple[str, str]]:
    """What stands against a readable opinion now: others were faster, or nobody may."""
    if _is_said(entry, opinion):
        return
    now = {"now": entries.outcome(entry).text}
    if is_settled(entry):
        yield "decision", _("已经办结，现为“%(now)s”，不能再改") % now
    elif not verdict:
        yield "decision", verdict.reason
    elif line.version != version_of(entry):
        text = _("导出后已有人审核，现为“%(now)s”；要改请重新导出或在审核台办理")
        yield "version", text % now
    elif opinion.decision == Decision.APPROVED and entry.nomination.declined_at is not None:
        yield "decision", _("推荐已被主管部门否认，不能通过")


def _is_said(entry: RosterEntry, opinion: Opinion) -> bool:
    """Approving again what is approved changes nothing, as at the desk."""
    if opinion.decision == Decision.APPROVED:
        return entry.decision == Decision.APPROVED
    return opinion == opinion_on(entry)


def _problem(filled: Filled, line: Line, entry, column: str, text: str) -> Problem:
    name = entry.nomination.trainee.name if entry else ""
    return Problem(line.number, filled.letters[column], str(TITLES[column]), name, text)


def _beyond_places(roster: Roster, changes: list[Change]) -> int:
    taken = sum(change.opinion.decision == Decision.APPROVED for change in changes)
    freed = sum(change.entry.decision == Decision.APPROVED for change in changes)
    return max(taken - freed - places_to_approve(roster.cohort), 0)
