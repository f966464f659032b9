"""Telephone calls by which the Bureau chased what was owed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization

from .milestone import Milestone
from .program import OFFICES


class PhoneCallQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices'; a body does not read what was noted about its own people."""
        return self if actor.kind in OFFICES else self.none()


class PhoneCall(models.Model):
    """电话催报: one call about one body's duty, never edited: a slip is followed by another.

    ``called_at`` is business time, to the minute.
    """

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="calls")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    number = models.CharField(_("拨打的号码"), max_length=60)
    spoke_with = models.CharField(_("通话人"), max_length=60)
    answer = models.CharField(_("答复"), max_length=300)
    called_at = models.DateTimeField(_("通话时间"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("登记人"),
    )

    objects = PhoneCallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("电话催报")
        ordering = ["-called_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "organization", "number", "called_at"],
                name="phone_call_once",
                violation_error_message=_("这一分钟拨打这一号码的通话已经登记过"),
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(spoke_with="") & ~Q(answer=""),
                name="phone_call_complete",
                violation_error_message=_("号码、通话人和答复都须填写"),
            ),
        ]

    def __str__(self):
        return f"{self.milestone} · {self.organization.short_name}"
