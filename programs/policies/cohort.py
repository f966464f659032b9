"""May this person plan, countersign, decide on and run a class."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, is_own_act
from programs.policies.offices import is_bureau_officer
from programs.states import CohortState, Opinion


def may_run_cohort(actor, cohort) -> Verdict:
    """The manager of the body whose class it is: plans, sends, enrols, closes."""
    if actor.organization_slug != cohort.organization.code:
        return deny(_("班次由承担机构自己办理"))
    if Duty.MANAGER not in actor.duties:
        return deny(_("培训方案和班次状态由项目负责人办理"))
    return ALLOW


def may_teach_cohort(actor, cohort) -> Verdict:
    """The class teacher too may say that teaching begins or ends."""
    own = actor.organization_slug == cohort.organization.code
    if own and Duty.CLASS_TEACHER in actor.duties:
        return ALLOW
    return may_run_cohort(actor, cohort)


def may_countersign(actor, countersign) -> Verdict:
    """The region asked, and no other: Liaoning never answers for Dalian (R15)."""
    if actor.organization_slug != countersign.authority.code:
        return deny(_("会签意见由所征求的主管部门回复"))
    if actor.duties.isdisjoint({Duty.LIAISON, Duty.LEAD}):
        return deny(_("会签意见由联络员或分管负责同志回复"))
    return ALLOW


def decides_plans(actor, cohort) -> Verdict:
    """The Centre decides on plans, and the Bureau on the Centre's own (R14, R15)."""
    if cohort.organization.kind == Kind.CENTRE:
        if actor.kind != Kind.BUREAU:
            return deny(_("人才交流中心自办班次的方案由中小企业局批准"))
        return is_bureau_officer(actor)
    if actor.kind != Kind.CENTRE or actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return deny(_("培训方案由人才交流中心审核员或负责同志批准"))
    return ALLOW


def may_decide_plan(actor, cohort) -> Verdict:
    verdict = decides_plans(actor, cohort)
    if verdict and is_own_act(actor, cohort.submitted_by_id):
        return deny(_("本人报送的方案须由另一位同志办理"))
    return verdict


def may_overrule_objections(actor, cohort) -> Verdict:
    """Against an objection only with reasons, and only when every region had its say."""
    verdict = may_decide_plan(actor, cohort)
    if verdict and cohort.countersigns.filter(opinion=Opinion.PENDING).exists():
        return deny(_("还有主管部门未回复会签，回复或期满后再批准"))
    return verdict


def may_cancel_cohort(actor, cohort) -> Verdict:
    """Its own manager until enrolment opens, the deciding office also while it enrols."""
    verdict = decides_plans(actor, cohort)
    if verdict:
        return verdict
    if cohort.state == CohortState.ENROLLING:
        return deny(_("招生期间取消班次，请与批准方案的部门联系"))
    return may_run_cohort(actor, cohort)
