"""May this person report a joint or commissioned training, or coordinate one."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, is_own_act
from programs.policies.cohort import may_run_cohort
from programs.policies.offices import is_bureau_officer
from programs.states import CohortState, FilingState


def may_write_filing(actor, filing) -> Verdict:
    """The liaison of the region itself (R29); its lead may look."""
    if actor.kind != Kind.AUTHORITY or actor.organization_slug != filing.authority.code:
        return deny(_("联合、委托培养由组织培养的主管部门报送"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("备案由联络员填报，分管负责同志可以查看"))
    return ALLOW


def may_coordinate_filing(actor, filing) -> Verdict:
    """An officer of the Bureau, and never who sent it."""
    verdict = is_bureau_officer(actor)
    if verdict and is_own_act(actor, filing.submitted_by_id):
        return deny(_("本人报送的备案须由另一位同志办理"))
    return verdict


def may_cancel_filing(actor, filing) -> Verdict:
    verdict = may_write_filing(actor, filing)
    if verdict and filing.cohorts.exclude(state=CohortState.CANCELLED).exists():
        return deny(_("备案已开设班次，请承担机构先取消班次"))
    return verdict


def may_open_class(actor, filing) -> Verdict:
    """The manager of the institution concerned, once the filing is taken in, for one class."""
    if filing.state != FilingState.ACCEPTED:
        return deny(_("备案纳入统筹后才能开设班次"))
    verdict = may_run_cohort(actor, filing)
    if verdict and filing.cohorts.exclude(state=CohortState.CANCELLED).exists():
        return deny(_("备案已开设班次"))
    return verdict


def follows_its_class(actor, _filing=None) -> Verdict:
    if actor.kind != "system":
        return deny(_("备案随班次开班、结班，不单独办理"))
    return ALLOW
