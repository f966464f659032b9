"""Bodies that act in the portal, and the names they bore."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.states import Group, Kind

PROGRAMME_WIDE = frozenset({Kind.BUREAU, Kind.CENTRE, "system"})


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Bodies this actor may know exist.

        The operator knows the Bureau, whose first account is theirs to open.
        An authority knows the offices, the institutions and itself, never
        another region; an evaluator's assignments come with the assessment.
        """
        if actor.kind in PROGRAMME_WIDE:
            return self
        if actor.kind == "operator":
            return self.filter(kind=Kind.BUREAU)
        if actor.user is None or not actor.organization_slug:
            return self.none()
        common = Q(kind__in=[Kind.BUREAU, Kind.CENTRE]) | Q(code=actor.organization_slug)
        if actor.kind == Kind.AUTHORITY:
            common |= Q(kind__in=[Kind.INSTITUTION, Kind.PARTNER])
        return self.filter(common)

    def addressees(self):
        """The 37 authorities and the sample ones, in board order."""
        return self.filter(kind=Kind.AUTHORITY).order_by("seq")

    def counted(self):
        """Without the rehearsal's samples."""
        return self.filter(is_sample=False)


class Organization(models.Model):
    """单位: any body that acts in the portal.

    ``code`` is the stable key: ISO letters of the region for an authority,
    the five-digit school code for a university, ``P0001``… for a partner.
    """

    Kind = Kind

    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    code = models.CharField(_("代码"), max_length=20, unique=True)
    seq = models.PositiveSmallIntegerField(_("排序"), default=0)
    name = models.CharField(_("名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    region_name = models.CharField(_("地区全称"), max_length=40, blank=True)
    group = models.CharField(_("分组"), max_length=24, choices=Group, blank=True)
    gbt2260 = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    home = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("所在地区主管部门"),
    )
    supervisor = models.CharField(_("主管单位"), max_length=60, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    office_email = models.EmailField(_("办公邮箱"), blank=True)
    office_phone = models.CharField(_("办公电话"), max_length=60, blank=True)
    is_sample = models.BooleanField(_("演练样例"), default=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ["kind", "seq", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="organization_kind_known",
                violation_error_message=_("单位类型不在目录中"),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.AUTHORITY) | ~Q(group=""),
                name="organization_authority_has_group",
                violation_error_message=_("主管部门须归入一个分组"),
            ),
        ]
        indexes = [models.Index(fields=["kind", "seq"], name="organization_by_kind")]

    def __str__(self):
        return self.name

    def name_on(self, day):
        """The name this body bore on ``day``; papers keep the name of their date."""
        former = self.names.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )
        dated = former.order_by("-valid_from").first()
        return dated.name if dated else self.name


class OrganizationName(models.Model):
    """单位曾用名: a name with the days on which it was borne (inclusive)."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=80)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("单位曾用名")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_to=None)
                | Q(valid_to__gte=models.F("valid_from")),
                name="organization_name_days_in_order",
                violation_error_message=_("停用日期不能早于启用日期"),
            )
        ]

    def __str__(self):
        return self.name
