"""Who stands aside from whose rows, by their own word (回避)."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Duty, Kind
from trainees.states import RecusalKind

from .enterprise import Enterprise
from .trainee import Trainee

BODY = Q(organization__isnull=False, enterprise=None, trainee=None)
FIRM = Q(organization=None, enterprise__isnull=False, trainee=None)
PERSON = Q(organization=None, enterprise=None, trainee__isnull=False)


class RecusalQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own; the Centre's lead and the Bureau all of them."""
        if actor.kind == Kind.BUREAU:
            return self
        if actor.kind != Kind.CENTRE:
            return self.none()
        return self if Duty.LEAD in actor.duties else self.filter(user=actor.user)

    def in_force(self):
        return self.filter(lifted_at=None)

    def touching(self):
        """For a subquery on rows of lists: those that concern the row at hand."""
        return self.in_force().filter(
            Q(organization=OuterRef("roster__cohort__organization"))
            | Q(organization=OuterRef("nomination__home"))
            | Q(organization=OuterRef("nomination__authority"))
            | Q(enterprise=OuterRef("nomination__enterprise"))
            | Q(trainee=OuterRef("nomination__trainee"))
        )

    def for_table(self):
        return self.select_related("user", "organization", "enterprise", "trainee", "lifted_by")


class Recusal(models.Model):
    """回避申报: a reviewer stands aside from a body's, a region's, a firm's or a person's rows.

    Kept for good; only the lead lifts it, and never the own one.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申报人")
    )
    kind = models.CharField(_("回避对象"), max_length=12, choices=RecusalKind)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    trainee = models.ForeignKey(
        Trainee, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("事由"), max_length=200)
    declared_at = models.DateTimeField(_("申报时间"))
    lifted_at = models.DateTimeField(_("解除时间"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_note = models.CharField(_("解除的理由"), max_length=200, blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("回避申报")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=Q(lifted_at=None, organization__isnull=False),
                name="recusal_body_once",
                violation_error_message=_("您已申报对它回避"),
            ),
            models.UniqueConstraint(
                fields=["user", "enterprise"],
                condition=Q(lifted_at=None, enterprise__isnull=False),
                name="recusal_firm_once",
                violation_error_message=_("您已申报对它回避"),
            ),
            models.UniqueConstraint(
                fields=["user", "trainee"],
                condition=Q(lifted_at=None, trainee__isnull=False),
                name="recusal_person_once",
                violation_error_message=_("您已申报对它回避"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[RecusalKind.INSTITUTION, RecusalKind.REGION]) & BODY
                | Q(kind=RecusalKind.ENTERPRISE) & FIRM
                | Q(kind=RecusalKind.PERSON) & PERSON,
                name="recusal_has_one_object",
                violation_error_message=_("请写明对哪一个机构、地区、企业或学员回避"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="recusal_has_reason",
                violation_error_message=_("请写明回避的事由"),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_note="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_note=""),
                name="recusal_lifted_by_somebody",
                violation_error_message=_("解除回避须写明理由"),
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("user")),
                name="recusal_not_lifted_by_oneself",
                violation_error_message=_("本人申报的回避由另一位负责同志解除"),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "lifted_at"], name="recusal_by_user"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_kind_display()} · {self.subject}"

    @property
    def subject(self) -> str:
        """What it is about, as a person calls it."""
        if self.organization is not None:
            return self.organization.short_name
        return str(self.enterprise or self.trainee)
