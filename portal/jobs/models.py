"""Work that must not be lost: the rows are the truth, Celery only rings for them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import registry
from .states import FINAL, LIVE, STOPPED, Queue, State


class JobQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own jobs and those of one's body; the operator sees all."""
        if actor.kind in ("operator", "system"):
            return self
        if actor.user is None:
            return self.none()
        mine = Q(created_by=actor.user)
        if actor.organization_slug:
            mine |= Q(organization=actor.organization_slug)
        return self.filter(mine)

    def due(self, moment):
        """What a worker may take at ``moment``: waiting, or left behind by a lost worker."""
        waiting = Q(state=State.QUEUED, not_before__lte=moment)
        abandoned = Q(state=State.RUNNING, lease_until__lt=moment)
        return self.filter(waiting | abandoned)

    def within_attempts(self):
        return self.filter(attempts__lt=settings.JOB_ATTEMPTS)

    def exhausted(self):
        return self.filter(attempts__gte=settings.JOB_ATTEMPTS)


class Job(models.Model):
    """后台任务: one piece of work, inserted in the transaction of the act that needs it.

    ``attempts`` counts consecutive tries without progress. ``lease_owner``
    names one claim, not one worker: who lost the lease can never write again.
    ``created_at`` and ``finished_at`` are business time, the others machine time.
    """

    State = State
    Queue = Queue

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("种类"), max_length=60)
    key = models.CharField(_("唯一键"), max_length=200)
    queue = models.CharField(_("队列"), max_length=12, choices=Queue, default=Queue.DEFAULT)
    payload = models.JSONField(_("参数"), default=dict, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    not_before = models.DateTimeField(_("最早开始时间"))
    rung_at = models.DateTimeField(_("通知时间"), null=True, blank=True)
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    lease_owner = models.CharField(_("占用者"), max_length=160, blank=True)
    done_count = models.PositiveIntegerField(_("已完成数"), default=0)
    total_count = models.PositiveIntegerField(_("总数"), null=True, blank=True)
    result = models.JSONField(_("结果"), default=dict, blank=True)
    last_error = models.CharField(_("最近的问题"), max_length=300, blank=True)
    organization = models.CharField(_("单位代码"), max_length=40, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("发起人"),
    )
    created_at = models.DateTimeField(_("创建时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("后台任务")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="job_key_once",
                violation_error_message=_("同一任务已经存在"),
            ),
            models.CheckConstraint(
                condition=Q(total_count=None) | Q(done_count__lte=F("total_count")),
                name="job_done_within_total",
                violation_error_message=_("已完成数不能超过总数"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="job_state_known",
                violation_error_message=_("任务状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(queue__in=Queue.values),
                name="job_queue_known",
                violation_error_message=_("任务队列不在目录中"),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=State.RUNNING, lease_until__isnull=False) & ~Q(lease_owner="")
                )
                | (~Q(state=State.RUNNING) & Q(lease_until=None, lease_owner="")),
                name="job_lease_iff_running",
                violation_error_message=_("处理中的任务须有占用者，其他状态不得占用"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINAL, finished_at__isnull=False)
                | (~Q(state__in=FINAL) & Q(finished_at=None)),
                name="job_finished_iff_final",
                violation_error_message=_("结束时间与任务状态不一致"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=~Q(state__in=FINAL),
                name="job_open_by_time",
            ),
            models.Index(fields=["organization", "-id"], name="job_by_organization"),
            models.Index(fields=["state", "-id"], name="job_by_state"),
        ]

    def __str__(self):
        return str(registry.label(self.kind))

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_stopped(self) -> bool:
        """Ended without being done; may be tried again."""
        return self.state in STOPPED


class Periodic(models.Model):
    """定时工作: when a piece of recurring work is due next (machine time)."""

    name = models.CharField(_("名称"), max_length=60)
    due_at = models.DateTimeField(_("下次时间"))
    last_run_at = models.DateTimeField(_("上次时间"), null=True, blank=True)
    last_error = models.CharField(_("最近的问题"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("定时工作")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="periodic_name_once",
                violation_error_message=_("同名定时工作已经存在"),
            )
        ]

    def __str__(self):
        return self.name
