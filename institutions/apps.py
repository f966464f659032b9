from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from institutions.states import Duty, Kind
from portal.jobs.registry import register_periodic
from portal.ui import chrome, navigation, todos

A_DAY = 24 * 3600


class InstitutionsConfig(AppConfig):
    name = "institutions"
    verbose_name = _("单位与人员")

    def ready(self):
        # These rooms use models, which exist only once every app is loaded.
        from institutions import frame, notifications, queries  # noqa: PLC0415 -- as above
        from institutions.actor import put_on_hat  # noqa: PLC0415 -- as above
        from portal.accounts import throttle  # noqa: PLC0415 -- as above

        user_logged_in.connect(put_on_hat, dispatch_uid="institutions.put_on_hat")
        chrome.fill("hat_url", lambda actor: reverse("institutions:profile"))
        chrome.fill("first_steps", _first_steps)
        chrome.fill("standing_in", frame.standing_in)
        notifications.register()
        todos.register(Kind.BUREAU, queries.to_confirm, queries.count_to_confirm)
        register_periodic("accounts.forget_attempts", A_DAY, throttle.forget_old_attempts)
        _register_pages()


def _first_steps() -> list[dict]:
    return [{"text": _("用开户码首次登录"), "url": reverse("institutions:open")}]


def _register_pages():
    offices, bodies = (Kind.BUREAU, Kind.CENTRE), tuple(Kind.values)
    navigation.register(bodies, "manage", _("人员"), "institutions:people", "users", 80)
    navigation.register(offices, "manage", _("单位目录"), "institutions:directory", "build", 81)
    navigation.register(
        Kind.BUREAU,
        "manage",
        _("开户码"),
        "institutions:openings",
        "key",
        82,
        when=_opens_codes,
    )
    navigation.register("operator", "manage", _("账号"), "institutions:accounts", "user", 83)
    navigation.register(
        "operator", "manage", _("中小企业局开户"), "institutions:openings", "key", 84
    )


def _opens_codes(actor) -> bool:
    return not actor.duties.isdisjoint({Duty.OFFICER, Duty.LEAD})
