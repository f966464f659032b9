"""Telling people something: rows for the inbox and for e-mail, in the act's transaction."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal import clock
from portal.jobs.queue import enqueue
from portal.language import house_language

from . import routes
from .models import Notice
from .states import Channel, State

MAIL_JOB = "notices.mail"


@dataclass(frozen=True)
class Recipient:
    """A person with an account, or a bare address; ``label`` is how the outbox names them."""

    user: Any = None
    address: str = ""
    label: str = ""


@transaction.atomic
@house_language()
def post(
    topic: str,
    *,
    key: str,
    recipients: Iterable[Recipient],
    context: dict,
    link: str,
    actor,
) -> int:
    """Put a notice into inboxes and, where an address is known, into the mail queue.

    Exactly once: whoever was told under this ``key`` over a channel is not
    told again, so reminders may be posted every day. Two inserts and a few
    queries, whatever the number of recipients.

    Args:
        link: Address within the portal (``/rosters/7/``); the mail gets it in full.

    Returns:
        How many notices this call added.

    Raises:
        UnknownTopic: nobody registered ``topic``.
    """
    subject, body = routes.known(topic).words(context)
    draft = _Draft(
        {
            "topic": topic,
            "key": key,
            "subject": subject,
            "body": body,
            "link": link,
            "organization": actor.organization_slug,
            "created_by": actor.user,
            "posted_at": clock.now(),
        }
    )
    rows = [notice for recipient in recipients for notice in draft.to(recipient)]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    added = Notice.objects.filter(batch=draft.batch).aggregate(
        all=Count("pk"), mails=Count("pk", filter=Q(state=State.QUEUED))
    )
    if added["mails"]:
        send_batch(draft.batch, actor=actor)
    return added["all"]


def send_batch(batch: uuid.UUID, *, actor) -> None:
    """Enqueue the delivery of one batch, in the caller's transaction."""
    enqueue(MAIL_JOB, f"{MAIL_JOB}:{batch}", {"batch": str(batch)}, actor=actor)


def new_message_id() -> str:
    return f"<{uuid.uuid4()}@{settings.SITE_HOST}>"


def is_address(address: str) -> bool:
    """Whether a mail server can be handed this address; no line breaks get through."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()


class _Draft:
    """The words of one post, from which each recipient's rows are made."""

    def __init__(self, words: dict):
        self.words = words
        self.batch = uuid.uuid4()

    def to(self, recipient: Recipient) -> Iterator[Notice]:
        user, address = recipient.user, recipient.address.strip()
        if user is not None:
            address = address or user.email
            yield self._notice(recipient, Channel.INBOX, f"user:{user.pk}", state=State.UNREAD)
        if address:
            who = f"user:{user.pk}" if user is not None else address.lower()
            message_id = new_message_id()
            state = self._first_state | ({} if is_address(address) else _unusable())
            yield self._notice(
                recipient, Channel.EMAIL, who, address=address, message_id=message_id, **state
            )

    def _notice(self, recipient, channel, who, **fields) -> Notice:
        label = recipient.label or str(recipient.user or recipient.address)
        return Notice(
            **self.words,
            batch=self.batch,
            channel=channel,
            recipient=who,
            user=recipient.user,
            label=label[:120],
            **fields,
        )

    @cached_property
    def _first_state(self) -> dict:
        if settings.EMAIL_CONFIG is None:
            return {"state": State.HELD, "server_reply": held_reason()}
        return {"state": State.QUEUED, "next_try": clock.wall()}


def held_reason() -> str:
    if settings.REHEARSAL:
        return _("演练环境，邮件不外发")
    return _("未配置邮件服务器，邮件保留在发件箱")


def _unusable() -> dict:
    return {"state": State.FAILED, "server_reply": _("邮箱地址填写有误，请改正后重发")}
