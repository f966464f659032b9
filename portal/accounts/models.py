"""Sign-in accounts; nothing here knows an organization."""

import uuid

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The operator looks after every account; everyone else has their own."""
        if actor.kind == "operator":
            return self
        return self.filter(pk=actor.user.pk) if actor.user else self.none()

    def matching(self, text: str):
        """Accounts whose name, sign-in name or mobile contains ``text``."""
        return self.filter(
            models.Q(full_name__icontains=text)
            | models.Q(username__icontains=text)
            | models.Q(mobile__contains=text)
        )


class AccountManager(UserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False


class User(AbstractUser):
    """用户: who signs in. What they may do comes from memberships, not from here.

    ``username`` is the mobile number unless another name was chosen; lower case.
    """

    REQUIRED_FIELDS = []

    first_name = None
    last_name = None
    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("姓名"), max_length=60, blank=True)
    mobile = models.CharField(_("手机"), max_length=20, blank=True, db_index=True)
    persona = models.CharField(
        _("演练身份"), max_length=40, blank=True, help_text=_("仅演练环境使用")
    )

    objects = AccountManager()

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

    @classmethod
    def normalize_username(cls, username):
        """One spelling per account: full width and capitals are folded."""
        return super().normalize_username(username).strip().lower()

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name or self.username


class Attempt(models.Model):
    """尝试: one use of a door that can be guessed at.

    ``key`` is a keyed digest of whatever the limit counts by (an address, a
    sign-in name); nothing here can be read back to a person. Machine time.
    """

    kind = models.CharField(_("入口"), max_length=40)
    key = models.CharField(_("摘要"), max_length=64)
    at = models.DateTimeField(_("时间"))
    refused = models.BooleanField(_("已拦截"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("尝试记录")
        indexes = [
            models.Index(fields=["kind", "key", "at"], name="attempt_by_key"),
            models.Index(fields=["at"], name="attempt_by_time"),
        ]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M:%S}"
