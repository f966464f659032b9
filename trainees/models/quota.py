"""How many of a kind may (or should) have a place: rules of the year and of a class."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from programs.models import Cohort, Program, Track
from trainees.states import QuotaBy, QuotaUnit, Severity, TitleKind

PERCENT = 100
# From the highest; the other titles stand for themselves.
LADDER = [TitleKind.LITTLE_GIANT, TitleKind.SRDI, TitleKind.INNOVATIVE]


def tiers_from(kind: str) -> list[str]:
    """The titles that count as this one: itself and those above it."""
    return LADDER[: LADDER.index(kind) + 1] if kind in LADDER else [kind]


class QuotaRuleQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices' own business; a class learns of it by its gauges."""
        if actor.kind in {Kind.BUREAU, Kind.CENTRE, "system"}:
            return self
        return self.none()

    def applying_to(self, cohort):
        """The year's rules and the class's own: all of them hold, none replaces another."""
        own = Q(cohort=None) | Q(cohort=cohort)
        return self.filter(own, program=cohort.program_id, is_active=True)

    def blocking(self):
        return self.filter(severity=Severity.BLOCK, cap__isnull=False)

    def over_the_year(self):
        """Counted over all classes together."""
        return self.filter(per_class=False)

    def for_table(self):
        """With the name of the body or track that the rule is about."""
        bodies = Organization.objects.filter(code=OuterRef("value"))
        tracks = Track.objects.filter(program=OuterRef("program"), code=OuterRef("value"))
        about_body = Q(by__in=[QuotaBy.AUTHORITY, QuotaBy.INSTITUTION])
        named = models.Case(
            models.When(about_body, then=Subquery(bodies.values("short_name")[:1])),
            models.When(by=QuotaBy.TRACK, then=Subquery(tracks.values("name")[:1])),
            output_field=models.CharField(),
        )
        return self.select_related("program", "cohort__organization").annotate(
            value_name=Coalesce(named, F("value"))
        )


class QuotaRule(models.Model):
    """配额: at most (``cap``) or at least (``floor``) so many people of one kind.

    ``cohort`` is empty for a rule of the year, which counts all classes
    together or, ``per_class``, each class for itself. ``value`` is the code
    of the region, track or institution, the kind of title, the industry, or
    empty where every enterprise is meant. A cap in percent is of the places
    (the class's, the year's target); a floor in percent is of the people
    approved. Only a cap can block; a floor shows.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="quotas")
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="quotas"
    )
    per_class = models.BooleanField(_("按班计算"), default=True)
    by = models.CharField(_("按什么计算"), max_length=12, choices=QuotaBy)
    value = models.CharField(_("对象"), max_length=40, blank=True)
    unit = models.CharField(
        _("单位"), max_length=8, choices=QuotaUnit, default=QuotaUnit.PEOPLE
    )
    cap = models.PositiveSmallIntegerField(_("上限"), null=True, blank=True)
    floor = models.PositiveSmallIntegerField(_("下限"), null=True, blank=True)
    severity = models.CharField(
        _("效力"), max_length=6, choices=Severity, default=Severity.WARN
    )
    is_active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(_("版本"), default=1)

    objects = QuotaRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("配额")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "by", "value", "per_class"],
                condition=Q(cohort=None),
                name="quota_once_a_year",
                violation_error_message=_("该年度已有这一对象的配额，请打开那一条更改"),
            ),
            models.UniqueConstraint(
                fields=["cohort", "by", "value"],
                condition=Q(cohort__isnull=False),
                name="quota_once_a_class",
                violation_error_message=_("该班已有这一对象的配额，请打开那一条更改"),
            ),
            models.CheckConstraint(
                condition=Q(cohort=None) | Q(per_class=True),
                name="quota_of_class_counts_class",
                violation_error_message=_("一个班的配额只能按班计算"),
            ),
            models.CheckConstraint(
                condition=Q(
                    by__in=QuotaBy.values,
                    unit__in=QuotaUnit.values,
                    severity__in=Severity.values,
                ),
                name="quota_words_known",
                violation_error_message=_("配额的种类、单位或效力不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(cap__isnull=False) | Q(floor__isnull=False),
                name="quota_has_a_limit",
                violation_error_message=_("请填写上限或下限"),
            ),
            models.CheckConstraint(
                condition=~Q(severity=Severity.BLOCK) | Q(cap__isnull=False),
                name="quota_only_a_cap_blocks",
                violation_error_message=_("不得突破的须有上限；下限只作提示"),
            ),
            models.CheckConstraint(
                condition=Q(unit=QuotaUnit.PEOPLE)
                | (Q(cap=None) | Q(cap__lte=PERCENT)) & (Q(floor=None) | Q(floor__lte=PERCENT)),
                name="quota_percent_within_100",
                violation_error_message=_("百分比不能超过 100"),
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(floor=None) | Q(floor__lte=F("cap")),
                name="quota_floor_within_cap",
                violation_error_message=_("下限不能高于上限"),
            ),
            models.CheckConstraint(
                condition=Q(by=QuotaBy.ENTERPRISE, value="")
                | (~Q(by=QuotaBy.ENTERPRISE) & ~Q(value="")),
                name="quota_is_about_something",
                violation_error_message=_("请选择配额的对象"),
            ),
            models.CheckConstraint(
                condition=~Q(by=QuotaBy.ENTERPRISE)
                | Q(unit=QuotaUnit.PEOPLE, floor=None, cap__isnull=False),
                name="quota_per_enterprise_is_a_cap",
                violation_error_message=_("每家企业的配额只能是人数上限"),
            ),
        ]

    def __str__(self):
        return gettext("%(subject)s：%(limits)s") % {
            "subject": self.subject,
            "limits": self.limits,
        }

    @property
    def subject(self) -> str:
        """Whom it counts; names of bodies and tracks come with ``for_table``."""
        if self.by == QuotaBy.ENTERPRISE:
            return gettext("每家企业")
        if self.by == QuotaBy.TIER:
            title = str(TitleKind(self.value).label)
            above = len(tiers_from(self.value)) > 1
            return gettext("%(title)s及以上") % {"title": title} if above else title
        return getattr(self, "value_name", self.value)

    @property
    def limits(self) -> str:
        unit = "%" if self.unit == QuotaUnit.PERCENT else gettext(" 人")
        words = []
        if self.cap is not None:
            words.append(
                gettext("不超过 %(number)d%(unit)s") % {"number": self.cap, "unit": unit}
            )
        if self.floor is not None:
            words.append(
                gettext("不少于 %(number)d%(unit)s") % {"number": self.floor, "unit": unit}
            )
        return gettext("，").join(words)

    @property
    def scope(self) -> str:
        if self.cohort_id is not None:
            return gettext("本班")
        return gettext("每班") if self.per_class else gettext("全年合计")

    def most(self, cohort: Cohort) -> int:
        """The cap in people, for this class or over the year."""
        if self.unit == QuotaUnit.PEOPLE:
            return self.cap
        places = cohort.capacity if self.per_class else self.program.target
        return self.cap * places // PERCENT
