"""The notice as issued in the portal with its annexes, and who has confirmed it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from portal.files.models import StoredFile
from programs.states import CircularState

from .program import OFFICES, Program

MOST_ANNEXES = 20
TEXT = ["title", "document_no", "issued_on", "body"]


class CircularQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices see drafts; a published notice is for everybody (R12)."""
        if actor.kind in OFFICES:
            return self
        return self.published()

    def published(self):
        return self.filter(state=CircularState.PUBLISHED)

    def for_table(self):
        """With the year and the notice it corrects, which a page names."""
        return self.select_related("program", "corrects")


class Circular(models.Model):
    """通知: published once to its addressees; each owes a receipt (R1).

    Once published nothing of it is changed: what has to be put right is a
    notice of its own, which ``corrects`` the first and bears the next number.
    ``revision`` grows with every change of a draft, its annexes included.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="circulars")
    title = models.CharField(_("标题"), max_length=120)
    document_no = models.CharField(_("文号"), max_length=40, blank=True)
    issued_on = models.DateField(_("发文日期"))
    body = models.TextField(_("正文"))
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("更正的通知"),
    )
    correction_no = models.PositiveSmallIntegerField(_("更正序号"), default=0)
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    state = models.CharField(
        _("状态"), max_length=10, choices=CircularState, default=CircularState.DRAFT
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("通知")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CircularState.DRAFT, published_at=None)
                | Q(state=CircularState.PUBLISHED, published_at__isnull=False),
                name="circular_published_has_time",
                violation_error_message=_("通知发布时须记录发布时间"),
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, correction_no=0)
                | Q(corrects__isnull=False, state=CircularState.DRAFT, correction_no=0)
                | Q(
                    corrects__isnull=False,
                    state=CircularState.PUBLISHED,
                    correction_no__gt=0,
                ),
                name="circular_correction_has_number",
                violation_error_message=_("更正通知发布时须有更正序号"),
            ),
            models.UniqueConstraint(
                fields=["corrects", "correction_no"],
                condition=Q(correction_no__gt=0),
                name="circular_correction_number_once",
                violation_error_message=_("更正序号不能重复"),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(corrects__isnull=False, state=CircularState.DRAFT),
                name="circular_one_correction_in_hand",
                violation_error_message=_("这份通知已有一份更正在起草"),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def correction_label(self) -> str:
        """``第 2 号更正``, or ``更正`` while it has no number, or nothing."""
        if self.corrects_id is None:
            return ""
        if not self.correction_no:
            return _t("更正")
        return _t("第 %(no)d 号更正") % {"no": self.correction_no}


class AnnexQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Of a notice one may read, what stands; former versions are for the offices."""
        seen = self.filter(circular__in=Circular.objects.visible_to(actor))
        return seen if actor.kind in OFFICES else seen.current()

    def current(self):
        return self.filter(retired_at=None)

    def for_page(self):
        return self.select_related("file").order_by("no", "-version")


class Annex(models.Model):
    """附件: one version of one annex of a notice; a version replaced is kept as it was."""

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    circular = models.ForeignKey(Circular, models.CASCADE, related_name="annexes")
    no = models.PositiveSmallIntegerField(_("附件序号"))
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    title = models.CharField(_("附件名称"), max_length=120)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件")
    )
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = AnnexQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("附件")
        ordering = ["circular", "no", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["circular", "no", "version"],
                name="annex_version_once",
                violation_error_message=_("该附件的这一版已存在"),
            ),
            models.UniqueConstraint(
                fields=["circular", "no"],
                condition=Q(retired_at=None),
                name="annex_one_current_version",
                violation_error_message=_("同一附件只能有一个现行版本"),
            ),
        ]

    def __str__(self):
        return self.title


class ReceiptQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.kind in OFFICES:
            return self
        if actor.user is None or not actor.organization_slug:
            return self.none()
        return self.filter(organization__code=actor.organization_slug)

    def outstanding(self):
        return self.filter(confirmed_at=None)

    def due_with(self, milestone):
        """Of the notice that opened the year, and of those published by that common day.

        A later notice is confirmed as well; it makes nobody late before the
        day has been moved behind it.
        """
        sent = "circular__published_at"
        in_time = Q(**{sent: None}) | Q(**{f"{sent}__lte": milestone.due_at})
        return self.filter(in_time | Q(**{sent: milestone.program.opened_at}))


class Receipt(models.Model):
    """签收: one addressee of one notice, confirmed or not yet."""

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="receipts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="receipts")
    confirmed_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("签收人"),
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("签收")
        constraints = [
            models.UniqueConstraint(
                fields=["circular", "organization"],
                name="receipt_once_per_addressee",
                violation_error_message=_("该单位已在收文单位之列"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="receipt_confirmed_by_someone",
                violation_error_message=_("签收人与签收时间须同时记录"),
            ),
        ]

    def __str__(self):
        return f"{self.circular} · {self.organization.short_name}"
