"""Who was refused for good in a class (审核不通过) does not come back to it that year (R34)."""

from django.utils.translation import gettext as _

from portal import clock
from portal.policy import ALLOW, Verdict, deny
from trainees.models import RosterEntry
from trainees.states import Decision, NominationState

NAMED = 10


def refusals_in(cohort, people) -> dict[int, str]:
    """By person: when and why this class's list went without them; one query, or none."""
    if not people or cohort is None:
        return {}
    rows = RosterEntry.objects.filter(
        decision=Decision.REJECTED,
        nomination__state=NominationState.INELIGIBLE,
        nomination__cohort=cohort,
        nomination__trainee__in=people,
    )
    return {row.nomination.trainee_id: _said(row) for row in rows.select_related("nomination")}


def may_come_back(cohort, nominations) -> Verdict:
    """Whether none of these was refused for good by this class; the names and why."""
    earlier = refusals_in(cohort, {row.trainee_id for row in nominations})
    said = [
        _("%(name)s（%(why)s）") % {"name": row.trainee.name, "why": earlier[row.trainee_id]}
        for row in nominations
        if row.trainee_id in earlier
    ]
    if not said:
        return ALLOW
    shown = said[:NAMED] + ([_("等")] if len(said) > NAMED else [])
    text = _("本班审核不通过的人选本年度不能再进本班：%(people)s")
    return deny(text % {"people": _("、").join(shown)})


def _said(row: RosterEntry) -> str:
    day = clock.local_day(row.decided_at).isoformat()
    return _("%(day)s 不通过，%(reason)s") % {
        "day": day,
        "reason": row.get_reason_code_display(),
    }
