from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TraineesConfig(AppConfig):
    name = "trainees"
    verbose_name = _("学员")

    def ready(self):
        # The rooms below reach models, which exist only now that every app is loaded.
        from programs import obligations as duties  # noqa: PLC0415
        from trainees import notifications, obligations  # noqa: PLC0415

        notifications.register()
        duties.register(obligations.SELECTION)
        duties.register(obligations.ROSTER)
