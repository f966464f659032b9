from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import navigation, todos

A_DAY = 24 * 3600


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("证书")

    def ready(self):
        from portal.audit.timeline import describe  # noqa: PLC0415 -- needs the app registry
        from portal.jobs import registry  # noqa: PLC0415 -- needs the app registry
        from programs import obligations as duties  # noqa: PLC0415 -- as above

        from . import jobs, notifications, obligations  # noqa: PLC0415 -- as above
        from .actions.batch import MAKE  # noqa: PLC0415 -- rooms need the app registry
        from .actions.edition import MAKE_EDITION  # noqa: PLC0415 -- as above
        from .todos import change as changes  # noqa: PLC0415 -- as above
        from .todos import issuing as waiting  # noqa: PLC0415 -- as above
        from .verification import inquiries  # noqa: PLC0415 -- as above

        registry.register_periodic("certificates.forget_inquiries", A_DAY, inquiries.forget_old)
        registry.register(MAKE, jobs.make_batch, queue="pdf", label=_("制作结业证书"))
        label = _("制作补发、换发的证书")
        registry.register(MAKE_EDITION, jobs.make_edition, queue="pdf", label=label)
        notifications.register()
        duties.register(obligations.CERTIFICATES)
        batch = {"issue": _("提交制证批次"), "announce": _("颁发并通知学员")}
        describe("certificates.certificatebatch", batch, "done")
        describe("certificates.certificate", {"number": _("编号")})
        for provider in (waiting.to_issue, changes.to_decide, changes.to_mend):
            todos.register("centre", provider)
        _announce_pages()


def _announce_pages() -> None:
    page = navigation.register
    page("centre", "do", _("结业证书"), "certificates:list", "cert", 45)
    watching = ("bureau", "institution", "partner")
    page(watching, "watch", _("颁发情况"), "certificates:list", "chart", 30)
    reading = ("centre", *watching, "authority")
    page(reading, "watch", _("证书登记"), "certificates:register", "cert", 31)
    page("trainee", "", _("结业证书"), "certificates:mine", "cert", 20)
