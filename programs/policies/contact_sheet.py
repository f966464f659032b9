"""May this person fill in or judge an information form."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, is_own_act
from programs.policies.offices import is_bureau_officer


def may_fill_sheet(actor, sheet) -> Verdict:
    """The liaison of the region itself: Liaoning never fills in for Dalian (R16)."""
    if actor.kind != Kind.AUTHORITY or actor.organization_slug != sheet.authority.code:
        return deny(_("信息表由本地区中小企业主管部门填报"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("信息表由联络员填报，分管负责同志可以查看"))
    return ALLOW


def may_judge_sheet(actor, sheet) -> Verdict:
    verdict = is_bureau_officer(actor)
    if verdict and is_own_act(actor, sheet.submitted_by_id):
        return deny(_("本人报送的信息表须由另一位同志办理"))
    return verdict
