"""The trail: entries are written once; seals chain them. Neither is ever changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.Model):
    """A row that can be inserted and read, nothing else."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("append-only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("append-only")


class EntryQuerySet(models.QuerySet):
    def about(self, target):
        """Entries on one row, newest first."""
        return self.filter(target_model=target._meta.label_lower, target_id=str(target.pk))

    def unsealed(self):
        return self.filter(seal=None)

    def update(self, **changes):
        raise TypeError("append-only")

    def delete(self):
        raise TypeError("append-only")


class Entry(AppendOnly):
    """操作记录: one act by one actor on one object.

    ``actor_label`` and ``organization`` are kept as text so that the trail
    reads the same after an account is renamed. ``business_at`` is the time
    deadlines go by, ``at`` the machine's.
    """

    at = models.DateTimeField(_("时间"), db_index=True)
    business_at = models.DateTimeField(_("业务时间"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("操作人"),
    )
    actor_kind = models.CharField(_("身份"), max_length=16)
    actor_label = models.CharField(_("操作人名称"), max_length=160)
    organization = models.CharField(_("单位代码"), max_length=40, blank=True, db_index=True)
    action = models.CharField(_("动作"), max_length=80, db_index=True)
    target_model = models.CharField(_("对象类型"), max_length=60)
    target_id = models.CharField(_("对象编号"), max_length=40)
    target_label = models.CharField(_("对象名称"), max_length=200)
    detail = models.JSONField(_("内容"), default=dict)
    request_id = models.CharField(_("请求编号"), max_length=36, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("操作记录")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["target_model", "target_id", "-id"], name="audit_by_target"),
        ]

    def __str__(self):
        return f"{self.actor_label} {self.action}"


class Seal(AppendOnly):
    """封存: the chain over entries; ``digest`` covers the entry and the seal before it."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, related_name="seal")
    no = models.PositiveBigIntegerField(_("序号"), unique=True)
    previous = models.CharField(_("前一摘要"), max_length=64)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("封存")
        ordering = ["no"]

    def __str__(self):
        return f"#{self.no} {self.digest[:12]}"
