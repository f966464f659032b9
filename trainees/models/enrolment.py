"""People in training, what they did, and whether that completes the course (R35)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.states import Kind
from programs.models import Cohort, Program
from trainees.states import ACTIVE_ENROLMENT, CompletionState, EnrolmentState

from .nomination import Nomination
from .trainee import Trainee


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.kind in {Kind.CENTRE, Kind.BUREAU, "system"}:
            return self
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            return self.filter(cohort__organization__code=actor.organization_slug)
        if actor.kind == Kind.AUTHORITY:
            return self.filter(nomination__in=Nomination.objects.visible_to(actor))
        if actor.kind == "trainee":
            return self.filter(trainee__user=actor.user)
        return self.none()

    def active(self):
        return self.filter(state__in=ACTIVE_ENROLMENT)

    def for_table(self):
        return self.select_related("trainee", "nomination__enterprise", "completion", "record")


class Enrolment(models.Model):
    """学籍: one person in one class. ``student_no`` is ``<cohort code>-<number>``.

    ``number`` runs without gaps within the class, from the class's own
    counter, in the transaction that enrols.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="enrolments")
    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="enrolment")
    number = models.PositiveSmallIntegerField(_("学号序号"))
    student_no = models.CharField(_("学号"), max_length=40, unique=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=EnrolmentState, default=EnrolmentState.PENDING
    )
    enrolled_at = models.DateTimeField(_("录取时间"))

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("学籍")
        ordering = ["cohort", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "trainee"],
                condition=Q(state__in=ACTIVE_ENROLMENT),
                name="enrolment_one_active_per_year",
                violation_error_message=_("该学员本年度已在训"),
            ),
            models.UniqueConstraint(
                fields=["cohort", "number"],
                name="enrolment_number_once",
                violation_error_message=_("学号序号重复"),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="enrolment_number_from_one",
                violation_error_message=_("学号序号从 1 起"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=EnrolmentState.values),
                name="enrolment_state_known",
                violation_error_message=_("学籍状态不在目录中"),
            ),
        ]

    def __str__(self):
        return self.student_no


class StudyRecord(models.Model):
    """学时记录: what one person did in class, in 学时 of 45 minutes, steps of 0.5."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="record")
    classroom_hours = models.DecimalField(
        _("课堂学时"), max_digits=5, decimal_places=1, default=Decimal(0)
    )
    practice_hours = models.DecimalField(
        _("实践学时"), max_digits=5, decimal_places=1, default=Decimal(0)
    )
    online_hours = models.DecimalField(
        _("线上学时"), max_digits=5, decimal_places=1, default=Decimal(0)
    )
    practice_count = models.PositiveSmallIntegerField(_("实践活动次数"), default=0)
    report_passed = models.BooleanField(_("结业报告通过"), default=False)
    has_discipline_case = models.BooleanField(_("有违纪处理"), default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("学时记录")
        constraints = [
            models.CheckConstraint(
                condition=Q(classroom_hours__gte=0, practice_hours__gte=0, online_hours__gte=0),
                name="study_record_hours_not_negative",
                violation_error_message=_("学时不能为负数"),
            )
        ]

    def __str__(self):
        return str(self.enrolment)


class Completion(models.Model):
    """结业评定: computed, explained, proposed, confirmed by somebody else.

    ``figures`` are the numbers used, ``reasons`` one line per rule with
    ``met`` and the threshold; both with the rule version, so that a decision
    can be read years later.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="completion")
    state = models.CharField(
        _("状态"), max_length=20, choices=CompletionState, default=CompletionState.NOT_ASSESSED
    )
    rule_version = models.CharField(_("规则版本"), max_length=20)
    figures = models.JSONField(_("数据"))
    reasons = models.JSONField(_("理由"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("建议时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("结业评定")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CompletionState.values),
                name="completion_state_known",
                violation_error_message=_("结业评定状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="completion_confirmer_is_not_proposer",
                violation_error_message=_("确认结业的不能是提出建议的人"),
            ),
            models.CheckConstraint(
                condition=~Q(state=CompletionState.BY_EXCEPTION) | ~Q(note=""),
                name="completion_exception_has_reason",
                violation_error_message=_("经批准结业须写明理由"),
            ),
        ]

    def __str__(self):
        return f"{self.enrolment} · {self.get_state_display()}"
