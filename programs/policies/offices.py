"""Who speaks for the Bureau, and what only the portal itself does."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny


def is_bureau_officer(actor, _obj=None) -> Verdict:
    if actor.kind != Kind.BUREAU:
        return deny(_("此事由中小企业局办理"))
    if actor.duties.isdisjoint({Duty.OFFICER, Duty.LEAD}):
        return deny(_("审计员只能查看，不能办理"))
    return ALLOW


def is_the_portal(actor, _obj=None) -> Verdict:
    if actor.kind != "system":
        return deny(_("会签完毕由系统按主管部门的回复判定"))
    return ALLOW
