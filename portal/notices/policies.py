from django.utils.translation import gettext as _

from portal.policy import ALLOW, Verdict, deny

from .models import SENDERS
from .states import STOPPED, Channel

# Duties that read everything and do nothing.
READING = frozenset({"auditor"})


def may_resend_notice(actor, notice) -> Verdict:
    """Only the offices, for what they or the portal sent, and only what came to a stop."""
    if notice.channel != Channel.EMAIL:
        return deny(_("站内消息已经送到，不需要重发"))
    if actor.kind not in SENDERS or notice.organization not in (actor.organization_slug, ""):
        return deny(_("发件单位才能重发这封邮件"))
    if actor.duties <= READING:
        return deny(_("审计员只能查看，不能办理"))
    if notice.state not in STOPPED:
        return deny(
            _("邮件当前“%(state)s”，不需要重发") % {"state": notice.get_state_display()}
        )
    return ALLOW
