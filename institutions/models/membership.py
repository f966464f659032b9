"""People's duties for bodies, and the two ways into the portal."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.states import Duty

from .organization import PROGRAMME_WIDE, Organization


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None, user__is_active=True)

    def for_table(self):
        return self.filter(ended_at=None).select_related("user", "organization")

    def visible_to(self, actor):
        """Colleagues of the same body; the offices see every account holder."""
        if actor.kind in PROGRAMME_WIDE:
            return self
        if actor.user is None or not actor.organization_slug:
            return self.none()
        return self.filter(organization__code=actor.organization_slug)


class Membership(models.Model):
    """任职: one duty of one person for one body; ended, never deleted."""

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships"
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    duty = models.CharField(_("职责"), max_length=16, choices=Duty)
    is_provisional = models.BooleanField(_("待确认"), default=False)
    started_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "duty"],
                condition=Q(ended_at=None),
                name="membership_duty_once",
                violation_error_message=_("该人员已担任这一职责"),
            ),
            models.CheckConstraint(
                condition=Q(duty__in=Duty.values),
                name="membership_duty_known",
                violation_error_message=_("职责不在目录中"),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.organization.short_name} · {self.get_duty_display()}"


class CodeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.kind in PROGRAMME_WIDE:
            return self
        if actor.user is None or not actor.organization_slug:
            return self.none()
        return self.filter(organization__code=actor.organization_slug)

    def usable(self, moment):
        """Still good at ``moment`` (machine time): not used, withdrawn or expired."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=moment)

    def unused(self):
        """Neither used nor withdrawn, expired or not."""
        return self.filter(used_at=None, withdrawn_at=None)


class OpeningCode(models.Model):
    """开户码: one single-use code with which a body's first user opens its account.

    Only a keyed digest is stored; the clear code exists on the printed sheet.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="opening_codes")
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    issued_at = models.DateTimeField(_("开具时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(_("作废时间"), null=True, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("开户码")
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="opening_code_one_open",
                violation_error_message=_("该单位已有一个未使用的开户码"),
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="opening_code_used_by_someone",
                violation_error_message=_("开户码的使用人与使用时间须同时记录"),
            ),
        ]

    def __str__(self):
        return f"{self.organization.short_name} · {self.expires_at:%Y-%m-%d}"


class Invitation(models.Model):
    """邀请: a copyable single-use link by which a colleague joins a body with one duty.

    With ``hands_over`` the newcomer takes the place of whoever was liaison.
    """

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    duty = models.CharField(_("职责"), max_length=16, choices=Duty)
    full_name = models.CharField(_("姓名"), max_length=60)
    mobile = models.CharField(_("手机"), max_length=20, blank=True)
    hands_over = models.BooleanField(_("接任联络员"), default=False)
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    issued_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("邀请")
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_someone",
                violation_error_message=_("邀请的使用人与使用时间须同时记录"),
            ),
            models.UniqueConstraint(
                fields=["organization", "duty", "full_name", "mobile"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="invitation_once_open",
                violation_error_message=_("已邀请过这位同事，请在原邀请上重新生成链接"),
            ),
            models.CheckConstraint(
                condition=Q(hands_over=False) | Q(duty=Duty.LIAISON),
                name="invitation_only_liaisons_hand_over",
                violation_error_message=_("只有联络员可以接任"),
            ),
            models.CheckConstraint(
                condition=Q(duty__in=Duty.values),
                name="invitation_duty_known",
                violation_error_message=_("职责不在目录中"),
            ),
        ]

    def __str__(self):
        return f"{self.full_name} · {self.organization.short_name}"
