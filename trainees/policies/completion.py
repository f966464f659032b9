"""Who records hours, proposes completion and confirms it: never one and the same person."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, is_own_act
from programs.states import CohortState
from trainees.policies.nomination import may_judge_nomination
from trainees.policies.team import is_class_team

TAUGHT = frozenset({CohortState.TEACHING, CohortState.CLOSING})


def may_record_hours(actor, cohort) -> Verdict:
    verdict = is_class_team(actor, cohort)
    if verdict and cohort.state not in TAUGHT:
        return deny(_("班次开班后才能登记学时"))
    return verdict


def may_arrive(actor, enrolment) -> Verdict:
    return may_record_hours(actor, enrolment.cohort)


def may_release(actor, enrolment) -> Verdict:
    """Leaving a class is decided with the 变更名单, by those who may close lists."""
    return may_judge_nomination(actor, enrolment.nomination)


def may_finish(actor, enrolment) -> Verdict:
    """Training ends for a person with the Centre's word on their completion."""
    if actor.kind != Kind.CENTRE or actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return deny(_("结训随结业确认办理，由人才交流中心确认"))
    return ALLOW


def may_propose_completion(actor, completion) -> Verdict:
    return may_record_hours(actor, completion.enrolment.cohort)


def may_confirm_completion(actor, completion) -> Verdict:
    """The Centre confirms (R35); of its own classes only somebody outside the class team."""
    if actor.kind != Kind.CENTRE:
        return deny(_("结业由人才交流中心确认"))
    if actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return deny(_("结业由审核员或负责同志确认"))
    if is_own_act(actor, completion.proposed_by_id):
        return deny(_("本人提出的结业建议须由另一位同志确认"))
    cohort = completion.enrolment.cohort
    if is_class_team(actor, cohort) or is_own_act(actor, cohort.teacher_id):
        return deny(_("本班班务人员不能确认本班结业"))
    return ALLOW
