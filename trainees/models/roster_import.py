"""One uploaded workbook, judged row by row, before and after its rows are accepted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from programs.models import Cohort
from trainees.states import ImportState, Route, RowStatus

from .roster import Roster, RosterEntry


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Only the body that uploads: a half-judged list is nobody else's business."""
        if actor.kind == "system":
            return self
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE}:
            return self.filter(cohort__organization__code=actor.organization_slug)
        return self.none()


class RosterImport(models.Model):
    """名单导入: one workbook on its way to a list, its rows kept encrypted.

    Once the rows are accepted or given up, of the file itself only name and
    digest remain. ``mapping`` gives each column of the file (from 0) its
    canonical name or ``""``; ``signature`` is the digest of the header, by
    which a corrected mapping is found again. ``counts`` maps a row's status
    to how many rows have it. ``attempt`` grows with every reading.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="imports")
    roster = models.ForeignKey(
        Roster, models.PROTECT, null=True, blank=True, related_name="imports"
    )
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("文件摘要"), max_length=64)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(_("表头行"), null=True, blank=True)
    signature = models.CharField(_("表头摘要"), max_length=64, blank=True, db_index=True)
    mapping = models.JSONField(_("列对应"), default=dict)
    is_corrected = models.BooleanField(_("列对应经人改过"), default=False)
    attempt = models.PositiveSmallIntegerField(_("读取次数"), default=0)
    source_authority = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    route = models.CharField(_("选拔方式"), max_length=12, choices=Route, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ImportState, default=ImportState.UPLOADED
    )
    problem = models.CharField(_("未能读取的原因"), max_length=300, blank=True)
    counts = models.JSONField(_("行数"), default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("上传时间"))
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attested_at = models.DateTimeField(_("承诺时间"), null=True, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("名单导入")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values),
                name="roster_import_state_known",
                violation_error_message=_("导入状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.ACCEPTING, ImportState.ACCEPTED])
                | Q(attested_at__isnull=False),
                name="roster_import_accepted_with_attestation",
                violation_error_message=_("接收前须承诺已告知本人并取得同意"),
            ),
        ]

    def __str__(self):
        return self.file_name


class ImportFile(models.Model):
    """导入文件: the uploaded bytes, encrypted, until the rows are accepted or given up."""

    roster_import = models.OneToOneField(RosterImport, models.CASCADE, related_name="source")
    cipher = models.BinaryField(_("内容密文"))

    class Meta:
        verbose_name = verbose_name_plural = _("导入文件")

    def __str__(self):
        return str(self.roster_import)


class ImportRow(models.Model):
    """导入行: one row of the file; its values stay encrypted.

    ``cipher`` holds ``values`` (what will be accepted) and, once accepted,
    ``before`` (what the list said until then), so that the batch can be undone.
    """

    Status = RowStatus

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    status = models.CharField(_("结果"), max_length=10, choices=RowStatus)
    label = models.CharField(_("姓名"), max_length=60, blank=True)
    cipher = models.BinaryField(_("内容密文"))
    problems = models.JSONField(_("问题"), default=list)
    entry = models.ForeignKey(
        RosterEntry, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("导入行")
        ordering = ["roster_import", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster_import", "number"],
                name="import_row_once",
                violation_error_message=_("该行已读取"),
            )
        ]

    def __str__(self):
        return f"{self.roster_import} · {self.number}"
