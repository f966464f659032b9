"""The notice as issued in the portal, and who has confirmed it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from programs.states import CircularState

from .program import OFFICES, Program


class CircularQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices see drafts; a published notice is for everybody (R12)."""
        if actor.kind in OFFICES:
            return self
        return self.published()

    def published(self):
        return self.filter(state=CircularState.PUBLISHED)


class Circular(models.Model):
    """通知: published once to its addressees; each owes a receipt (R1)."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="circulars")
    title = models.CharField(_("标题"), max_length=120)
    document_no = models.CharField(_("文号"), max_length=40, blank=True)
    issued_on = models.DateField(_("发文日期"))
    body = models.TextField(_("正文"))
    state = models.CharField(
        _("状态"), max_length=10, choices=CircularState, default=CircularState.DRAFT
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("通知")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CircularState.DRAFT, published_at=None)
                | Q(state=CircularState.PUBLISHED, published_at__isnull=False),
                name="circular_published_has_time",
                violation_error_message=_("通知发布时须记录发布时间"),
            )
        ]

    def __str__(self):
        return self.title


class ReceiptQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.kind in OFFICES:
            return self
        if actor.user is None or not actor.organization_slug:
            return self.none()
        return self.filter(organization__code=actor.organization_slug)

    def outstanding(self):
        return self.filter(confirmed_at=None)


class Receipt(models.Model):
    """签收: one addressee of one notice, confirmed or not yet."""

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="receipts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="receipts")
    confirmed_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("签收人"),
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("签收")
        constraints = [
            models.UniqueConstraint(
                fields=["circular", "organization"],
                name="receipt_once_per_addressee",
                violation_error_message=_("该单位已在收文单位之列"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="receipt_confirmed_by_someone",
                violation_error_message=_("签收人与签收时间须同时记录"),
            ),
        ]

    def __str__(self):
        return f"{self.circular} · {self.organization.short_name}"
