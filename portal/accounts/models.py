"""Sign-in accounts; nothing here knows an organization."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """用户: who signs in. What they may do comes from memberships, not from here."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("姓名"), max_length=60, blank=True)
    mobile = models.CharField(_("手机"), max_length=20, blank=True)
    persona = models.CharField(
        _("演练身份"), max_length=40, blank=True, help_text=_("仅演练环境使用")
    )

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = _("用户")
        constraints = [
            models.UniqueConstraint(
                fields=["persona"],
                condition=~models.Q(persona=""),
                name="user_persona_once",
                violation_error_message=_("该演练身份已存在"),
            )
        ]

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name or self.username
