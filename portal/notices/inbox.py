"""Reading what one was told. Nothing here is an act: it leaves no entry in the trail."""

from portal import clock

from .models import Notice
from .states import Channel, State


def unread_count(user) -> int:
    """For the bell: how many messages wait, from the index of unread ones."""
    return _unread(user).count()


def open_notice(notice: Notice) -> None:
    """The recipient has it on the screen; the first time counts."""
    unread = Notice.objects.filter(pk=notice.pk, state=State.UNREAD)
    unread.update(state=State.READ, read_at=clock.now())


def open_all(user) -> int:
    return _unread(user).update(state=State.READ, read_at=clock.now())


def _unread(user):
    return Notice.objects.filter(user=user, state=State.UNREAD, channel=Channel.INBOX)
