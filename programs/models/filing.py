"""Joint and commissioned trainings, reported to the Bureau for coordination (R29)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from portal.files.models import StoredFile
from programs.states import FilingKind, FilingState

from .program import Program, Track

MOST_PEOPLE = 500
CONTENT = [
    "kind",
    "track",
    "organization",
    "name",
    "partners",
    "people",
    "starts_on",
    "ends_on",
    "place",
    "summary",
    "budget_fen",
    "fiscal_fen",
    "enterprise_fen",
    "personal_fen",
    "document_no",
    "contact_name",
    "contact_phone",
]
REQUIRED = ["place", "summary", "contact_name", "contact_phone"]
TAKEN_IN = [FilingState.ACCEPTED, FilingState.RUNNING, FilingState.CLOSED]


class FilingQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The authority's own; once sent, the Bureau's and the institution's concerned.

        A draft, also one taken back, is nobody else's business. The Centre
        sees what has been taken in, and whatever is to be held with itself.
        """
        sent = Q(submitted_at__isnull=False)
        if actor.kind == "system":
            return self
        if actor.kind == Kind.BUREAU:
            return self.filter(sent)
        if actor.kind == Kind.AUTHORITY:
            return self.filter(authority__code=actor.organization_slug)
        concerned = Q(organization__code=actor.organization_slug) & sent
        if actor.kind == Kind.CENTRE:
            return self.filter(concerned | Q(state__in=TAKEN_IN))
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            return self.filter(concerned)
        return self.none()

    def for_table(self):
        return self.select_related("program", "track", "organization", "authority")

    def waiting(self):
        """What the Bureau has yet to coordinate."""
        return self.filter(state__in=[FilingState.SUBMITTED, FilingState.IN_REVIEW])

    def taken_in(self):
        return self.filter(state__in=TAKEN_IN)

    def alike(self, filing):
        """Others of the same authority, institution and track in the year, not cancelled."""
        return self.filter(
            program=filing.program_id,
            authority=filing.authority_id,
            organization=filing.organization_id,
            track=filing.track_id,
        ).exclude(Q(pk=filing.pk) | Q(state=FilingState.CANCELLED))


class Filing(models.Model):
    """联合委托培养备案: one training an authority holds with an institution of its choice.

    ``number`` is given when the Bureau takes it in, gap-free within the year.
    ``remarks`` holds what the Bureau wants mended, by field, with ``general``
    for the whole. Money is in fen.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="filings")
    authority = models.ForeignKey(
        Organization, models.PROTECT, related_name="filings", verbose_name=_("主管部门")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="filings_concerned",
        verbose_name=_("承担机构"),
    )
    kind = models.CharField(
        _("培养方式"), max_length=14, choices=FilingKind, default=FilingKind.JOINT
    )
    track = models.ForeignKey(
        Track, models.PROTECT, related_name="filings", verbose_name=_("培训方向")
    )
    name = models.CharField(_("班级名称"), max_length=60)
    partners = models.CharField(_("合作单位"), max_length=200, blank=True)
    people = models.PositiveSmallIntegerField(_("培训人数"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    place = models.CharField(_("培训地点"), max_length=80, blank=True)
    summary = models.TextField(_("课程摘要"), max_length=1000, blank=True)
    budget_fen = models.PositiveBigIntegerField(_("经费总额"), null=True, blank=True)
    fiscal_fen = models.PositiveBigIntegerField(_("财政资金"), default=0)
    enterprise_fen = models.PositiveBigIntegerField(_("企业出资"), default=0)
    personal_fen = models.PositiveBigIntegerField(_("个人缴费"), default=0)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    agreement = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("协议"),
    )
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=FilingState, default=FilingState.DRAFT
    )
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    number = models.CharField(_("备案编号"), max_length=20, blank=True)
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    advice = models.TextField(_("调整建议"), max_length=500, blank=True)
    remarks = models.JSONField(_("补正意见"), default=dict, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("联合委托培养备案")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="filing_number_once",
                violation_error_message=_("备案编号不能重复"),
            ),
            models.CheckConstraint(
                condition=Q(people__gt=0, people__lte=MOST_PEOPLE),
                name="filing_people_1_to_500",
                violation_error_message=_("培训人数须在 1 至 500 之间"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="filing_ends_not_before_start",
                violation_error_message=_("结束日期不能早于开始日期"),
            ),
            models.CheckConstraint(
                condition=Q(budget_fen=None, fiscal_fen=0, enterprise_fen=0, personal_fen=0)
                | Q(
                    # Beside NULL a comparison is neither true nor false, and would pass.
                    budget_fen__isnull=False,
                    budget_fen=F("fiscal_fen") + F("enterprise_fen") + F("personal_fen"),
                ),
                name="filing_budget_is_its_sources",
                violation_error_message=_("财政、企业、个人三项合计须等于经费总额"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FilingKind.values),
                name="filing_kind_known",
                violation_error_message=_("培养方式不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=FilingState.values),
                name="filing_state_known",
                violation_error_message=_("备案状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TAKEN_IN) | ~Q(number=""),
                name="filing_taken_in_has_number",
                violation_error_message=_("已纳入统筹的备案须有编号"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[FilingState.DRAFT, FilingState.CANCELLED])
                | Q(submitted_at__isnull=False),
                name="filing_submitted_has_time",
                violation_error_message=_("报送后须有报送时间"),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="filing_decider_is_not_submitter",
                violation_error_message=_("办理人不能是报送人"),
            ),
        ]
        indexes = [
            models.Index(fields=["program", "state", "-id"], name="filing_by_state"),
            models.Index(fields=["authority", "-id"], name="filing_by_authority"),
            models.Index(fields=["organization", "-id"], name="filing_by_organization"),
        ]

    def __str__(self):
        return self.name

    @property
    def per_head_fen(self) -> int | None:
        """人均标准: the budget by the planned number of people, to the fen."""
        return None if self.budget_fen is None else round(self.budget_fen / self.people)

    def missing(self) -> dict[str, str]:
        """What still lacks before 报送, by field, one sentence each."""
        problems = {
            name: _t("请填写%(field)s") % {"field": self._meta.get_field(name).verbose_name}
            for name in REQUIRED
            if not getattr(self, name).strip()
        }
        first, last = self.program.days
        for name in ("starts_on", "ends_on"):
            if not first <= getattr(self, name) <= last:
                problems[name] = _t("%(field)s：须在本年度 %(first)s 至 %(last)s 之内") % {
                    "field": self._meta.get_field(name).verbose_name,
                    "first": first,
                    "last": last,
                }
        return problems
