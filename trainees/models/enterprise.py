"""Enterprises, one row per credit code, and the titles they hold."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from trainees.data.title_rules import level_of
from trainees.states import Size, TitleKind

# ``uscc__length`` in the constraint below, here and in the migration.
models.CharField.register_lookup(Length)


class EnterpriseQuerySet(models.QuerySet):
    def registered(self):
        """Those of people once sent to the Centre: what only drafts name is not settled."""
        return self.filter(nominations__submitted_at__isnull=False).distinct()


class Enterprise(models.Model):
    """企业, one row per credit code whatever it is called. Money is in 万元, as the forms
    ask for it; figures are the last ones reported."""

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

    objects = EnterpriseQuerySet.as_manager()

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

    def name_on(self, day: date) -> str:
        """What it was called on that day, as far as it was reported."""
        for former in sorted(self.names.all(), key=lambda row: row.valid_to):
            if day <= former.valid_to:
                return former.name
        return self.name


class EnterpriseName(models.Model):
    """企业曾用名: a name with the days on which it was borne (inclusive), as reported."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="names")
    name = models.CharField(_("企业名称"), max_length=100)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_to = models.DateField(_("停用日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("企业曾用名")
        ordering = ["valid_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "valid_to"],
                name="enterprise_one_name_a_day",
                violation_error_message=_("企业同一天只有一个名称"),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="enterprise_name_days_in_order",
                violation_error_message=_("停用日期不能早于启用日期"),
            ),
        ]

    def __str__(self):
        return self.name


class EnterpriseTitle(models.Model):
    """企业称号: a title with its validity and the rule under which it was awarded."""

    FACTS = ("kind", "valid_from", "valid_to", "rule")

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

    @property
    def level(self) -> str:
        return level_of(self.kind)

    @property
    def facts(self) -> dict[str, str]:
        """What it says, as texts."""
        return {name: str(getattr(self, name) or "") for name in self.FACTS}

    @property
    def mark(self) -> str:
        """By which a page that has gone stale is known."""
        return "|".join(self.facts.values())
