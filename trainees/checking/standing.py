"""How typed rows stand to what is on file: new, changed, the same, or not to be taken."""

from dataclasses import dataclass

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from trainees.data.candidate import Candidate
from trainees.models import Nomination, Roster, RosterEntry, Trainee
from trainees.policies.refusal import refusals_in
from trainees.states import OVER, SETTLED_NOMINATION, NominationState, Route
from trainees.states import RowStatus as Status


@dataclass(frozen=True)
class Standing:
    """One row's standing; ``message`` says why it cannot be taken, ``code`` for machines."""

    status: str
    message: str = ""
    code: str = ""
    nomination: Nomination | None = None
    entry: RosterEntry | None = None


def elsewhere() -> str:
    """The one sentence about a person known elsewhere: it names nobody and no body."""
    return _("该证件号本年度已在其他名单中，请联系人才交流中心")


def for_good(earlier: str) -> Standing:
    """Refused in this class before; ``earlier`` says when and why."""
    sentence = _("该学员在本班审核不通过，不能再报（%(earlier)s）") % {"earlier": earlier}
    return Standing(Status.ERROR, sentence, "refused_for_good")


def refusal(message: str, code: str = "refused") -> dict:
    """A standing's message in the form of a row's problem."""
    return {"code": code, "column": "", "severity": "error", "message": message, "remedy": ""}


def standings(roster: Roster, candidates: list[Candidate]) -> list[Standing]:
    """One standing per candidate, in three queries; candidates of one call are compared too."""
    people = Trainee.objects.by_index(row.index for row in candidates)
    known = _known(roster, people).select_related("trainee", "program")
    nominations = {row.trainee_id: row for row in known}
    entries = RosterEntry.objects.filter(
        roster=roster.pk, nomination__in=[n.pk for n in nominations.values()]
    )
    listed = {row.nomination_id: row for row in entries}
    over = [row for row in nominations.values() if row.state == NominationState.INELIGIBLE]
    refusals = refusals_in(roster.cohort_id, [row.trainee_id for row in over])
    seen: set[str] = set()
    found = []
    for row in candidates:
        person = people.get(row.index)
        nomination = nominations.get(person.pk) if person else None
        entry = listed.get(nomination.pk) if nomination else None
        if row.index in seen:
            sentence = _("与前面一行是同一证件号，保留其中一行")
            found.append(Standing(Status.DUPLICATE, sentence, "duplicate"))
        else:
            refusal_here = refusals.get(nomination.trainee_id) if nomination else None
            found.append(
                for_good(refusal_here)
                if refusal_here
                else _standing(roster, row, person, nomination, entry)
            )
        seen.add(row.index)
    return found


def _known(roster: Roster, people: dict[str, Trainee]):
    """Candidacies of the year: live ones, and those refused for good in this class."""
    refused_here = Q(state=NominationState.INELIGIBLE, cohort=roster.cohort_id)
    rows = Nomination.objects.filter(
        ~Q(state__in=OVER) | refused_here,
        program=roster.cohort.program_id,
        trainee__in=people.values(),
    )
    # Who is live elsewhere by now comes last and so counts.
    return rows.order_by(Case(When(refused_here, then=0), default=1))


def _standing(roster, row, person, nomination, entry) -> Standing:
    refused = _refused(roster, row, person, nomination, entry)
    if refused is not None:
        return refused
    if nomination is None:
        return Standing(Status.NEW)
    if nomination.facts == row.facts:
        return Standing(Status.SAME, nomination=nomination, entry=entry)
    if nomination.state in SETTLED_NOMINATION or not entry.is_editable:
        return Standing(Status.ERROR, _("该学员已审核，内容不能再改"), "settled")
    return Standing(Status.UPDATE, nomination=nomination, entry=entry)


def _refused(roster, row, person, nomination, entry) -> Standing | None:
    if nomination is not None and _is_lettered(roster, row, nomination, entry):
        return _lettered(entry)
    if nomination is not None and nomination.cohort_id != roster.cohort_id:
        return Standing(Status.ERROR, elsewhere(), "listed_elsewhere")
    if nomination is not None and entry is None:
        return Standing(Status.ERROR, _("该学员已在本班另一批名单中"), "listed_before")
    if person is not None and person.name != row.text("name"):
        # Says nothing about whom the number belongs to.
        sentence = _("姓名与该证件号不符，请核对；确认无误请联系人才交流中心")
        return Standing(Status.ERROR, sentence, "name_differs")
    return None


def _is_lettered(roster, row, nomination, entry) -> bool:
    """Recommended to this class by letter, and not this very recommendation on the list."""
    if nomination.recommendation_id is None or nomination.cohort_id != roster.cohort_id:
        return False
    said = (row.facts.get("source"), row.facts.get("recommender"))
    return entry is None or said != (Route.RECOMMENDED, nomination.facts.get("recommender"))


def _lettered(entry) -> Standing:
    if entry is None:
        sentence = _("该学员由主管部门推荐到本班，请在“推荐人选”中办理")
        return Standing(Status.ERROR, sentence, "recommended_here")
    sentence = _("该学员由主管部门发函推荐，选拔方式和推荐部门不能更改")
    return Standing(Status.ERROR, sentence, "recommended_by_letter")
