"""Who hands out the class's code, and who may open or reset a person's account."""

from django.utils.translation import gettext as _

from institutions.states import Duty
from portal.policy import ALLOW, Verdict, deny

OPENERS = frozenset({Duty.MANAGER, Duty.CLASS_TEACHER})


def may_issue_class_code(actor, cohort) -> Verdict:
    if actor.organization_slug != cohort.organization.code:
        return deny(_("班级激活码由承担该班次的机构开具"))
    if actor.duties.isdisjoint(OPENERS):
        return deny(_("班级激活码由项目负责人或班主任开具"))
    return ALLOW


def may_reset_account(actor, enrolment) -> Verdict:
    """On the spot, for one's own people; a colleague's account is not a class matter."""
    verdict = may_issue_class_code(actor, enrolment.cohort)
    user = enrolment.trainee.user
    if verdict and user is None:
        return deny(_("该学员还没有激活账号，请直接用班级激活码激活"))
    if verdict and user.memberships.active().exists():
        return deny(_("该学员另有单位职责，账号请由本单位或运维人员处理"))
    return verdict
