from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """放假调休: one day on which the published calendar is overruled."""

    day = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("上班"), default=False)
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("放假调休")
        ordering = ["day"]

    def __str__(self):
        return f"{self.day} {self.name}"
