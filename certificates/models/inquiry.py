"""查验记录: what the public was told about a certificate, and when; never who asked."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.states import InquiryAnswer, InquiryWay
from institutions.states import Kind

from .certificate import Certificate

KEPT = timedelta(days=180)


class CertificateInquiryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The holder's own, and the Centre's, which keeps the register."""
        if actor.kind in {Kind.CENTRE, "system"}:
            return self
        if actor.kind != "trainee":
            return self.none()
        mine = Certificate.objects.visible_to(actor)
        return self.filter(certificate__in=mine)


class CertificateInquiry(models.Model):
    """查验记录: one answer about one certificate, kept for a bounded time.

    ``asker`` tells two askers of one day apart: a keyed digest of the address with the
    day, different the day after. No constraint of the database ties the row to its
    certificate, which is never deleted: to check it would lock the certificate, and the
    public would wait for whoever is changing it.
    """

    certificate = models.ForeignKey(
        Certificate,
        models.PROTECT,
        related_name="inquiries",
        db_constraint=False,
        db_index=False,
    )
    at = models.DateTimeField(_("查验时间"))
    way = models.CharField(_("查验方式"), max_length=12, choices=InquiryWay)
    answer = models.CharField(_("查验结果"), max_length=12, choices=InquiryAnswer)
    asker = models.CharField(_("查验人摘要"), max_length=32)

    objects = CertificateInquiryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("查验记录")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=InquiryWay.values),
                name="certificate_inquiry_way_known",
                violation_error_message=_("查验方式不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(answer__in=InquiryAnswer.values),
                name="certificate_inquiry_answer_known",
                violation_error_message=_("查验结果不在目录中"),
            ),
        ]
        indexes = [
            models.Index(fields=["certificate", "-at"], name="certificate_inquiry_newest"),
            models.Index(fields=["at"], name="certificate_inquiry_by_time"),
        ]

    def __str__(self):
        return f"{self.certificate_id} {self.at:%Y-%m-%d %H:%M:%S}"
