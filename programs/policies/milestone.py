"""May this person move the year's dates."""

from portal.policy import Verdict
from programs.policies.offices import is_bureau_officer


def may_run_milestone(actor, milestone) -> Verdict:
    return is_bureau_officer(actor)
