"""Whether a letter goes out after the year's dates for recommending and selecting (R31)."""

from django.utils.translation import gettext as _

from programs.models import Extension, Milestone
from programs.states import LatePolicy, MilestoneKind, MilestoneState
from trainees.models import Recommendation

DUE_KINDS = [MilestoneKind.RECOMMENDATION, MilestoneKind.SELECTION]


def is_late(letter: Recommendation, moment) -> bool:
    """Whether ``moment`` is past one of the dates, this authority's own extension counted."""
    return any(moment > due for _milestone, due in _dates(letter))


def why_too_late(letter: Recommendation, moment) -> str:
    """Why nothing is taken any more and whom to ask, or nothing; two queries."""
    for milestone, due in _dates(letter):
        over = moment > due or milestone.state == MilestoneState.CLOSED
        if over and milestone.late_policy == LatePolicy.REFUSE:
            what = {"what": milestone.get_kind_display()}
            return _("“%(what)s”已截止，推荐不再接收；确需补报请与中小企业局联系") % what
    return ""


def _dates(letter: Recommendation):
    """Each of the year's dates with when it is due for this authority."""
    milestones = list(Milestone.objects.filter(program=letter.program_id, kind__in=DUE_KINDS))
    own = Extension.objects.filter(milestone__in=milestones, organization=letter.authority_id)
    extended = dict(own.values_list("milestone", "due_at"))
    return [(row, extended.get(row.pk, row.due_at)) for row in milestones]
