"""May this person publish a notice or confirm its receipt."""

from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny
from programs.policies.offices import is_bureau_officer
from programs.states import CircularState


def may_publish_circular(actor, circular) -> Verdict:
    return is_bureau_officer(actor)


def may_confirm_receipt(actor, receipt) -> Verdict:
    if actor.organization_slug != receipt.organization.code:
        return deny(_("只有收文单位可以签收"))
    if receipt.circular.state != CircularState.PUBLISHED:
        return deny(_("通知尚未发布"))
    return ALLOW
