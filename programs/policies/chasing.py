"""May this person chase what a body owes."""

from django.utils.translation import gettext as _

from portal.policy import Verdict, deny
from programs.policies.offices import is_bureau_officer
from programs.states import MilestoneState


def may_chase(actor, milestone) -> Verdict:
    """R17 and R31 ask the bodies; whoever chases them speaks for the Bureau."""
    if milestone.state != MilestoneState.OPEN:
        return deny(_("时点已关闭，不再催报"))
    return is_bureau_officer(actor)
