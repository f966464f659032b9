"""制证批次: what one issuer has made for one class in one act."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.states import Kind
from programs.models import Cohort


class CertificateBatchQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.kind in {Kind.CENTRE, Kind.BUREAU, "system"}:
            return self
        return self.filter(cohort__organization__code=actor.organization_slug)


class CertificateBatch(models.Model):
    """制证批次: one issuer's act for one class; the making is a durable job."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="batches")
    issued_on = models.DateField(_("发证日期"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("提交时间"))
    count = models.PositiveIntegerField(_("份数"))

    objects = CertificateBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("制证批次")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.cohort} · {self.issued_on}"
