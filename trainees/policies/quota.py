"""Who sets quotas: the Bureau those of a year, the Centre those of a class."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny
from programs.policies.offices import is_bureau_officer
from programs.states import CohortState, ProgramState
from trainees.policies.team import is_class_team

OVER = {CohortState.CLOSED, CohortState.CANCELLED}


def may_set_quota(actor, program, cohort=None) -> Verdict:
    """A class's own team sets no bounds for itself."""
    if program.state == ProgramState.ARCHIVED:
        return deny(_("年度已归档，配额不再更改"))
    if cohort is None:
        return is_bureau_officer(actor)
    if actor.kind != Kind.CENTRE:
        return deny(_("班级的配额由人才交流中心设定"))
    if actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return deny(_("班级的配额由审核员或负责同志设定"))
    if is_class_team(actor, cohort):
        return deny(_("本班班务人员不能设定本班的配额"))
    return deny(_("班次已结束，配额不再更改")) if cohort.state in OVER else ALLOW


def may_change_quota(actor, rule) -> Verdict:
    return may_set_quota(actor, rule.program, rule.cohort)
