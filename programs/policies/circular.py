"""May this person write or publish a notice, or confirm its receipt."""

from django.utils.translation import gettext as _

from institutions.states import Duty
from portal.policy import ALLOW, Verdict, deny
from programs.policies.offices import is_bureau_officer
from programs.states import CircularState, ProgramState

# Who speaks for an addressee: whom a notice is sent to, and who may confirm it.
RECEIVERS = (Duty.LIAISON, Duty.LEAD, Duty.MANAGER, Duty.REVIEWER)


def may_write_circular(actor, _circular=None) -> Verdict:
    return is_bureau_officer(actor)


def may_publish_circular(actor, circular) -> Verdict:
    if not circular.body.strip():
        return deny(_("正文还没有写，写好后再发布"))
    return is_bureau_officer(actor)


def may_correct_circular(actor, circular) -> Verdict:
    if circular.state != CircularState.PUBLISHED:
        return deny(_("通知尚未发布，可以直接修改"))
    if circular.corrects_id:
        return deny(_("更正通知有误的，在原通知上再发一号更正"))
    return is_bureau_officer(actor)


def may_discard_circular(actor, circular) -> Verdict:
    if circular.state != CircularState.DRAFT:
        return deny(_("已发布的通知不能删除，请发布更正通知"))
    if circular.program.state == ProgramState.PLANNING:
        return deny(_("启动年度的通知不能删除，可以修改"))
    return is_bureau_officer(actor)


def receives_circulars(actor) -> bool:
    return not actor.duties.isdisjoint(RECEIVERS)


def may_confirm_receipt(actor, receipt) -> Verdict:
    if actor.organization_slug != receipt.organization.code:
        return deny(_("只有收文单位可以签收"))
    if receipt.circular.state != CircularState.PUBLISHED:
        return deny(_("通知尚未发布"))
    if not receives_circulars(actor):
        return deny(_("通知由本单位联络员、负责同志、项目负责人或审核员签收"))
    return ALLOW
