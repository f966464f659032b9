"""What was said to whom, over which channel, and how far it got."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .states import INBOX_STATES, STOPPED, WAITING, Channel, State

SENDERS = frozenset({"bureau", "centre"})


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own inbox; the offices also see what they, or the portal itself, sent."""
        if actor.kind == "system":
            return self
        if actor.user is None:
            return self.none()
        mine = Q(user=actor.user, channel=Channel.INBOX)
        if actor.kind in SENDERS:
            mine |= Q(organization__in=[actor.organization_slug, ""])
        return self.filter(mine)

    def inbox_of(self, user):
        return self.filter(user=user, channel=Channel.INBOX)

    def sent_for(self, actor):
        """The outbox: from the actor's body, and the portal's own reminders."""
        return self.filter(organization__in=[actor.organization_slug, ""])

    def waiting(self):
        return self.filter(state__in=WAITING)


class Notice(models.Model):
    """通知: one message to one recipient over one channel.

    The words are kept as they were sent. ``organization`` is the sender's
    code, empty for the portal itself. ``recipient`` is ``user:<pk>`` or the
    address. ``posted_at``, ``read_at`` and ``sent_at`` are business time,
    ``next_try`` is machine time. ``doubts`` counts tries after which nobody
    knows whether the server took the mail.
    """

    Channel = Channel
    State = State

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    topic = models.CharField(_("事由"), max_length=60)
    key = models.CharField(_("唯一键"), max_length=200)
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    recipient = models.CharField(_("收件方"), max_length=270)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("收件人"),
    )
    address = models.CharField(_("邮箱"), max_length=254, blank=True)
    label = models.CharField(_("收件方名称"), max_length=120, blank=True)
    subject = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"))
    link = models.CharField(_("链接"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State)
    organization = models.CharField(_("发件单位代码"), max_length=40, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("发件人"),
    )
    posted_at = models.DateTimeField(_("发出时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    sent_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    batch = models.UUIDField(_("批次"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    doubts = models.PositiveSmallIntegerField(_("不明次数"), default=0)
    next_try = models.DateTimeField(_("下次尝试"), null=True, blank=True)
    server_reply = models.CharField(_("服务器答复"), max_length=300, blank=True)
    message_id = models.CharField(_("邮件编号"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("通知消息")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "recipient", "channel"],
                name="notice_once",
                violation_error_message=_("同一收件方已经收到过这条通知"),
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.INBOX, state__in=INBOX_STATES, user__isnull=False)
                | Q(channel=Channel.EMAIL, state__in=[*WAITING, State.SENT, *STOPPED]),
                name="notice_state_fits_channel",
                violation_error_message=_("通知的状态与渠道不一致"),
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.EMAIL) | ~Q(message_id=""),
                name="notice_email_has_message_id",
                violation_error_message=_("邮件须有固定的邮件编号"),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.QUEUED) | Q(next_try__isnull=False),
                name="notice_queued_has_next_try",
                violation_error_message=_("待发送的邮件须有下次尝试的时间"),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_by_user"),
            models.Index(
                fields=["user"], condition=Q(state=State.UNREAD), name="notice_unread"
            ),
            models.Index(fields=["organization", "state", "-id"], name="notice_outbox"),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_stopped(self) -> bool:
        return self.state in STOPPED
