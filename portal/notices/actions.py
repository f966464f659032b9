"""What the offices may do about a mail that did not arrive."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.trail import record
from portal.policy import require

from .models import Notice
from .policies import may_resend_notice
from .post import held_reason, is_address, new_message_id, send_batch
from .states import STOPPED, State


@transaction.atomic
def resend_notice(notice: Notice, *, actor) -> Notice:
    """Queue a stopped mail again (重发) under its old Message-ID, with fresh tries.

    Raises:
        PermissionDenied: not the actor's mail, or it did not come to a stop.
        ValidationError: no mail leaves this installation, or somebody was quicker.
    """
    require(may_resend_notice(actor, notice))
    record(actor, "resend", notice, before=notice.state)
    return _queue_again(notice, actor)


@transaction.atomic
def readdress_notice(notice: Notice, address: str, *, actor) -> Notice:
    """Send a stopped mail to another address (改投); it is a new mail with an id of its own.

    Raises:
        PermissionDenied, ValidationError: as :func:`resend_notice`; also when
            the address cannot be used or was told already.
    """
    require(may_resend_notice(actor, notice))
    address = address.strip()
    if not is_address(address):
        raise ValidationError(_("请填写完整的邮箱地址，例如 liaison@example.cn"))
    changes = {"address": address, "message_id": new_message_id()}
    if notice.user_id is None:
        changes["recipient"] = address.lower()
        told = Notice.objects.filter(
            key=notice.key, channel=notice.channel, recipient=address.lower()
        )
        if told.exclude(pk=notice.pk).exists():
            raise ValidationError(_("这个邮箱已经收到过同一条通知"))
    record(actor, "readdress", notice, before=notice.state)
    return _queue_again(notice, actor, **changes)


def _queue_again(notice: Notice, actor, **changes) -> Notice:
    if settings.EMAIL_CONFIG is None:
        raise ValidationError(held_reason())
    batch = uuid.uuid4()
    stopped = Notice.objects.filter(pk=notice.pk, state__in=STOPPED)
    if not stopped.update(
        state=State.QUEUED,
        batch=batch,
        attempts=0,
        doubts=0,
        next_try=clock.wall(),
        server_reply="",
        **changes,
    ):
        raise ValidationError(_("这封邮件已被他人处理，请刷新后再看"))
    send_batch(batch, actor=actor)
    notice.refresh_from_db()
    return notice
