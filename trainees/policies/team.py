"""Who does the daily work of a class: the ground of most rules of the other modules."""

from django.utils.translation import gettext as _

from institutions.states import Duty
from portal.policy import ALLOW, Verdict, deny

CLASS_TEAM = frozenset({Duty.MANAGER, Duty.CLASS_TEACHER, Duty.CLERK})


def is_class_team(actor, cohort) -> Verdict:
    if actor.organization_slug != cohort.organization.code:
        return deny(_("只有承担该班次的机构可以办理"))
    if actor.duties.isdisjoint(CLASS_TEAM):
        return deny(_("由项目负责人、班主任或教务员办理"))
    return ALLOW
