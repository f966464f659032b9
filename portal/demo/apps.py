from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import chrome


class DemoConfig(AppConfig):
    name = "portal.demo"
    verbose_name = _("演练")

    def ready(self):
        # These rooms use models, which exist only once every app is loaded.
        from portal.audit.timeline import describe  # noqa: PLC0415 -- as above
        from portal.demo import actions, jobs, moments, personas, script  # noqa: PLC0415 -- as above
        from portal.jobs import registry  # noqa: PLC0415 -- as above

        chrome.fill("personas", personas.panel)
        describe("clock.rehearsalclock", {"move": _("改动演练日期")})
        moments.register("milestones", moments.milestone_days)
        registry.register(actions.CATCH_UP, jobs.catch_up, label=_("演练日期改动后的办理"))
        registry.register_periodic("demo.season", 30, script.play_if_rehearsing)
