"""What is asked for after issue, why, and what a second person said to it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.states import MAKING_KINDS, REASONS, ChangeKind, ChangeReason, ChangeState
from institutions.states import Kind
from trainees.models import Enrolment

from .certificate import Certificate

DECIDED = [ChangeState.APPROVED, ChangeState.REFUSED]
OFFICES = {Kind.CENTRE, Kind.BUREAU, "system"}


def _reason_fits() -> Q:
    fits = Q()
    for kind, reasons in REASONS.items():
        fits |= Q(kind=kind, reason__in=reasons)
    return fits


class CertificateChangeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices all; whoever sees the certificate what has been agreed to."""
        if actor.kind in OFFICES:
            return self
        seen = Certificate.objects.visible_to(actor)
        return self.filter(certificate__in=seen, state=ChangeState.APPROVED)

    def open(self):
        return self.filter(state=ChangeState.PROPOSED)

    def approved(self):
        return self.filter(state=ChangeState.APPROVED)

    def for_table(self):
        return self.select_related(
            "certificate", "enrolment__cohort", "asked_by", "decided_by", "edition"
        )


class CertificateChange(models.Model):
    """证书变更: revoking, reinstating or making anew, asked by one person, decided by another.

    ``certificate`` is the edition it was asked for, ``edition`` the one made by
    it. ``facts`` are what a 换发 is to print, pinned when it is asked for: the
    second person agrees to exactly these.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="changes")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    kind = models.CharField(_("事项"), max_length=12, choices=ChangeKind)
    reason = models.CharField(_("原因"), max_length=24, choices=ChangeReason)
    explanation = models.CharField(_("说明"), max_length=300)
    facts = models.JSONField(_("更正后的内容"), default=dict, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=ChangeState, default=ChangeState.PROPOSED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("复核人"),
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    note = models.CharField(_("复核意见"), max_length=500, blank=True)
    edition = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="made_by"
    )

    objects = CertificateChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("证书变更")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state=ChangeState.PROPOSED),
                name="certificate_change_one_open",
                violation_error_message=_("这份证书已有一项申请在等复核"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values),
                name="certificate_change_state_known",
                violation_error_message=_("证书变更的状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=_reason_fits(),
                name="certificate_change_reason_fits_kind",
                violation_error_message=_("所选原因不适用于这一事项"),
            ),
            models.CheckConstraint(
                condition=~Q(explanation=""),
                name="certificate_change_has_explanation",
                violation_error_message=_("请写明说明"),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False
                )
                | ~Q(state__in=DECIDED) & Q(decided_by=None, decided_at=None),
                name="certificate_change_decided_by_somebody",
                violation_error_message=_("同意或不同意须有复核人和时间"),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="certificate_change_decider_is_not_asker",
                violation_error_message=_("复核人不能是申请人"),
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.REFUSED) | ~Q(note=""),
                name="certificate_change_refusal_has_reason",
                violation_error_message=_("不同意须写明理由"),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=MAKING_KINDS, state=ChangeState.APPROVED, edition__isnull=False
                )
                | ~Q(kind__in=MAKING_KINDS, state=ChangeState.APPROVED) & Q(edition=None),
                name="certificate_change_makes_an_edition",
                violation_error_message=_("同意补发、换发须编出新的版次"),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="certificate_change_by_state"),
        ]

    def __str__(self):
        return f"{self.certificate} · {self.get_kind_display()}"

    def delete(self, *args, **kwargs):
        raise TypeError("changes of certificates are never deleted")
