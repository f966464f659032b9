"""Where rehearsal keeps its offset; one row, absent outside rehearsal."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import local_day, wall


class RehearsalClock(models.Model):
    """演练时钟: how many seconds business time differs from machine time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    shift_seconds = models.BigIntegerField(_("偏移秒数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("演练时钟")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="rehearsal_clock_single_row",
                violation_error_message=_("演练时钟只有一个"),
            )
        ]

    def __str__(self):
        return f"{local_day(wall() + timedelta(seconds=self.shift_seconds))}"
