"""May this person say what counts as repeated attendance."""

from portal.policy import Verdict
from programs.policies.offices import is_bureau_officer


def may_rule_repeats(actor, program) -> Verdict:
    return is_bureau_officer(actor)
