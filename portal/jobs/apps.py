from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry


class JobsConfig(AppConfig):
    name = "portal.jobs"
    verbose_name = _("任务")

    def ready(self):
        from portal.audit import sealing, timeline  # noqa: PLC0415 -- reach models

        timeline.describe("jobs.job", {"retry": _("重新执行")})
        timeline.describe("jobs.job", {"cancel": _("取消")}, "back")
        registry.register_periodic("audit.seal", 5, sealing.seal_recent)
        registry.register_periodic("audit.seal_all", 3600, sealing.seal_all)
