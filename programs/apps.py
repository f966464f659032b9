from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("年度计划")

    def ready(self):
        from . import jobs, notifications, obligations  # noqa: PLC0415 -- reach models

        for duty in (obligations.RECEIPT, obligations.CONTACT_SHEET, obligations.PLAN):
            obligations.register(duty)
        notifications.register()
        jobs.register()
