"""Fills the mail queue of another installation: ``python -m … COUNT`` under its environment."""

import os
import sys
import uuid

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django
from django.db import transaction

django.setup()

from portal import clock  # noqa: E402 -- models need the set-up above
from portal.notices.models import Notice  # noqa: E402 -- as above
from portal.notices.post import new_message_id, send_batch  # noqa: E402 -- as above
from portal.policy import SystemActor  # noqa: E402 -- as above


@transaction.atomic
def fill(count: int) -> None:
    batch, moment = uuid.uuid4(), clock.wall()
    Notice.objects.bulk_create(
        Notice(
            topic="test.done",
            key=f"mail{number}",
            channel="email",
            recipient=f"p{number}@example.cn",
            address=f"p{number}@example.cn",
            subject="名单已接收",
            body="名单已接收。",
            state="queued",
            posted_at=moment,
            next_try=moment,
            batch=batch,
            message_id=new_message_id(),
        )
        for number in range(count)
    )
    send_batch(batch, actor=SystemActor("测试"))


if __name__ == "__main__":
    fill(int(sys.argv[1]))
