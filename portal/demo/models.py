"""What the rehearsal's own players have already done."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeasonEvent(models.Model):
    """演练事件: one act of the season's own players, done exactly once."""

    name = models.CharField(_("事件"), max_length=80, unique=True)
    played_at = models.DateTimeField(_("发生时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("演练事件")

    def __str__(self):
        return self.name
