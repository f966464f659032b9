"""The list a class sends to the Centre, and the decision on each row (R34)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Membership
from institutions.states import Kind
from programs.models import Cohort
from trainees.states import (
    OPEN_ROSTER,
    SETTLED_NOMINATION,
    Decision,
    Reason,
    RosterKind,
    RosterState,
)

from .nomination import Nomination
from .recusal import Recusal


class RosterQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Own rosters; the offices all that were sent."""
        own = Q(cohort__organization__code=actor.organization_slug)
        sent = ~Q(state=RosterState.DRAFT)
        if actor.kind == "system":
            return self
        if actor.kind in {Kind.CENTRE, Kind.BUREAU}:
            return self.filter(sent | own)
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            return self.filter(own)
        return self.none()

    def open(self):
        return self.filter(state__in=OPEN_ROSTER)

    def for_table(self):
        return self.select_related("cohort__organization", "cohort__track", "cohort__program")


class Roster(models.Model):
    """学员名单: one round of one class. Counts are kept with every change of a row.

    ``reviewed_at`` is set when the rows of a list of the Centre's own class
    are judged and the Bureau's confirmation is asked for.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="rosters")
    kind = models.CharField(
        _("种类"), max_length=10, choices=RosterKind, default=RosterKind.REGULAR
    )
    round = models.PositiveSmallIntegerField(_("批次"), default=1)
    state = models.CharField(
        _("状态"), max_length=12, choices=RosterState, default=RosterState.DRAFT
    )
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    entry_count = models.PositiveIntegerField(_("人数"), default=0)
    approved_count = models.PositiveIntegerField(_("通过人数"), default=0)
    judgement_no = models.PositiveIntegerField(_("审核序次"), default=0)
    submission_count = models.PositiveSmallIntegerField(_("提交次数"), default=0)
    is_late = models.BooleanField(_("逾期提交"), default=False)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("报请确认时间"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("学员名单")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "round"],
                name="roster_round_once",
                violation_error_message=_("该班次已有这一批名单"),
            ),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state__in=OPEN_ROSTER),
                name="roster_one_open_per_cohort",
                violation_error_message=_("该班次已有一份在办的名单"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RosterKind.values),
                name="roster_kind_known",
                violation_error_message=_("名单种类不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=RosterState.values),
                name="roster_state_known",
                violation_error_message=_("名单状态不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(state=RosterState.DRAFT) | Q(submitted_at__isnull=False),
                name="roster_submitted_has_time",
                violation_error_message=_("提交后须有提交时间"),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("submitted_by")),
                name="roster_decider_is_not_submitter",
                violation_error_message=_("办结人不能是提交人"),
            ),
            models.CheckConstraint(
                condition=Q(approved_count__lte=models.F("entry_count")),
                name="roster_approved_within_entries",
                violation_error_message=_("通过人数不能超过名单人数"),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at", "id"], name="roster_by_state"),
            models.Index(fields=["submitted_at", "id"], name="roster_by_submission"),
        ]

    def __str__(self):
        return f"{self.cohort} · {self.round}"


class RosterEntryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.kind == Kind.AUTHORITY:
            known = Nomination.objects.visible_to(actor).filter(pk=OuterRef("nomination"))
            return self.filter(~Q(roster__state=RosterState.DRAFT), Exists(known))
        return self.filter(roster__in=Roster.objects.visible_to(actor))

    def shared_by(self, persons):
        """Allotted to one of ``persons``, or to nobody and so to all."""
        return self.filter(Q(reviewer=None) | Q(reviewer__in=persons))

    def to_judge(self, day):
        """Without a decision, or held until ``day`` or before."""
        return self.filter(
            Q(decision=Decision.PENDING) | Q(decision=Decision.HELD, hold_until__lte=day)
        )

    def aside_from(self, users):
        """Rows from which one of ``users`` stands aside, declared or serving the region."""
        return self._aside(Q(user__in=users))

    def free_for(self, users):
        """Rows from which none of ``users`` stands aside."""
        return self._aside(Q(user__in=users), wanted=False)

    def judged_in_conflict(self):
        """Rows from which whoever judged them stands aside."""
        return self._aside(Q(user=OuterRef("decided_by")))

    def _aside(self, who: Q, *, wanted: bool = True):
        home, named = OuterRef("nomination__home"), OuterRef("nomination__authority")
        serves = Membership.objects.active().filter(
            who,
            Q(organization=home) | Q(organization=named),
            organization__kind=Kind.AUTHORITY,
        )
        declared = Recusal.objects.filter(who).touching()
        concerned = Exists(declared) | Exists(serves)
        return self.filter(concerned if wanted else ~concerned)

    def for_table(self):
        return self.select_related(
            "nomination__trainee",
            "nomination__enterprise",
            "nomination__authority",
            "nomination__home",
            "reviewer",
            "change",
            "decided_by",
        )

    def unsettled(self):
        """Rows whose decision has not taken effect; a change is settled by itself."""
        settled = Q(nomination__state__in=SETTLED_NOMINATION, change=None)
        return self.exclude(settled | Q(change__settled_at__isnull=False))


class RosterEntry(models.Model):
    """名单中一人: one row of a list with the Centre's decision on it.

    ``flags`` are the codes of the automatic checks that found something, as
    of the last submission; ``flag_count`` is their number, for filters.
    ``returned_facts`` keeps the row as it was when it went back, so that a
    resubmission can show what was changed. ``reviewer`` is whom the row is
    allotted to; without one every reviewer may judge it. ``judgement_no`` is
    the list's number of the act that last spoke of the row, ``changes`` how
    many cells the class changed since it went back, ``hold_until`` the day on
    which a held row comes back.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="entries")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="entries")
    no = models.PositiveIntegerField(_("序号"))
    decision = models.CharField(
        _("审核意见"), max_length=10, choices=Decision, default=Decision.PENDING
    )
    reason_code = models.CharField(_("理由"), max_length=4, choices=Reason, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    flags = models.JSONField(_("检查提示"), default=list, blank=True)
    flag_count = models.PositiveSmallIntegerField(_("提示数"), default=0)
    returned_facts = models.JSONField(_("退回时的内容"), default=dict, blank=True)
    changes = models.PositiveSmallIntegerField(_("退回后改动数"), default=0)
    hold_until = models.DateField(_("暂缓到"), null=True, blank=True)
    judgement_no = models.PositiveIntegerField(_("审核序次"), default=0)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审核人"),
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RosterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("名单中一人")
        ordering = ["roster", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "nomination"],
                name="roster_entry_person_once",
                violation_error_message=_("该学员已在名单中"),
            ),
            models.UniqueConstraint(
                fields=["roster", "no"],
                name="roster_entry_number_once",
                violation_error_message=_("名单序号重复"),
            ),
            models.CheckConstraint(
                condition=Q(decision__in=[Decision.PENDING, Decision.APPROVED], reason_code="")
                | Q(decision=Decision.RETURNED, reason_code__startswith="R")
                | Q(decision=Decision.REJECTED, reason_code__startswith="N")
                | Q(decision=Decision.HELD, reason_code__startswith="H"),
                name="roster_entry_refusal_has_reason",
                violation_error_message=_("退回、不通过、暂缓须选择相应的理由"),
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values),
                name="roster_entry_decision_known",
                violation_error_message=_("审核意见不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(hold_until=None) | Q(decision=Decision.HELD),
                name="roster_entry_only_held_comes_back",
                violation_error_message=_("只有暂缓的才写暂缓到哪一天"),
            ),
        ]
        indexes = [
            models.Index(fields=["roster", "decision", "no"], name="roster_entry_by_decision")
        ]

    def __str__(self):
        return str(self.nomination.trainee)

    @property
    def is_settled(self) -> bool:
        """Whether the Centre's decision is in effect; rows should come with ``for_table``."""
        change = getattr(self, "change", None)
        if change is not None:
            return change.settled_at is not None
        return self.nomination.state in SETTLED_NOMINATION

    @property
    def is_editable(self) -> bool:
        """Whether the class may still change or remove this row; the list must be open too."""
        return self.decision in {Decision.PENDING, Decision.RETURNED}

    @property
    def is_change(self) -> bool:
        """Whether the row changes somebody already enrolled; with ``for_table`` no query."""
        return getattr(self, "change", None) is not None
