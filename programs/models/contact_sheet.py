"""领军人才培训工作信息表: an authority's two contacts for the year (R16, R17)."""

import base64
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from portal.files.models import StoredFile
from portal.ui.wording import moment
from programs.states import SheetChannel, SheetState

from .program import Program

OPEN_STATES = [SheetState.DRAFT, SheetState.SUBMITTED, SheetState.RETURNED]
REQUIRED = ["leader_name", "leader_post", "leader_phone", "liaison_name", "liaison_post"]
CONTENT = [
    "postal_address",
    "postcode",
    "leader_name",
    "leader_department",
    "leader_post",
    "leader_phone",
    "leader_mobile",
    "leader_fax",
    "leader_email",
    "liaison_name",
    "liaison_department",
    "liaison_post",
    "liaison_phone",
    "liaison_mobile",
    "liaison_fax",
    "liaison_email",
    "filled_by",
    "remark",
]
# What the Bureau can remark on beside the typed fields.
SCAN = "scan"
REMARKABLE = [*CONTENT, SCAN]


class ContactSheetQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """An authority sees its own; the Bureau all; the Centre what is confirmed."""
        if actor.kind in {Kind.BUREAU, "system"}:
            return self
        if actor.kind == Kind.CENTRE:
            return self.filter(state=SheetState.ACCEPTED)
        if actor.kind == Kind.AUTHORITY:
            return self.filter(authority__code=actor.organization_slug)
        return self.none()

    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def accepted(self):
        return self.filter(state=SheetState.ACCEPTED)

    def without_scan(self):
        return self.filter(~Exists(SheetScan.objects.filter(sheet=OuterRef("pk"))))

    def for_table(self):
        """With the body and the year a page names."""
        return self.select_related("authority", "program")


class ContactSheet(models.Model):
    """信息表: one edition of one authority's contacts for one year.

    ``arrived_at`` (business time) is the moment of 报送 and decides lateness.
    ``channel`` is another than the portal where an officer entered what came by fax, by
    post or on paper (代录): then ``submitted_by`` is that officer.
    ``revision`` grows with every save and guards against stale pages; ``saved_page`` is
    the drawn page the newest save came from, so that a page never overtakes itself.
    ``remarks`` are the Bureau's last words by field; while there are any, only these
    fields can be changed. ``returned_content`` is what the sheet said when it went back.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="contact_sheets")
    authority = models.ForeignKey(Organization, models.PROTECT, related_name="contact_sheets")
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    state = models.CharField(
        _("状态"), max_length=12, choices=SheetState, default=SheetState.DRAFT
    )
    revision = models.PositiveIntegerField(_("修订号"), default=1)

    postal_address = models.CharField(_("通信地址"), max_length=120, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    leader_name = models.CharField(_("分管负责同志姓名"), max_length=60, blank=True)
    leader_department = models.CharField(_("分管负责同志部门"), max_length=60, blank=True)
    leader_post = models.CharField(_("分管负责同志职务"), max_length=60, blank=True)
    leader_phone = models.CharField(_("分管负责同志办公电话"), max_length=60, blank=True)
    leader_mobile = models.CharField(_("分管负责同志手机"), max_length=20, blank=True)
    leader_fax = models.CharField(_("分管负责同志传真"), max_length=40, blank=True)
    leader_email = models.EmailField(_("分管负责同志电子邮箱"), blank=True)
    liaison_name = models.CharField(_("联络员姓名"), max_length=60, blank=True)
    liaison_department = models.CharField(_("联络员部门或处室"), max_length=60, blank=True)
    liaison_post = models.CharField(_("联络员职务"), max_length=60, blank=True)
    liaison_phone = models.CharField(_("联络员办公电话"), max_length=60, blank=True)
    liaison_mobile = models.CharField(_("联络员手机"), max_length=20, blank=True)
    liaison_fax = models.CharField(_("联络员传真"), max_length=40, blank=True)
    liaison_email = models.EmailField(_("联络员电子邮箱"), blank=True)
    filled_by = models.CharField(_("填表人"), max_length=60, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    channel = models.CharField(
        _("来文方式"), max_length=8, choices=SheetChannel, default=SheetChannel.PORTAL
    )
    leader_reviewed = models.BooleanField(_("已经分管负责同志审定"), default=False)
    return_note = models.CharField(_("退回意见"), max_length=500, blank=True)
    remarks = models.JSONField(_("逐栏退回意见"), default=dict, blank=True)
    returned_content = models.JSONField(_("退回时的内容"), default=dict, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    arrived_at = models.DateTimeField(_("收到时间"), null=True, blank=True)
    is_late = models.BooleanField(_("逾期报送"), default=False)
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("保存时间"), null=True, blank=True)
    saved_page = models.CharField(_("保存所在的页面"), max_length=32, blank=True)

    objects = ContactSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("信息表")
        ordering = ["program", "authority__seq", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "authority", "edition"],
                name="contact_sheet_edition_once",
                violation_error_message=_("该版次已存在"),
            ),
            models.UniqueConstraint(
                fields=["program", "authority"],
                condition=Q(state=SheetState.ACCEPTED),
                name="contact_sheet_one_accepted",
                violation_error_message=_("该地区本年度已有一份已确认的信息表"),
            ),
            models.UniqueConstraint(
                fields=["program", "authority"],
                condition=Q(state__in=OPEN_STATES),
                name="contact_sheet_one_open",
                violation_error_message=_("该地区本年度已有一份在办的信息表"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=SheetState.values),
                name="contact_sheet_state_known",
                violation_error_message=_("信息表状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SheetState.ACCEPTED, SheetState.SUPERSEDED])
                | (
                    ~Q(leader_name="")
                    & ~Q(leader_post="")
                    & ~Q(leader_phone="")
                    & ~Q(liaison_name="")
                    & ~Q(liaison_email="")
                ),
                name="contact_sheet_accepted_has_both_contacts",
                violation_error_message=_("确认前须填全分管负责同志和联络员"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SheetState.DRAFT, SheetState.SET_ASIDE])
                | Q(arrived_at__isnull=False),
                name="contact_sheet_submitted_has_time",
                violation_error_message=_("报送后须有收到时间"),
            ),
            models.CheckConstraint(
                condition=Q(channel__in=SheetChannel.values),
                name="contact_sheet_channel_known",
                violation_error_message=_("来文方式不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(channel=SheetChannel.PORTAL) | Q(submitted_by__isnull=False),
                name="contact_sheet_entered_by_someone",
                violation_error_message=_("代录的信息表须有经办人"),
            ),
        ]

    def __str__(self):
        return f"{self.authority.short_name} · {self.program.code} · {self.edition}"

    def content(self) -> dict[str, str]:
        """The filled fields by name, in form order; what editions are compared by."""
        return {name: getattr(self, name) for name in CONTENT}

    @staticmethod
    def label(name: str) -> str:
        """What a field of ``REMARKABLE`` is called."""
        if name == SCAN:
            return str(SheetScan._meta.verbose_name)
        return str(ContactSheet._meta.get_field(name).verbose_name)

    def scan(self) -> "SheetScan | None":
        """The newest stamped scan; those it replaced are kept."""
        return self.scans.select_related("file").first()

    def standing(self) -> dict[str, str]:
        """All that the Bureau can remark on, as texts; what is compared after a return."""
        scan = self.scan()
        return {**self.content(), SCAN: str(scan) if scan else ""}

    def check_code(self) -> str:
        """Eight characters of what the edition says: a stamped copy is matched by them."""
        said = [self.program.code, self.authority.code, str(self.edition)]
        text = "\x1f".join([*said, *self.content().values()])
        code = base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()
        return f"{code[:4]}-{code[4:8]}"

    @property
    def is_entered(self) -> bool:
        """Entered by an officer from what came in, not filled in by the region (代录)."""
        return self.channel != SheetChannel.PORTAL

    @property
    def is_one_person(self) -> bool:
        """The leader is their own liaison: allowed, yet worth a second look."""
        return bool(self.leader_name) and self.leader_name == self.liaison_name

    def unlocked(self) -> list[str]:
        """Fields that may be changed now: those with a remark, or all if no field has one."""
        return [name for name in CONTENT if name in self.remarks] if self.remarks else CONTENT

    def missing(self) -> dict[str, str]:
        """What still lacks before 报送, by field; the notice asks for two contacts (R16)."""
        problems = {
            name: _t("请填写%(field)s") % {"field": self._meta.get_field(name).verbose_name}
            for name in REQUIRED
            if not getattr(self, name).strip()
        }
        if not (self.liaison_mobile or self.liaison_phone):
            problems["liaison_mobile"] = _t("联络员手机、办公电话至少填一项")
        if not self.liaison_email:
            problems["liaison_email"] = _t("请填写联络员电子邮箱")
        return problems


class SheetScanQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(sheet__in=ContactSheet.objects.visible_to(actor))


class SheetScan(models.Model):
    """盖章扫描件: one stamped copy of an edition; a newer one replaces it, it is kept.

    ``check_code`` is the sheet's when the scan came: another one now means that the
    sheet was changed after it had been stamped.
    """

    sheet = models.ForeignKey(ContactSheet, models.PROTECT, related_name="scans")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    check_code = models.CharField(_("校验码"), max_length=9)

    objects = SheetScanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("盖章扫描件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                name="sheet_scan_file_once",
                violation_error_message=_("同一文件只能作一份扫描件"),
            ),
        ]

    def __str__(self):
        return f"{self.file.name}（{moment(self.file.created_at)}）"

    @property
    def is_picture(self) -> bool:
        return self.file.content_type.startswith("image/")
