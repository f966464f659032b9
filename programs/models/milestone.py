"""When something is due, and for whom later."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from portal import clock
from programs.states import LatePolicy, MilestoneKind, MilestoneState, ScanRule

from .program import OFFICES, Program


def default_ladder() -> list[int]:
    """Rungs in working days from the due day (design §5)."""
    return [-14, -7, -3, -1, 0, 1, 2, 3, 5]


class MilestoneQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(program__in=Program.objects.visible_to(actor))

    def of(self, program, kind):
        return self.filter(program=program, kind=kind).first()


class Milestone(models.Model):
    """时点: one dated duty of the year. ``due_at`` is inclusive, to the second.

    ``ladder`` lists working days from the due day; after its last rung the
    reminder repeats weekly until the milestone is closed. ``scan_rule`` says whether the
    paper wants a stamped scan, ``scan_days`` how many working days after it was sent.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="milestones")
    kind = models.CharField(_("事项"), max_length=16, choices=MilestoneKind)
    opens_at = models.DateTimeField(_("开始时间"))
    due_at = models.DateTimeField(_("截止时间"))
    ladder = models.JSONField(_("提醒阶梯"), default=default_ladder)
    late_policy = models.CharField(
        _("逾期处理"), max_length=8, choices=LatePolicy, default=LatePolicy.ACCEPT
    )
    scan_rule = models.CharField(
        _("盖章扫描件"), max_length=8, choices=ScanRule, default=ScanRule.NONE
    )
    scan_days = models.PositiveSmallIntegerField(_("补传期限（工作日）"), default=3)
    source = models.CharField(_("依据"), max_length=80, blank=True)
    state = models.CharField(
        _("状态"), max_length=8, choices=MilestoneState, default=MilestoneState.OPEN
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("时点")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind"],
                name="milestone_kind_once_a_year",
                violation_error_message=_("该年度已有这一时点"),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")),
                name="milestone_due_after_opening",
                violation_error_message=_("截止时间须晚于开始时间"),
            ),
            models.CheckConstraint(
                condition=Q(scan_rule__in=ScanRule.values),
                name="milestone_scan_rule_known",
                violation_error_message=_("盖章扫描件的要求不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(scan_days__gte=1, scan_days__lte=60),
                name="milestone_scan_days_sensible",
                violation_error_message=_("补传期限应为 1 至 60 个工作日"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=MilestoneState.values),
                name="milestone_state_known",
                violation_error_message=_("时点状态不在目录中"),
            ),
        ]

    def __str__(self):
        return f"{self.program.code} · {self.get_kind_display()}"

    @property
    def due_on(self):
        """The last day, in Asia/Shanghai."""
        return clock.local_day(self.due_at)

    def due_for(self, organization):
        """When it is due for this body: its own extension, else the common time."""
        own = self.extensions.filter(organization=organization).first()
        return own.due_at if own else self.due_at


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices see everybody's, a body its own."""
        if actor.kind in OFFICES:
            return self
        if actor.user is None or not actor.organization_slug:
            return self.none()
        return self.filter(organization__code=actor.organization_slug)


class Extension(models.Model):
    """单独期限: one body's own due time, granted with a reason."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="extensions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("截止时间"))
    reason = models.CharField(_("理由"), max_length=200)
    granted_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("批准人"),
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("单独期限")
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "organization"],
                name="extension_once_per_body",
                violation_error_message=_("该单位在这一时点已有单独期限"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_has_reason",
                violation_error_message=_("单独期限须写明理由"),
            ),
        ]

    def __str__(self):
        return f"{self.milestone} · {self.organization.short_name}"

    @property
    def due_on(self):
        """The last day, in Asia/Shanghai."""
        return clock.local_day(self.due_at)


class Postponement(models.Model):
    """延期: one move of a common due time, published beside the year's notice."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="postponements")
    due_before = models.DateTimeField(_("原定时间"))
    due_after = models.DateTimeField(_("延至"))
    reason = models.CharField(_("理由"), max_length=200)
    moved_at = models.DateTimeField(_("公布时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("延期")
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_after__gt=F("due_before")),
                name="postponement_moves_later",
                violation_error_message=_("延期须晚于原定时间"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="postponement_has_reason",
                violation_error_message=_("延期须写明理由"),
            ),
        ]

    def __str__(self):
        return f"{self.milestone} · {clock.local_day(self.due_after)}"
