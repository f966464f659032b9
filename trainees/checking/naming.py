"""How people an authority names stand to what is on file: new, named already, refused."""

from django.utils.translation import gettext as _

from trainees.checking.standing import Standing, elsewhere, for_good
from trainees.data.candidate import Candidate
from trainees.models import Nomination, Recommendation, Trainee
from trainees.policies.refusal import refusals_in
from trainees.states import Route
from trainees.states import RowStatus as Status


def namings(recommendation: Recommendation, candidates: list[Candidate]) -> list[Standing]:
    """One standing per candidate, in three queries; those of one call are compared too."""
    people = Trainee.objects.by_index(row.index for row in candidates)
    live = Nomination.objects.live().filter(
        program=recommendation.program_id, trainee__in=people.values()
    )
    nominations = {row.trainee_id: row for row in live}
    known = [person.pk for person in people.values()]
    refusals = refusals_in(recommendation.cohort_id, known)
    seen: set[str] = set()
    found = []
    for row in candidates:
        person = people.get(row.index)
        nomination = nominations.get(person.pk) if person else None
        if row.index in seen:
            sentence = _("与前面一行是同一证件号，保留其中一行")
            found.append(Standing(Status.DUPLICATE, sentence, "duplicate"))
        else:
            earlier = refusals.get(person.pk) if person else None
            found.append(
                for_good(earlier)
                if earlier
                else _naming(recommendation, row, person, nomination)
            )
        seen.add(row.index)
    return found


def _naming(recommendation, row, person, nomination) -> Standing:
    code = recommendation.authority.code
    said = (row.facts.get("source"), row.facts.get("recommender"), row.facts.get("region"))
    if said != (Route.RECOMMENDED, code, code):
        sentence = _("企业不在本地区，请由所在地区的主管部门推荐")
        return Standing(Status.ERROR, sentence, "other_region")
    if nomination is not None and nomination.recommendation_id == recommendation.pk:
        sentence = _("该人选已在本推荐中")
        return Standing(Status.SAME, sentence, nomination=nomination)
    if nomination is not None:
        return Standing(Status.ERROR, elsewhere(), "listed_elsewhere")
    if person is not None and person.name != row.text("name"):
        # Says nothing about whom the number belongs to.
        sentence = _("姓名与该证件号不符，请核对；确认无误请联系人才交流中心")
        return Standing(Status.ERROR, sentence, "name_differs")
    return Standing(Status.NEW)
