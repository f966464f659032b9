"""May this person overrule the published calendar."""

from portal.policy import Verdict
from programs.policies.offices import is_bureau_officer


def may_edit_calendar(actor, holiday=None) -> Verdict:
    return is_bureau_officer(actor)
