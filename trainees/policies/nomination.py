"""Who confirms a recommendation, and who may read an identity number in clear."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny
from trainees.models import Nomination
from trainees.policies.team import is_class_team

JUDGES = {
    Kind.CENTRE: frozenset({Duty.REVIEWER, Duty.LEAD}),
    Kind.BUREAU: frozenset({Duty.OFFICER, Duty.LEAD}),
}


def may_confirm_nomination(actor, nomination) -> Verdict:
    """The authority named, and nobody for it: Liaoning never answers for Dalian (R31)."""
    authority = nomination.authority
    if authority is None or actor.organization_slug != authority.code:
        return deny(_("推荐关系由所写的主管部门确认"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("推荐关系由联络员确认，分管负责同志可以查看"))
    if nomination.confirmed_at is not None:
        return deny(_("该学员的推荐已经确认，不用再答复"))
    return ALLOW


def may_carry_nomination(actor, nomination) -> Verdict:
    """Sending and taking back candidates goes with the class's list."""
    if actor.kind == "system":
        return ALLOW
    return is_class_team(actor, nomination.cohort)


def may_judge_nomination(actor, nomination) -> Verdict:
    """Those who may close lists; whether this list, says the list's own policy."""
    if not actor.duties.isdisjoint(JUDGES.get(actor.kind, frozenset())):
        return ALLOW
    return deny(_("录取由人才交流中心审核员办理，中心自办班次由中小企业局确认"))


def may_reveal_id_number(actor, trainee) -> Verdict:
    """Reviewers of the Centre, and managers of a body that has this person on a list."""
    if actor.kind == Kind.CENTRE and Duty.REVIEWER in actor.duties:
        return ALLOW
    own = Nomination.objects.live().filter(
        trainee=trainee, cohort__organization__code=actor.organization_slug
    )
    if Duty.MANAGER in actor.duties and own.exists():
        return ALLOW
    return deny(_("只有人才交流中心审核员和本机构项目负责人可以查看证件号码原文"))
