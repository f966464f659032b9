"""Two people who look like one, and of whom somebody has found that they are not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .trainee import Trainee


class DistinctPair(models.Model):
    """不是同一人: two people told apart by somebody; they are not shown together again."""

    first = models.ForeignKey(Trainee, models.CASCADE, related_name="+")
    second = models.ForeignKey(Trainee, models.CASCADE, related_name="+")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("认定时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("不是同一人")
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="distinct_pair_once",
                violation_error_message=_("已认定这两人不是同一人"),
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="distinct_pair_in_order",
                violation_error_message=_("两人须按编号先后排列"),
            ),
        ]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"
