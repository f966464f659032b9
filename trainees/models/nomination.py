"""One person's candidacy in one year, by recommendation or selection (R31)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from programs.models import Cohort, Mandate, Program, Track
from trainees.states import OVER, NominationState, Refusal, Route

from .enterprise import Enterprise


class NominationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Own classes always; to all others only who was once sent to the Centre.

        An authority sees whom it is said to have recommended and who comes
        from its own region. What an institution is still putting together is
        nobody else's business. Whom nobody has picked yet, every institution
        sees whose mandate covers the track.
        """
        code = actor.organization_slug
        own, sent = Q(cohort__organization__code=code), ~Q(submitted_at=None)
        if actor.kind == "system":
            return self
        if actor.kind in {Kind.CENTRE, Kind.BUREAU}:
            return self.filter(sent | own)
        if actor.kind == Kind.AUTHORITY:
            concerned = Q(authority__code=code) | Q(home__code=code)
            return self.filter(sent & concerned | Q(recommendation__authority__code=code))
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            return self.filter(own | _to_be_picked(code))
        if actor.kind == "trainee":
            return self.filter(trainee__user=actor.user)
        return self.none()

    def sought(self, wanted):
        """Who is found by all terms of a text, as ``trainees.data.terms`` reads it."""
        found = self.filter(search__terms__holds=wanted.terms)
        for part in wanted.parts:
            found = found.filter(search__text__contains=part)
        return found

    def live(self):
        return self.exclude(state__in=OVER)

    def offered_to(self, actor):
        """Whom authorities recommend themselves: to the actor's own classes, track or pool."""
        code = actor.organization_slug
        sent = self.filter(recommendation__isnull=False, submitted_at__isnull=False)
        return sent.filter(Q(cohort__organization__code=code) | _to_be_picked(code))

    def for_table(self):
        return self.select_related(
            "trainee",
            "enterprise",
            "cohort__organization",
            "cohort__track",
            "authority",
            "recommendation__authority",
            "track",
        )

    def awaiting_confirmation(self):
        """Said to be recommended, and the authority named has not yet answered."""
        return self.filter(
            state=NominationState.SUBMITTED, route=Route.RECOMMENDED, confirmed_at=None
        )


def _to_be_picked(code: str) -> Q:
    """Recommended to a track or to the pool, not picked, and within this body's mandate."""
    mandates = Mandate.objects.active().filter(
        program=OuterRef("program"), organization__code=code
    )
    covers = Exists(mandates.filter(tracks=OuterRef("track")))
    return Q(
        Q(track=None) & Exists(mandates) | covers,
        state=NominationState.RECOMMENDED,
        cohort=None,
        recommendation__isnull=False,
    )


class Nomination(models.Model):
    """推荐选拔: one person's candidacy in one year, with the row as it was typed.

    ``facts`` holds the row, canonical names to texts, without the document's
    number. ``route`` is recommended exactly when an ``authority`` is named;
    ``confirmed_at`` stays empty until that authority confirms (待确认), and
    ``declined_at`` tells that it has said 非我省推荐. ``home`` is the authority
    of the enterprise's region. ``submitted_at`` is when the row first left
    who wrote it: the institution with its list, or the authority with its
    ``recommendation``; then ``track`` is what the authority meant it for, and
    ``cohort`` is empty until an institution picks the person for a class.
    ``rank`` is the place in the class's order of 候补, with gaps. ``withdrawn_at``
    tells that the authority took this one person back out of its sent letter.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="nominations")
    trainee = models.ForeignKey("Trainee", models.PROTECT, related_name="nominations")
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="nominations"
    )
    recommendation = models.ForeignKey(
        "Recommendation", models.PROTECT, null=True, blank=True, related_name="nominations"
    )
    track = models.ForeignKey(
        Track, models.PROTECT, null=True, blank=True, related_name="nominations"
    )
    rank = models.PositiveIntegerField(_("候补次序"), null=True, blank=True)
    refusal_code = models.CharField(
        _("未录取的理由"), max_length=8, choices=Refusal, blank=True
    )
    refusal_note = models.CharField(_("未录取的说明"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回推荐时间"), null=True, blank=True)
    withdrawal_note = models.CharField(_("撤回推荐的理由"), max_length=200, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="nominations")
    post = models.CharField(_("职务"), max_length=60)
    route = models.CharField(_("选拔方式"), max_length=12, choices=Route)
    authority = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("推荐主管部门"),
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(_("否认推荐时间"), null=True, blank=True)
    decline_note = models.CharField(_("否认推荐的说明"), max_length=200, blank=True)
    home = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("所在地区主管部门"),
    )
    facts = models.JSONField(_("填报内容"), default=dict)
    consent_attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("承诺已取得同意的人"),
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=NominationState, default=NominationState.DRAFT
    )
    created_at = models.DateTimeField(_("登记时间"))
    submitted_at = models.DateTimeField(_("首次提交时间"), null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("推荐选拔")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "trainee"],
                condition=~Q(state__in=OVER),
                name="nomination_one_live_per_person_and_year",
                violation_error_message=_("该证件号本年度已在其他名单中，请联系人才交流中心"),
            ),
            models.UniqueConstraint(
                fields=["cohort", "trainee"],
                condition=~Q(state__in=[NominationState.DECLINED, NominationState.WITHDRAWN]),
                name="nomination_refused_for_good_in_its_class",
                violation_error_message=_("该学员在本班审核不通过，不能再报"),
            ),
            models.CheckConstraint(
                condition=Q(route=Route.RECOMMENDED, authority__isnull=False)
                | Q(route=Route.SELECTED, authority__isnull=True),
                name="nomination_authority_iff_recommended",
                violation_error_message=_("主管部门推荐的须注明推荐部门，自主选拔的不填"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=NominationState.values),
                name="nomination_state_known",
                violation_error_message=_("推荐选拔状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(route=Route.RECOMMENDED),
                name="nomination_only_recommended_confirmed",
                violation_error_message=_("只有主管部门推荐的需要确认"),
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None)
                | Q(route=Route.RECOMMENDED, confirmed_at=None) & ~Q(decline_note=""),
                name="nomination_decline_has_note",
                violation_error_message=_("否认推荐须写明情况"),
            ),
            models.CheckConstraint(
                condition=Q(recommendation=None) | Q(route=Route.RECOMMENDED),
                name="nomination_by_letter_is_recommended",
                violation_error_message=_("推荐函中的人选为主管部门推荐"),
            ),
            models.CheckConstraint(
                condition=Q(state=NominationState.WAITLISTED, rank__isnull=False)
                | ~Q(state=NominationState.WAITLISTED) & Q(rank=None),
                name="nomination_rank_iff_waitlisted",
                violation_error_message=_("候补的须有次序，其他状态没有"),
            ),
            models.UniqueConstraint(
                fields=["cohort", "rank"],
                condition=Q(rank__isnull=False),
                name="nomination_rank_once_per_cohort",
                violation_error_message=_("该班次已有这一候补次序"),
            ),
            models.CheckConstraint(
                condition=Q(state=NominationState.DECLINED) & ~Q(refusal_code="")
                | ~Q(state=NominationState.DECLINED) & Q(refusal_code=""),
                name="nomination_declined_has_reason",
                violation_error_message=_("未录取须有理由"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_note="")
                | Q(state=NominationState.WITHDRAWN, recommendation__isnull=False)
                & Q(withdrawn_at__isnull=False)
                & ~Q(withdrawal_note=""),
                name="nomination_retracted_has_reason",
                violation_error_message=_("撤回推荐须有理由"),
            ),
        ]
        indexes = [
            models.Index(fields=["program", "state", "-id"], name="nomination_by_state"),
            models.Index(fields=["cohort", "-id"], name="nomination_by_cohort"),
            models.Index(fields=["authority", "-id"], name="nomination_by_authority"),
            models.Index(fields=["home", "-id"], name="nomination_by_home"),
            # Counted on every page of an authority; what it once confirmed is left out.
            models.Index(
                fields=["authority", "state"],
                condition=Q(authority__isnull=False, confirmed_at=None),
                name="nomination_unconfirmed",
            ),
        ]

    def __str__(self):
        return f"{self.trainee} · {self.program.code}"
