from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import navigation

STAFF = (
    "bureau",
    "centre",
    "authority",
    "institution",
    "partner",
    "evaluator",
    "operator",
)


class HomeConfig(AppConfig):
    name = "portal.home"
    verbose_name = _("工作台")

    def ready(self):
        navigation.register(STAFF, "", _("工作台"), "home:workbench", "home", 0)
        navigation.register("bureau", "watch", _("一页简报"), "home:brief", "doc", 2)
