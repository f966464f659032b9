from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry

from . import fonts


class PdfConfig(AppConfig):
    name = "portal.pdf"
    verbose_name = _("排版")

    def ready(self):
        registry.register_periodic("pdf.fonts", 3600, fonts.ensure)
