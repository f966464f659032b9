"""Private files: the row says what and whose, the storage keeps the bytes."""

import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal import clock

from .keeping import Kept


class StoredFileQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Files of one's own body and those one brought oneself.

        What belongs to a roster, a certificate or a class is reached through
        that row's own ``visible_to``; this is for files that stand alone.
        """
        if actor.kind == "system":
            return self
        if actor.user is None:
            return self.none()
        mine = Q(created_by=actor.user)
        if actor.organization_slug:
            mine |= Q(organization_code=actor.organization_slug)
        return self.filter(mine)


class StoredFile(models.Model):
    """文件: one private file; ``sha256`` was read back from the storage before the row was."""

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(_("存储键"), max_length=120)
    name = models.CharField(_("文件名"), max_length=150)
    size = models.PositiveBigIntegerField(_("字节数"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    content_type = models.CharField(_("内容类型"), max_length=100)
    purpose = models.CharField(_("用途"), max_length=40)
    organization_code = models.CharField(_("单位代码"), max_length=40, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("上传人"),
    )
    created_at = models.DateTimeField(_("存入时间"))

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("文件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="stored_file_key_once",
                violation_error_message=_("同一存储键只能对应一个文件"),
            ),
            models.CheckConstraint(
                condition=Q(sha256__length=64),
                name="stored_file_has_digest",
                violation_error_message=_("文件须有校验值"),
            ),
        ]
        indexes = [
            models.Index(fields=["organization_code", "-id"], name="stored_file_by_body"),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def from_kept(cls, kept: Kept, actor) -> "StoredFile":
        """Insert the row for what :func:`portal.files.keeping.keep` wrote; in a transaction."""
        return cls.objects.create(
            key=kept.key,
            name=kept.name,
            size=kept.size,
            sha256=kept.sha256,
            content_type=kept.content_type,
            purpose=kept.purpose,
            organization_code=kept.owner,
            created_by=actor.user,
            created_at=clock.now(),
        )

    def read(self) -> bytes:
        """The bytes as they lie in the storage now; outside any transaction.

        Raises:
            OSError: the storage is away or has lost them.
        """
        with default_storage.open(self.key) as handle:
            return handle.read()
