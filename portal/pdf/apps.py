from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry


class PdfConfig(AppConfig):
    name = "portal.pdf"
    verbose_name = _("排版")

    def ready(self):
        from . import fonts  # noqa: PLC0415 -- reads settings, which stand only now

        registry.register("pdf.fonts", fonts.make, label=_("制作网页字体"))
