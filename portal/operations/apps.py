from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.operations.access import OFFICES, STAFF
from portal.ui import navigation, todos


class OperationsConfig(AppConfig):
    name = "portal.operations"
    verbose_name = _("运维")

    def ready(self):
        from portal.notices.inbox import unread_count  # noqa: PLC0415 -- reaches models
        from portal.operations import stopped  # noqa: PLC0415 -- reaches models

        navigation.register(
            STAFF,
            "",
            _("消息"),
            "notices:inbox",
            "bell",
            10,
            count=lambda actor: unread_count(actor.user),
        )
        navigation.register(OFFICES, "manage", _("发件箱"), "notices:outbox", "inbox", 70)
        navigation.register(STAFF, "manage", _("后台任务"), "jobs:list", "refresh", 80)
        todos.register(OFFICES, stopped.mails, stopped.count_mails)
        todos.register("operator", stopped.undelivered, stopped.count_undelivered)
        todos.register(STAFF, stopped.jobs, stopped.count_jobs)
