"""May this person do this in the programme year, and if not, why not."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny
from programs.states import CircularState


def is_bureau_officer(actor, _obj=None) -> Verdict:
    if actor.kind != Kind.BUREAU:
        return deny(_("此事由中小企业局办理"))
    if actor.duties.isdisjoint({Duty.OFFICER, Duty.LEAD}):
        return deny(_("审计员只能查看，不能办理"))
    return ALLOW


def may_publish_circular(actor, circular) -> Verdict:
    return is_bureau_officer(actor)


def may_confirm_receipt(actor, receipt) -> Verdict:
    if actor.organization_slug != receipt.organization.code:
        return deny(_("只有收文单位可以签收"))
    if receipt.circular.state != CircularState.PUBLISHED:
        return deny(_("通知尚未发布"))
    return ALLOW


def may_run_milestone(actor, milestone) -> Verdict:
    return is_bureau_officer(actor)


def may_fill_sheet(actor, sheet) -> Verdict:
    """The liaison of the region itself: Liaoning never fills in for Dalian (R16)."""
    if actor.kind != Kind.AUTHORITY or actor.organization_slug != sheet.authority.code:
        return deny(_("信息表由本地区中小企业主管部门填报"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("信息表由联络员填报，分管负责同志可以查看"))
    return ALLOW


def may_judge_sheet(actor, sheet) -> Verdict:
    verdict = is_bureau_officer(actor)
    if verdict and sheet.submitted_by_id == actor.user.pk:
        return deny(_("本人报送的信息表须由另一位同志办理"))
    return verdict
