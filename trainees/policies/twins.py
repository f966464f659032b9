"""Who says that two people who look like one are two."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny


def may_tell_apart(actor, _person=None) -> Verdict:
    if actor.kind == Kind.CENTRE and not actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
        return ALLOW
    return deny(_("是不是同一人由人才交流中心审核员认定"))
