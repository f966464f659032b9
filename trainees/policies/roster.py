"""Who draws up a class's list and who judges it: never one and the same body or person."""

from django.utils.translation import gettext as _

from institutions.models import Membership
from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, is_own_act
from trainees.policies.allotment import has_share
from trainees.policies.recusal import stands_aside_from_bodies
from trainees.policies.team import is_class_team


def may_write_lists(actor, cohort) -> Verdict:
    """The class team; a class teacher of the own class only."""
    if actor.kind == "system":
        return ALLOW
    verdict = is_class_team(actor, cohort)
    only_teaches = actor.duties == {Duty.CLASS_TEACHER}
    if verdict and only_teaches and cohort.teacher_id not in actor.persons:
        return deny(_("班主任只办理自己班级的名单"))
    return verdict


def may_edit_roster(actor, roster) -> Verdict:
    return may_write_lists(actor, roster.cohort)


def may_import_roster(actor, roster_import) -> Verdict:
    """The same people who may write the list by hand."""
    return may_write_lists(actor, roster_import.cohort)


def may_submit_roster(actor, roster) -> Verdict:
    verdict = is_class_team(actor, roster.cohort)
    if verdict and Duty.MANAGER not in actor.duties:
        return deny(_("名单由项目负责人提交"))
    return verdict


def may_withdraw_roster(actor, roster) -> Verdict:
    verdict = may_submit_roster(actor, roster)
    if verdict and roster.submission_count > 1:
        return deny(_("名单已审核过一次，不能撤回；要改请与人才交流中心联系，由中心退回"))
    return verdict


def may_review_roster(actor, roster) -> Verdict:
    """Whoever may judge the list at all and is not left out where it was allotted."""
    verdict = may_share_roster(actor, roster)
    return verdict and has_share(actor, roster)


def may_share_roster(actor, roster) -> Verdict:
    """The Centre judges (R34); never a person who has a hand in the list or its body."""
    if actor.kind != Kind.CENTRE:
        return deny(_("学员名单由人才交流中心审核"))
    if actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return deny(_("名单由审核员或负责同志审核"))
    return _stands_apart(actor, roster)


def is_allotting_lead(actor) -> Verdict:
    """The Centre's lead says who judges which lists."""
    if actor.kind != Kind.CENTRE or Duty.LEAD not in actor.duties:
        return deny(_("名单由人才交流中心负责同志分办"))
    return ALLOW


def may_allot_roster(actor, roster) -> Verdict:
    """Never a list of one's own."""
    verdict = is_allotting_lead(actor)
    return verdict and _stands_apart(actor, roster)


def may_decide_roster(actor, roster) -> Verdict:
    """A class of the Centre itself is confirmed by the Bureau once its rows are judged."""
    if roster.cohort.organization.kind != Kind.CENTRE:
        return may_review_roster(actor, roster)
    if actor.kind != Kind.BUREAU:
        return deny(_("人才交流中心自办班次的名单由中小企业局确认"))
    if actor.duties.isdisjoint({Duty.OFFICER, Duty.LEAD}):
        return deny(_("审计员只能查看，不能办理"))
    if roster.reviewed_at is None:
        return deny(_("审核员尚未审完，报请确认后再办理"))
    return _is_another_person(actor, roster)


def may_reconsider_roster(actor, roster) -> Verdict:
    if roster.cohort.organization.kind != Kind.CENTRE:
        return deny(_("只有人才交流中心自办班次的名单由中小企业局退回重审"))
    return may_decide_roster(actor, roster)


def may_propose_decision(actor, roster) -> Verdict:
    if roster.cohort.organization.kind != Kind.CENTRE:
        return deny(_("只有人才交流中心自办班次的名单须报中小企业局确认"))
    return may_review_roster(actor, roster)


def _stands_apart(actor, roster) -> Verdict:
    cohort = roster.cohort
    bodies = [cohort.organization_id, *cohort.partners.values_list("pk", flat=True)]
    if cohort.organization.code == actor.organization_slug:
        if is_class_team(actor, cohort) or is_own_act(actor, cohort.teacher_id):
            return deny(_("本班班务人员不能审核本班名单"))
    elif _serves(actor.user, bodies):
        return deny(_("您在提交单位或合作单位任职，须回避，请由其他审核员办理"))
    if stands_aside_from_bodies(actor, bodies):
        return deny(_("您已申报对这家机构回避，请由其他审核员办理"))
    return _is_another_person(actor, roster)


def _is_another_person(actor, roster) -> Verdict:
    hands = {roster.submitted_by_id, roster.cohort.submitted_by_id}
    if any(is_own_act(actor, hand) for hand in hands):
        return deny(_("本人提交的名单或方案须由另一位同志办理"))
    return ALLOW


def _serves(user, bodies) -> bool:
    """Whether this person also works, under another hat, for a body that runs the class."""
    posts = Membership.objects.active().filter(user=user)
    return posts.filter(organization__in=bodies).exists()
