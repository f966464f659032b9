from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    INBOX = "inbox", _("站内")
    EMAIL = "email", _("邮件")


class State(TextChoices):
    """``unread``, ``read`` belong to the inbox, the others to e-mail."""

    UNREAD = "unread", _("未读")
    READ = "read", _("已读")
    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("未送达")
    BOUNCED = "bounced", _("退信")
    HELD = "held", _("未外发")


INBOX_STATES = (State.UNREAD, State.READ)
WAITING = (State.QUEUED, State.SENDING)
# What a person can do something about: send again, or to another address.
STOPPED = (State.FAILED, State.BOUNCED, State.HELD)
