from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("处理中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


class Queue(TextChoices):
    """Names of the Celery queues; a scaled worker is started with ``-Q`` and some of them."""

    DEFAULT = "default", _("一般")
    PDF = "pdf", _("证书与文书")
    MAIL = "mail", _("邮件")


LIVE = (State.QUEUED, State.RUNNING)
STOPPED = (State.FAILED, State.CANCELLED)
FINAL = (State.DONE, *STOPPED)
