"""A letter by which an authority recommends people itself (R31, R32)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from portal.files.models import StoredFile
from programs.models import Cohort, Program, Track
from trainees.states import RecommendationState

from .nomination import Nomination


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The authority's own; once sent, the offices and whoever may see one of its people."""
        if actor.kind == "system":
            return self
        if actor.kind == Kind.AUTHORITY:
            return self.filter(authority__code=actor.organization_slug)
        sent = self.filter(state=RecommendationState.SENT)
        if actor.kind in {Kind.CENTRE, Kind.BUREAU}:
            return sent
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            people = Nomination.objects.visible_to(actor)
            return sent.filter(Exists(people.filter(recommendation=OuterRef("pk"))))
        return self.none()

    def for_table(self):
        return self.select_related(
            "program", "authority", "cohort__organization", "track", "letter"
        )


class Recommendation(models.Model):
    """推荐: one letter of an authority with the people it names.

    They are meant for one class (``cohort``), for a track, or, with neither,
    for every institution with a mandate (推荐库).
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="recommendations")
    authority = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="recommendations",
        verbose_name=_("主管部门"),
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("推荐到的班次"),
    )
    track = models.ForeignKey(
        Track,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("推荐到的方向"),
    )
    document_no = models.CharField(_("文号"), max_length=60)
    dated_on = models.DateField(_("成文日期"))
    letter = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("推荐函"),
    )
    state = models.CharField(
        _("状态"),
        max_length=8,
        choices=RecommendationState,
        default=RecommendationState.DRAFT,
    )
    is_late = models.BooleanField(_("逾期报送"), default=False)
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    created_at = models.DateTimeField(_("登记时间"))
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("推荐")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort=None) | Q(track=None),
                name="recommendation_one_target",
                violation_error_message=_("推荐到班次、方向、推荐库只能选一项"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=RecommendationState.values),
                name="recommendation_state_known",
                violation_error_message=_("推荐状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(state=RecommendationState.DRAFT, sent_at=None)
                | Q(
                    state=RecommendationState.SENT,
                    sent_at__isnull=False,
                    letter__isnull=False,
                ),
                name="recommendation_sent_has_letter",
                violation_error_message=_("发出推荐须有推荐函和发出时间"),
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "-id"], name="recommendation_by_authority")
        ]

    def __str__(self):
        return self.document_no

    @property
    def target(self) -> str:
        """Where to: a class's name, a track's, or the pool."""
        if self.cohort is not None:
            return self.cohort.name
        return self.track.name if self.track is not None else _t("推荐库（各承担机构均可选）")
