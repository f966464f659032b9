from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

OFFICES = frozenset({"bureau", "centre"})


class HolidayQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices see what was entered; everybody else sees it in the dates."""
        return self if actor.kind in OFFICES else self.none()


class Holiday(models.Model):
    """放假调休: one day on which the published calendar is overruled, and why.

    ``version`` counts the changes, so that nobody overwrites what they have not seen.
    """

    day = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("上班"), default=False)
    name = models.CharField(_("名称"), max_length=40, blank=True)
    reason = models.CharField(_("依据或理由"), max_length=200)
    version = models.PositiveIntegerField(_("更改次数"), default=1)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("放假调休")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="holiday_has_reason",
                violation_error_message=_("放假调休须写明依据或理由"),
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.name}".strip()
