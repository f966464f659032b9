"""What each kind of date asks of whom (design §5)."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from programs.states import MilestoneKind

A_YEAR = timedelta(days=366)
TRAINING_BODIES = _("承担培训任务的机构")


class Scope(NamedTuple):
    """Who owes it, and when it counts as done."""

    who: str
    done: str


SCOPES = {
    MilestoneKind.RECEIPT: Scope(_("通知的收文单位"), _("发给本单位的通知都已签收")),
    MilestoneKind.CONTACT_SHEET: Scope(_("各地中小企业主管部门"), _("信息表已报送")),
    MilestoneKind.PLAN: Scope(TRAINING_BODIES, _("至少有一个培训方案已报送")),
    MilestoneKind.RECOMMENDATION: Scope(
        _("名单中写为推荐部门的主管部门"), _("写明由其推荐的人都已答复")
    ),
    MilestoneKind.SELECTION: Scope(TRAINING_BODIES, _("招生中的班次都报过名单")),
    MilestoneKind.ROSTER: Scope(TRAINING_BODIES, _("招生中的班次名单都已提交人才交流中心")),
    MilestoneKind.COMPLETION: Scope(_("有学员在班的机构"), _("每位学员都已提出结业建议")),
    MilestoneKind.CERTIFICATES: Scope(
        _("人才交流中心"), _("已结业学员的证书都已颁发或正在制作")
    ),
}


def beyond(milestone, due_on: date) -> str:
    """Why a later day is too late; a slip in the year would never come back (R17, R31).

    Reminders and pages count working days up to it, one by one.
    """
    last = milestone.due_on + A_YEAR
    if due_on <= last:
        return ""
    return _t("一次最多延后一年，不能晚于 %(day)s，请核对年份") % {"day": last}


def scope(kind: str) -> Scope:
    return SCOPES[kind]
