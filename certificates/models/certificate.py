"""Certificates: numbered, pinned to a snapshot, rendered once, kept for ever."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.states import IN_MAKING, ONCE_ISSUED, CertificateState
from institutions.states import Kind
from portal.files.models import StoredFile
from trainees.models import Enrolment

from .batch import CertificateBatch


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The holder sees what was issued; class and home region likewise; the offices all."""
        if actor.kind in {Kind.CENTRE, Kind.BUREAU, "system"}:
            return self
        enrolments = Enrolment.objects.visible_to(actor)
        return self.filter(enrolment__in=enrolments, state__in=ONCE_ISSUED)

    def issued(self):
        return self.filter(state=CertificateState.ISSUED)

    def for_table(self):
        return self.select_related(
            "enrolment__cohort__organization",
            "enrolment__cohort__track",
            "enrolment__program",
            "enrolment__trainee",
            "file",
        )

    def in_making(self):
        """Numbered and not yet made; what failed may still be made, or is made void."""
        return self.filter(state__in=IN_MAKING)


class Certificate(models.Model):
    """结业证书. ``number`` comes from the class's counter and is never reused.

    ``snapshot`` holds every word of the paper; with ``template_version`` it
    renders to the same bytes at any time. ``sha256`` is of the whole signed file.
    A later edition under the same number is made by a change, not by a batch.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    batch = models.ForeignKey(
        CertificateBatch, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    number = models.CharField(_("证书编号"), max_length=40)
    serial = models.PositiveSmallIntegerField(_("序号"))
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    state = models.CharField(
        _("状态"), max_length=12, choices=CertificateState, default=CertificateState.QUEUED
    )
    snapshot = models.JSONField(_("内容"))
    template_version = models.CharField(_("模板版本"), max_length=20)
    token = models.CharField(_("查验标识"), max_length=32, unique=True)
    check_code = models.CharField(_("防伪校验码"), max_length=12)
    is_rehearsal = models.BooleanField(_("演练样本"), default=False)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(_("文件摘要"), max_length=64, blank=True)
    signer_fingerprint = models.CharField(_("签名证书指纹"), max_length=64, blank=True)
    signed_at = models.DateTimeField(_("签名时间"), null=True, blank=True)
    problem = models.CharField(_("未能生成的原因"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("结业证书")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "edition"],
                name="certificate_number_and_edition_once",
                violation_error_message=_("该证书编号的这一版次已存在"),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state=CertificateState.ISSUED),
                name="certificate_one_issued_per_enrolment",
                violation_error_message=_("该学员已有一份有效证书"),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state__in=IN_MAKING),
                name="certificate_one_in_making_per_enrolment",
                violation_error_message=_("该学员的证书正在制作"),
            ),
            models.CheckConstraint(
                condition=Q(edition=1, batch__isnull=False) | Q(edition__gt=1, batch=None),
                name="certificate_first_edition_has_batch",
                violation_error_message=_("第一版须属于一个制证批次，以后各版由补发、换发产生"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=CertificateState.values),
                name="certificate_state_known",
                violation_error_message=_("证书状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ONCE_ISSUED)
                | (
                    Q(file__isnull=False, signed_at__isnull=False)
                    & ~Q(sha256="")
                    & ~Q(signer_fingerprint="")
                ),
                name="certificate_issued_is_complete",
                violation_error_message=_("颁发的证书须有文件、摘要、签名和时间"),
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="certificate_by_state")]

    def __str__(self):
        return self.number

    def delete(self, *args, **kwargs):
        raise TypeError("certificates are never deleted")
