"""Which of the chosen rows somebody may judge now, and which have moved on since."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from trainees.checking.opinions import opinion_on
from trainees.models import RosterEntry
from trainees.policies.allotment import may_judge_row
from trainees.policies.recusal import aside_of
from trainees.states import Decision


@dataclass
class Sorted:
    """``apart`` names rows that are not the actor's, with the reason."""

    own: list[RosterEntry] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    moved: list[RosterEntry] = field(default_factory=list)


def sort_rows(rows, opinions: dict, seen: int | None, actor) -> Sorted:
    """The rows to write on; a row others judged after ``seen`` has moved, unless they agree."""
    found, aside = Sorted(), aside_of(actor)
    for row in rows:
        verdict = may_judge_row(actor, row, aside)
        if not verdict:
            said = {"name": row.nomination.trainee.name, "reason": verdict.reason}
            found.apart.append(_("%(name)s（%(reason)s）") % said)
        elif seen is not None and _has_moved(row, opinions[row.pk], seen, actor):
            found.moved.append(row)
        else:
            found.own.append(row)
    return found


def _has_moved(row: RosterEntry, opinion, seen: int, actor) -> bool:
    is_newer = row.judgement_no > seen and row.decided_by_id != actor.user.pk
    return is_newer and not _agree(row, opinion)


def _agree(row: RosterEntry, opinion) -> bool:
    if row.decided_by_id is None:
        return opinion.decision == Decision.PENDING
    return opinion_on(row) == opinion
