from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry
from portal.jobs.states import Queue


class NoticesConfig(AppConfig):
    name = "portal.notices"
    verbose_name = _("通知")

    def ready(self):
        from portal.audit.timeline import describe  # noqa: PLC0415 -- reaches models
        from portal.notices.delivery import deliver  # noqa: PLC0415 -- reaches models
        from portal.notices.post import MAIL_JOB  # noqa: PLC0415 -- reaches models

        describe("notices.notice", {"resend": _("重发"), "readdress": _("改投")})
        registry.register(MAIL_JOB, deliver, queue=Queue.MAIL, label=_("发送邮件"))
