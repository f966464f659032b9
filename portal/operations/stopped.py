"""What came to a stop and waits for a person: mails that did not arrive, jobs that failed."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.jobs.models import Job
from portal.jobs.states import State as JobState
from portal.notices.models import Notice
from portal.notices.states import State as MailState
from portal.ui.pages import capped_count
from portal.ui.todos import Todo


def mails(actor) -> list[Todo]:
    """One row for bounced and one for undelivered mails, if there are any."""
    return [
        Todo(
            _("%(state)s的邮件：%(count)s 封") % {"state": state.label, "count": count},
            _("查看邮件服务器的答复，改正邮箱后重发"),
            f"{reverse('notices:outbox')}?state={state}",
            _("处理邮件"),
            kind="mail_stopped",
        )
        for state in (MailState.BOUNCED, MailState.FAILED)
        if (count := capped_count(_mails(actor).filter(state=state))).number
    ]


def count_mails(actor) -> int:
    found = _mails(actor).filter(state__in=(MailState.BOUNCED, MailState.FAILED))
    return found.values("state").distinct().count()


def undelivered(actor) -> list[Todo]:
    """For the operator: how many mails came to a stop anywhere; whose is not theirs to see."""
    count = capped_count(_undelivered())
    if not count.number:
        return []
    return [
        Todo(
            _("未送达或退信的邮件：%(count)s 封") % {"count": count},
            _("请检查邮件服务器；发件单位在发件箱里重发或改投"),
            reverse("jobs:list"),
            _("查看任务"),
            kind="mail_stopped",
        )
    ]


def count_undelivered(actor) -> int:
    return int(_undelivered().exists())


def jobs(actor) -> list[Todo]:
    count = capped_count(_failed(actor))
    if not count.number:
        return []
    title = ngettext(
        "后台任务未完成：%(count)s 项", "后台任务未完成：%(count)s 项", count.number
    )
    return [
        Todo(
            title % {"count": count},
            _("查看原因后重新执行，已完成的部分不会重复"),
            f"{reverse('jobs:list')}?state={JobState.FAILED}",
            _("处理任务"),
            kind="job_failed",
        )
    ]


def count_jobs(actor) -> int:
    return int(_failed(actor).exists())


def _mails(actor):
    return Notice.objects.visible_to(actor).sent_for(actor)


def _undelivered():
    return Notice.objects.filter(state__in=(MailState.BOUNCED, MailState.FAILED))


def _failed(actor):
    return Job.objects.visible_to(actor).filter(state=JobState.FAILED)
