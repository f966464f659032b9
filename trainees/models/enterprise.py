"""Enterprises, one row per credit code, and the titles they hold."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from trainees.states import Size, TitleKind

# ``uscc__length`` in the constraint below, here and in the migration.
models.CharField.register_lookup(Length)


class Enterprise(models.Model):
    """企业. Money is in 万元, as the forms ask for it; figures are the last ones reported."""

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("企业名称"), max_length=100)
    authority = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", verbose_name=_("所在地区")
    )
    city = models.CharField(_("地市"), max_length=40, blank=True)
    industry = models.CharField(_("所属行业"), max_length=60, blank=True)
    product = models.CharField(_("主导产品"), max_length=100, blank=True)
    nature = models.CharField(_("企业性质"), max_length=40, blank=True)
    revenue_wan = models.DecimalField(
        _("营业收入（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    assets_wan = models.DecimalField(
        _("资产总额（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    employee_count = models.PositiveIntegerField(_("从业人数"), null=True, blank=True)
    size = models.CharField(_("企业规模"), max_length=8, choices=Size, default=Size.UNKNOWN)

    class Meta:
        verbose_name = verbose_name_plural = _("企业")
        constraints = [
            models.CheckConstraint(
                condition=Q(uscc__length=18),
                name="enterprise_credit_code_18_characters",
                violation_error_message=_("统一社会信用代码应为 18 位"),
            )
        ]

    def __str__(self):
        return self.name


class EnterpriseTitle(models.Model):
    """企业称号: a title with its validity and the rule under which it was awarded."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="titles")
    kind = models.CharField(_("称号"), max_length=16, choices=TitleKind)
    valid_from = models.DateField(_("有效期起"), null=True, blank=True)
    valid_to = models.DateField(_("有效期止"), null=True, blank=True)
    rule = models.CharField(_("认定依据"), max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = _("企业称号")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "rule"],
                name="enterprise_title_once_per_rule",
                violation_error_message=_("该企业已登记这一称号"),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_to=None)
                | Q(valid_to__gt=F("valid_from")),
                name="enterprise_title_days_in_order",
                violation_error_message=_("有效期止须晚于有效期起"),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.get_kind_display()}"
