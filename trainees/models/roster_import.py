"""One uploaded workbook, judged row by row, before and after its rows are accepted."""

import json
import uuid
from base64 import b64decode, b64encode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from portal.crypto import decrypt, encrypt
from portal.files.models import StoredFile
from programs.models import Cohort
from trainees.states import AT_WORK, ImportState, Route, RowStatus

from .roster import Roster, RosterEntry


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Only the body that uploads: a half-judged list is nobody else's business."""
        if actor.kind == "system":
            return self
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE}:
            return self.filter(cohort__organization__code=actor.organization_slug)
        return self.none()

    def for_table(self):
        return self.select_related(
            "cohort__organization",
            "cohort__program",
            "roster__cohort",
            "source_authority",
            "letter",
            "created_by",
        )

    def at_work(self):
        """Not taken into a list yet, nor given up."""
        return self.filter(state__in=AT_WORK)


class RosterImport(models.Model):
    """名单导入: one workbook on its way to a list, its rows kept encrypted.

    Once all rows are accepted or given up, or the list is submitted, of the
    file itself only name and digest remain. ``headers`` and ``mapping`` give
    each column of the file (from 0, as text) its heading and its canonical name or ``""``;
    ``signature`` is the digest of the header, by which a corrected mapping is
    found again. ``source_authority``, ``route`` and ``letter`` (推荐函) hold for
    rows that do not say it themselves. ``counts`` maps a row's status to how many rows have it,
    ``notices`` concern whole columns, ``skipped`` are lines that list nobody
    (first, last and why). ``units`` gives each money column its unit, ``""`` while
    nobody has said it; ``units_said`` are a person's answers, found again by the
    ``signature``; ``unit_effects`` is how the sizes come out under each unit.
    ``attempt`` grows with every reading.
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
    headers = models.JSONField(_("表头"), default=dict)
    mapping = models.JSONField(_("列对应"), default=dict)
    is_corrected = models.BooleanField(_("列对应经人改过"), default=False)
    notices = models.JSONField(_("整表提示"), default=list)
    skipped = models.JSONField(_("未读的行"), default=list)
    units = models.JSONField(_("金额单位"), default=dict)
    units_said = models.JSONField(_("填报人说明的金额单位"), default=dict)
    unit_effects = models.JSONField(_("各单位下的企业规模"), default=dict)
    attempt = models.PositiveSmallIntegerField(_("读取次数"), default=0)
    source_authority = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    route = models.CharField(_("选拔方式"), max_length=12, choices=Route, blank=True)
    letter = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("推荐函"),
    )
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
            models.CheckConstraint(
                condition=Q(letter=None)
                | Q(route=Route.RECOMMENDED, source_authority__isnull=False),
                name="roster_import_letter_of_an_authority",
                violation_error_message=_("推荐函只用于主管部门推荐的文件，并须选来源地区"),
            ),
        ]

    def __str__(self):
        return self.file_name

    def clean(self):
        """A letter is somebody's: of the authority that recommends the whole file."""
        if self.letter and not (self.route == Route.RECOMMENDED and self.source_authority):
            raise ValidationError(_("推荐函只用于主管部门推荐的文件，并须选来源地区"))


class ImportFile(models.Model):
    """导入文件: the uploaded bytes, encrypted, until no row waits or the list is submitted."""

    roster_import = models.OneToOneField(RosterImport, models.CASCADE, related_name="source")
    cipher = models.BinaryField(_("内容密文"))

    class Meta:
        verbose_name = verbose_name_plural = _("导入文件")

    def __str__(self):
        return str(self.roster_import)

    @property
    def content(self) -> bytes:
        return b64decode(decrypt(bytes(self.cipher), context=self._context))

    @content.setter
    def content(self, content: bytes):
        self.cipher = encrypt(b64encode(content).decode(), context=self._context)

    @property
    def _context(self) -> str:
        return f"trainees.import_file.content:{self.roster_import.public_id}"


class ImportRowQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(roster_import__in=RosterImport.objects.visible_to(actor))

    def acceptable(self):
        """Good rows not taken yet."""
        good = [RowStatus.NEW, RowStatus.UPDATE, RowStatus.WARNING]
        return self.filter(status__in=good, is_accepted=False)


class ImportRow(models.Model):
    """导入行: one row of the file; its values stay encrypted.

    ``content`` is a dict: ``values`` by canonical name, the document's number
    among them, and, once accepted, ``before``: the facts until then, so that the
    batch can be undone. ``is_mended``: a person put it right on the page.
    ``problems`` are dicts of code, column, severity, message and remedy,
    without the values themselves.
    """

    Status = RowStatus

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    status = models.CharField(_("结果"), max_length=10, choices=RowStatus)
    label = models.CharField(_("姓名"), max_length=60, blank=True)
    id_index = models.CharField(_("证件号索引"), max_length=64, blank=True)
    cipher = models.BinaryField(_("内容密文"))
    problems = models.JSONField(_("问题"), default=list)
    fixed_count = models.PositiveSmallIntegerField(_("自动修正数"), default=0)
    is_mended = models.BooleanField(_("在页面上改过"), default=False)
    is_accepted = models.BooleanField(_("已接收"), default=False)
    entry = models.ForeignKey(
        RosterEntry, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ImportRowQuerySet.as_manager()

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
        indexes = [
            models.Index(
                fields=["roster_import", "status", "number"], name="import_row_by_status"
            )
        ]

    def __str__(self):
        return f"{self.roster_import} · {self.number}"

    def hold(self, *, values: dict, status: str, problems: list, id_index: str) -> None:
        """Take over a row as judged; the caller saves."""
        self.content = {"values": values}
        self.status, self.problems, self.id_index = status, problems, id_index
        self.label = str(values.get("name", ""))[:60]
        self.fixed_count = sum(problem["severity"] == "fixed" for problem in problems)

    @property
    def content(self) -> dict:
        return json.loads(decrypt(bytes(self.cipher), context=self._context))

    @content.setter
    def content(self, content: dict):
        text = json.dumps(content, ensure_ascii=False)
        self.cipher = encrypt(text, context=self._context)

    @property
    def _context(self) -> str:
        return f"trainees.import_row.content:{self.roster_import.public_id}:{self.number}"
