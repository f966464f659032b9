"""What stands in the way of changing a class's people after the decision."""

from django.utils.translation import gettext as _

from programs.models import Cohort
from programs.states import CohortState
from trainees.limits import amendment_limit, enrols
from trainees.models import Enrolment, Roster, RosterEntry
from trainees.states import LEAVING, CompletionState, RosterState

AMENDED = [CohortState.ENROLLING, CohortState.TEACHING]
CONFIRMED = [
    CompletionState.COMPLETED,
    CompletionState.INCOMPLETE,
    CompletionState.BY_EXCEPTION,
]


def why_no_amendment(cohort: Cohort) -> str:
    """Why this class cannot begin a 变更名单 now; ``""`` if it can."""
    if cohort.state not in AMENDED:
        return _("班次“%(state)s”，招生中和培训中的班次才能办理名单变更") % {
            "state": cohort.get_state_display()
        }
    rosters = Roster.objects.filter(cohort=cohort)
    if ongoing := rosters.open().first():
        return _("本班第 %(no)s 批名单还在办理，办结后再办理变更") % {"no": ongoing.round}
    if not rosters.filter(state=RosterState.DECIDED).exists():
        return _("没有已办结、未锁定的名单；已锁定的不再变更，确需增补请另报新一批名单")
    return ""


def why_no_change(roster: Roster, enrolment: Enrolment) -> str:
    """Why this person's row cannot be changed by this list; ``""`` if it can."""
    if enrolment.state not in LEAVING:
        return _("学员“%(state)s”，不能再变更") % {"state": enrolment.get_state_display()}
    if is_confirmed(enrolment):
        return _("已确认结业，证书以此为据，不能再变更")
    source = Roster.objects.filter(entries__nomination=enrolment.nomination_id)
    if source.filter(state=RosterState.LOCKED).exists():
        return _("所在名单已锁定，不再变更")
    if RosterEntry.objects.filter(roster=roster, nomination=enrolment.nomination_id).exists():
        return _("该学员已在这份变更名单中")
    if roster.entries.count() >= (limit := amendment_limit(roster.cohort)):
        return _("一份变更名单最多 %(limit)d 人") % {"limit": limit}
    return ""


def is_confirmed(enrolment: Enrolment) -> bool:
    """Whether the Centre's word on the completion is given, and certificates may rest on it."""
    completion = getattr(enrolment, "completion", None)
    return completion is not None and completion.state in CONFIRMED


def of_amendment(roster: Roster, cohort: Cohort) -> list[str]:
    """What keeps a 变更名单 as a whole from being sent."""
    found, limit = [], amendment_limit(cohort)
    if cohort.state not in AMENDED:
        found.append(
            _("班次“%(state)s”，招生中和培训中的班次才能办理名单变更")
            % {"state": cohort.get_state_display()}
        )
    if roster.entries.count() > limit:
        found.append(_("一份变更名单最多 %(limit)d 人，请移出一些") % {"limit": limit})
    if not enrols(cohort) and roster.entries.filter(change=None).exists():
        found.append(_("班次已开班，变更名单里不能再新增学员，请移出"))
    return found
