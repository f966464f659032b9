"""A class with its plan, and the authorities' word on it (R15)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from programs.states import CohortState, Opinion

from .filing import Filing
from .program import Program, Track


class CohortQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A body sees its own classes; an authority those that concern its region.

        Drafts are nobody else's business. ``Exists`` instead of a join, so
        that counts added later still count everything.
        """
        mine = Q(organization__code=actor.organization_slug)
        sent = ~Q(state=CohortState.DRAFT)
        if actor.kind == "system":
            return self
        if actor.kind in {Kind.BUREAU, Kind.CENTRE}:
            return self.filter(sent | mine)
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            return self.filter(mine)
        if actor.kind == Kind.AUTHORITY:
            concerns = Countersign.objects.filter(
                cohort=OuterRef("pk"), authority__code=actor.organization_slug
            )
            return self.filter(sent, Exists(concerns))
        return self.none()

    def for_table(self):
        return self.select_related("program", "track", "organization")

    def enrolling(self):
        return self.filter(state=CohortState.ENROLLING)


class Cohort(models.Model):
    """班次: one class of one institution in one track, planned before it enrols.

    ``code`` is ``<year>-<track>-<institution code>-<class>``, such as
    ``2022-REG-10003-01``. Hours are 学时 of 45 minutes in steps of 0.5.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="cohorts")
    track = models.ForeignKey(Track, models.PROTECT, related_name="cohorts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="cohorts")
    partners = models.ManyToManyField(
        Organization, related_name="+", blank=True, verbose_name=_("合作单位")
    )
    filing = models.ForeignKey(
        Filing,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cohorts",
        verbose_name=_("联合委托培养备案"),
    )
    no = models.PositiveSmallIntegerField(_("班号"))
    code = models.CharField(_("班次代码"), max_length=32, unique=True)
    name = models.CharField(_("班级名称"), max_length=60)
    topic = models.CharField(_("主题"), max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField(_("计划人数"), default=60)
    starts_on = models.DateField(_("开班日期"))
    ends_on = models.DateField(_("结班日期"))
    place = models.CharField(_("培训地点"), max_length=80)
    objectives = models.TextField(_("培训目标"), max_length=1000, blank=True)
    modules = models.TextField(_("课程安排"), max_length=2000, blank=True)
    classroom_hours = models.DecimalField(
        _("课堂学时"), max_digits=5, decimal_places=1, default=64
    )
    practice_hours = models.DecimalField(
        _("实践学时"), max_digits=5, decimal_places=1, default=32
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("班主任"),
    )
    state = models.CharField(
        _("状态"), max_length=14, choices=CohortState, default=CohortState.DRAFT
    )
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    countersign_due_on = models.DateField(_("会签截止"), null=True, blank=True)
    approved_at = models.DateTimeField(_("审定时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_student_no = models.PositiveSmallIntegerField(_("末位学号"), default=0)
    last_certificate_no = models.PositiveSmallIntegerField(_("末位证书序号"), default=0)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("班次")
        ordering = ["program", "track__seq", "organization__seq", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "track", "organization", "no"],
                name="cohort_number_once",
                violation_error_message=_("该方向下已有这一班号"),
            ),
            models.UniqueConstraint(
                fields=["filing"],
                condition=~Q(state=CohortState.CANCELLED),
                name="cohort_once_per_filing",
                violation_error_message=_("该备案已开设班次"),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=500),
                name="cohort_capacity_1_to_500",
                violation_error_message=_("计划人数须在 1 至 500 之间"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="cohort_ends_after_start",
                violation_error_message=_("结班日期须晚于开班日期"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=CohortState.values),
                name="cohort_state_known",
                violation_error_message=_("班次状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                name="cohort_approver_is_not_submitter",
                violation_error_message=_("审定人不能是报送人"),
            ),
        ]
        indexes = [
            models.Index(fields=["program", "state", "-id"], name="cohort_by_state"),
            models.Index(fields=["organization", "-id"], name="cohort_by_organization"),
        ]

    def __str__(self):
        return self.name

    @property
    def title(self) -> str:
        """The name beside the institution's: without body and track before it, 01 班."""
        usual = f"{self.organization.short_name} · {self.track.name} · "
        return self.name.removeprefix(usual)

    @property
    def planned_hours(self):
        """All hours of the plan, in 学时."""
        return self.classroom_hours + self.practice_hours


class CountersignQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Whom a draft will be sent to is not yet the authority's business."""
        if actor.kind in {Kind.BUREAU, Kind.CENTRE, "system"}:
            return self
        if actor.kind == Kind.AUTHORITY:
            asked = self.filter(authority__code=actor.organization_slug)
            return asked.exclude(cohort__state=CohortState.DRAFT)
        return self.filter(cohort__organization__code=actor.organization_slug)


class Countersign(models.Model):
    """会签: one authority concerned by a plan, and its opinion.

    An authority silent for the year's number of working days counts as
    「期满未回复」, which lets the plan go on.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="countersigns")
    authority = models.ForeignKey(Organization, models.PROTECT, related_name="countersigns")
    opinion = models.CharField(
        _("意见"), max_length=10, choices=Opinion, default=Opinion.PENDING
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("会签时间"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CountersignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("会签")
        ordering = ["cohort", "authority__seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "authority"],
                name="countersign_once_per_authority",
                violation_error_message=_("该主管部门已在会签单位之列"),
            ),
            models.CheckConstraint(
                condition=~Q(opinion=Opinion.OBJECTED) | ~Q(note=""),
                name="countersign_objection_has_note",
                violation_error_message=_("有意见时须写明内容"),
            ),
            models.CheckConstraint(
                condition=Q(opinion=Opinion.PENDING, given_at=None)
                | Q(opinion__in=[Opinion.AGREED, Opinion.SILENT, Opinion.OBJECTED])
                & Q(given_at__isnull=False),
                name="countersign_opinion_has_time",
                violation_error_message=_("会签意见与时间须同时记录"),
            ),
        ]

    def __str__(self):
        return f"{self.authority.short_name} · {self.get_opinion_display()}"
