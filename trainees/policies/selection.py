"""Who recommends people, and who selects among them (R31–R33)."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny
from trainees.policies.roster import may_write_lists
from trainees.policies.team import CLASS_TEAM


def may_write_recommendation(actor, recommendation) -> Verdict:
    """The liaison of the region itself; its lead may look."""
    if actor.organization_slug != recommendation.authority.code:
        return deny(_("推荐由所在地区的主管部门办理"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("推荐由联络员办理，分管负责同志可以查看"))
    return ALLOW


def may_begin_recommendation(actor) -> Verdict:
    if actor.kind != Kind.AUTHORITY:
        return deny(_("推荐由所在地区的主管部门办理"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("推荐由联络员办理，分管负责同志可以查看"))
    return ALLOW


def may_recommend(actor, nomination) -> Verdict:
    """People go with the letter that names them."""
    if nomination.recommendation is None:
        return deny(_("该学员由机构名单产生，随名单办理"))
    return may_write_recommendation(actor, nomination.recommendation)


def may_select(actor, nomination) -> Verdict:
    """The team of the class; of those nobody has picked yet, the team of any class.

    Whether the class may take this very person, says the verb.
    """
    if nomination.recommendation_id is None:
        return deny(_("该学员由机构名单产生，随名单办理"))
    if nomination.cohort is not None:
        return may_write_lists(actor, nomination.cohort)
    if actor.duties.isdisjoint(CLASS_TEAM):
        return deny(_("由项目负责人、班主任或教务员办理"))
    return ALLOW


def may_release(actor, nomination) -> Verdict:
    """Only who was picked from a track or the pool can go back there."""
    verdict = may_select(actor, nomination)
    if verdict and nomination.recommendation.cohort_id is not None:
        return deny(_("该人选由主管部门推荐到本班，不录取的请写明理由"))
    return verdict


def may_decline(actor, nomination) -> Verdict:
    """An institution declines whom it was sent or has picked, and never for the others."""
    if nomination.cohort is None:
        return deny(_("推荐库中的人选其他机构也可以选，不需要办理不录取"))
    return may_select(actor, nomination)
