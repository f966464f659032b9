"""One programme year and what is decided for it: all data, nothing of a year is code."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from programs.states import MandateState, ProgramState, RepeatRule

OFFICES = frozenset({Kind.BUREAU, Kind.CENTRE, "system"})


class ProgramQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices see every year; all others a year once its notice is published."""
        if actor.kind in OFFICES:
            return self
        if actor.user is None:
            return self.none()
        return self.exclude(opened_at=None)

    def current(self):
        """The year in work: the youngest that is neither planned nor archived."""
        running = [ProgramState.OPEN, ProgramState.CLOSING]
        return self.filter(state__in=running).order_by("-year").first()


class Program(models.Model):
    """年度计划: one edition of the training programme (R1).

    ``completion_rule`` holds the year's rule as data: ``version`` and the
    thresholds that ``trainees`` evaluates (domain §13). ``opened_at`` is the
    moment the notice was published; no reminder exists before it.
    """

    code = models.CharField(_("年度"), max_length=12, unique=True)
    year = models.PositiveSmallIntegerField(_("起始年"))
    title = models.CharField(_("名称"), max_length=80)
    programme = models.CharField(_("证书所用名称"), max_length=80)
    title_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    document_no = models.CharField(_("文号"), max_length=40, blank=True)
    issued_on = models.DateField(_("发文日期"), null=True, blank=True)
    target = models.PositiveIntegerField(_("计划培训人数"))
    cycle_months = models.PositiveSmallIntegerField(_("培训周期（月）"), default=12)
    countersign_days = models.PositiveSmallIntegerField(_("会签期限（工作日）"), default=5)
    amendment_percent = models.PositiveSmallIntegerField(_("变更名单上限（%）"), default=10)
    amendment_people = models.PositiveSmallIntegerField(_("变更名单上限（人）"), default=5)
    completion_rule = models.JSONField(_("结业规则"), default=dict)
    repeat_rule = models.CharField(
        _("以往参加过培训的提示"), max_length=10, choices=RepeatRule, default=RepeatRule.PERSON
    )
    repeat_years = models.PositiveSmallIntegerField(_("往前查几年"), default=3)
    is_demonstration = models.BooleanField(_("演示年度"), default=False)
    state = models.CharField(
        _("状态"), max_length=12, choices=ProgramState, default=ProgramState.PLANNING
    )
    opened_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    last_filing_no = models.PositiveIntegerField(_("末位备案序号"), default=0)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("年度计划")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__gt=0),
                name="program_target_positive",
                violation_error_message=_("计划培训人数须大于 0"),
            ),
            models.CheckConstraint(
                condition=Q(repeat_rule__in=RepeatRule.values, repeat_years__range=(1, 10)),
                name="program_repeat_rule_known",
                violation_error_message=_(
                    "以往参加过培训的提示按本人、企业或不提示，往前查 1 至 10 年"
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProgramState.values),
                name="program_state_known",
                violation_error_message=_("年度状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(state=ProgramState.PLANNING) | Q(opened_at__isnull=False),
                name="program_open_since_notice",
                violation_error_message=_("年度自通知发布之时起启动"),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def days(self) -> tuple[date, date]:
        """First and last day on which anything of the year takes place, both inclusive."""
        return date(self.year, 1, 1), date(self.year + 1, 12, 31)


class TrackQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(program__in=Program.objects.visible_to(actor))


class Track(models.Model):
    """培训方向 of one year (R10, R11); the code stands in certificate numbers."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="tracks")
    code = models.CharField(_("代码"), max_length=8)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=120)
    seq = models.PositiveSmallIntegerField(_("排序"))

    objects = TrackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培训方向")
        ordering = ["program", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "code"],
                name="track_code_once_a_year",
                violation_error_message=_("该年度已有这一方向代码"),
            )
        ]

    def __str__(self):
        return self.name


class MandateQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(program__in=Program.objects.visible_to(actor))

    def active(self):
        return self.filter(state=MandateState.ACTIVE)


class Mandate(models.Model):
    """培训任务: a body may train in these tracks this year (R9–R11)."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="mandates")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="mandates")
    tracks = models.ManyToManyField(Track, related_name="mandates", verbose_name=_("培训方向"))
    is_lead = models.BooleanField(_("牵头单位"), default=False)
    chosen_by = models.CharField(_("确定方式"), max_length=60, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=MandateState, default=MandateState.ACTIVE
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培训任务")
        ordering = ["program", "organization__seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "organization"],
                name="mandate_once_a_year",
                violation_error_message=_("该单位本年度已有培训任务"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=MandateState.values),
                name="mandate_state_known",
                violation_error_message=_("培训任务状态不在目录中"),
            ),
        ]

    def __str__(self):
        return f"{self.organization.short_name} · {self.program.code}"


class ContactDesk(models.Model):
    """业务咨询: the desk to ask, by task and role; no person's name is kept (R44)."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="desks")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="desks")
    task = models.CharField(_("事项"), max_length=120)
    phones = models.CharField(_("电话"), max_length=80, blank=True)
    fax = models.CharField(_("传真"), max_length=40, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("业务咨询")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "organization"],
                name="contact_desk_once_a_year",
                violation_error_message=_("该单位本年度已有业务咨询窗口"),
            )
        ]

    def __str__(self):
        return f"{self.organization.short_name} · {self.task}"
