"""Delivering one batch of mails: mark → SMTP outside any transaction → note what came of it.

At least once, and at most once more: a mail of which nobody knows whether
the server took it is sent a second time under the same Message-ID, never a
third time by itself.
"""

import random
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from portal import clock
from portal.jobs.run import Later, Run

from . import mail
from .models import Notice
from .post import held_reason
from .states import Channel, State

MAX_TRIES = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)


def deliver(run: Run) -> None:
    """Handler of ``notices.mail``; comes back through :exc:`Later` until all have ended."""
    batch = Notice.objects.filter(batch=run.payload["batch"], channel=Channel.EMAIL)
    if settings.EMAIL_CONFIG is None:
        _hold(run, batch)
        return
    if run.job.total_count is None:
        run.expect(batch.waiting().count())
    _settle_doubts(run, batch)
    line = mail.Conversation(settings.EMAIL_CONFIG)
    try:
        for notice in batch.waiting().filter(next_try__lte=clock.wall()).order_by("pk"):
            line.open()
            _deliver_one(run, line, notice)
    except mail.Unreachable as problem:
        _postpone(run, batch, str(problem))
    finally:
        line.leave()
    _come_back(batch)


def pause_after(attempts: int) -> timedelta:
    """Doubles from a minute to four hours, spread by a fifth so that mails do not march."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(attempts - 1, 0))
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 -- spreads load, protects nothing


def _deliver_one(run: Run, line: mail.Conversation, notice: Notice) -> None:
    wire = mail.compose(notice)
    with run.effect(done=0):
        marked = Notice.objects.filter(pk=notice.pk, state=State.QUEUED).update(
            state=State.SENDING, attempts=F("attempts") + 1
        )
    if not marked:
        return  # a person changed it meanwhile
    notice.attempts += 1
    outcome = line.send(notice.address, wire)
    changes = _after(notice, outcome)
    ended = changes["state"] != State.QUEUED
    with run.effect(done=int(ended)):
        Notice.objects.filter(pk=notice.pk, state=State.SENDING).update(**changes)


def _after(notice: Notice, outcome: mail.Outcome) -> dict:
    """The row's changes that follow from what the server said."""
    said = {"server_reply": outcome.reply[:300]}
    if outcome.kind == "sent":
        return said | {"state": State.SENT, "sent_at": clock.now(), "next_try": None}
    if outcome.kind == "bounced":
        return said | {"state": State.BOUNCED, "next_try": None}
    if outcome.kind == "doubt":
        return said | _in_doubt(notice)
    if outcome.kind == "refused" or notice.attempts >= MAX_TRIES:
        return said | {"state": State.FAILED, "next_try": None}
    pause = pause_after(notice.attempts)
    return said | {"state": State.QUEUED, "next_try": clock.wall() + pause}


def _in_doubt(notice: Notice) -> dict:
    doubts = notice.doubts + 1
    if doubts > 1:
        return {
            "state": State.FAILED,
            "doubts": doubts,
            "next_try": None,
            "server_reply": _("两次交给服务器都没有收到答复，请向收件人核实后再重发"),
        }
    return {"state": State.QUEUED, "doubts": doubts, "next_try": clock.wall()}


def _settle_doubts(run: Run, batch) -> None:
    """What an earlier try left marked: it was killed between handing over and noting it."""
    for notice in batch.filter(state=State.SENDING):
        changes = _in_doubt(notice)
        with run.effect(done=int(changes["state"] == State.FAILED)):
            Notice.objects.filter(pk=notice.pk, state=State.SENDING).update(**changes)


def _postpone(run: Run, batch, reply: str) -> None:
    """The server is away: everything due waits together, without a try each."""
    moment = clock.wall()
    due = batch.filter(state=State.QUEUED, next_try__lte=moment)
    attempts = max(due.values_list("attempts", flat=True), default=0) + 1
    with run.effect(done=0):
        due.update(
            attempts=F("attempts") + 1,
            next_try=moment + pause_after(attempts),
            server_reply=reply[:300],
        )
    spent = batch.filter(state=State.QUEUED, attempts__gte=MAX_TRIES)
    given_up = spent.count()
    if given_up:
        with run.effect(done=given_up):
            spent.update(state=State.FAILED, next_try=None)


def _hold(run: Run, batch) -> None:
    with run.effect(done=0):
        batch.filter(state=State.QUEUED).update(
            state=State.HELD, next_try=None, server_reply=held_reason()
        )


def _come_back(batch) -> None:
    waiting = batch.filter(state=State.QUEUED).order_by("next_try")
    soonest = waiting.values_list("next_try", flat=True).first()
    if soonest is not None:
        seconds = (soonest - clock.wall()).total_seconds()
        raise Later(seconds, _("有邮件等待重发"))
