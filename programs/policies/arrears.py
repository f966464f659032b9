"""May this person mend how a body in arrears is reached."""

from portal.notices.policies import may_resend_notice
from portal.policy import Verdict
from programs.policies.offices import is_bureau_officer


def may_correct_address(actor, notice) -> Verdict:
    """An officer of the Bureau, for a letter that came to a stop."""
    return is_bureau_officer(actor) and may_resend_notice(actor, notice)
