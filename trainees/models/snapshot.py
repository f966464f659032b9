"""A list as it was decided, frozen byte for byte under a number of its own (R34)."""

import json

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from institutions.states import Kind
from portal.audit.models import AppendOnly
from programs.models import Cohort
from trainees.states import SnapshotAct

from .nomination import Nomination
from .roster import Roster, RosterEntry

models.CharField.register_lookup(Length)


class RosterSnapshotQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The offices all, a body its own, an authority those with people of its region.

        Of a snapshot an authority may read the rows of these people only:
        see :func:`trainees.data.snapshot.rows_for_region`.
        """
        if actor.kind in {Kind.CENTRE, Kind.BUREAU, "system"}:
            return self
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER}:
            return self.filter(cohort__organization__code=actor.organization_slug)
        if actor.kind == Kind.AUTHORITY:
            known = Nomination.objects.visible_to(actor).filter(pk=OuterRef("nomination"))
            listed = RosterEntry.objects.filter(Exists(known), roster=OuterRef("roster"))
            return self.filter(Exists(listed))
        return self.none()

    def for_table(self):
        """Without the frozen rows, which may be long."""
        return self.select_related(
            "cohort__organization", "cohort__track", "cohort__program", "taken_by"
        ).defer("content")

    def update(self, **changes):
        raise TypeError("append-only")

    def delete(self):
        raise TypeError("append-only")


class RosterSnapshot(AppendOnly):
    """名单快照: ``content`` is canonical JSON, ``sha256`` its digest; neither ever changes.

    ``number`` is ``MD<class>-R<round>-V<version>``: versions of one list run on
    without a gap. ``previous`` is the digest of the class's snapshot before
    this one, so that none can be taken out of the middle. ``taken_at`` is
    business time, ``taken_on_machine`` the machine's. ``people`` are on the
    list, ``enrolled`` hold a place in the class after the act.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="snapshots")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="snapshots")
    version = models.PositiveSmallIntegerField(_("版次"))
    number = models.CharField(_("快照编号"), max_length=50, unique=True)
    act = models.CharField(_("办理"), max_length=10, choices=SnapshotAct)
    people = models.PositiveIntegerField(_("名单人数"))
    enrolled = models.PositiveIntegerField(_("在册人数"))
    content = models.TextField(_("内容"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    previous = models.CharField(_("上一号校验值"), max_length=64, blank=True)
    taken_at = models.DateTimeField(_("业务时间"))
    taken_on_machine = models.DateTimeField(_("机器时间"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_label = models.CharField(_("办理人"), max_length=160)

    objects = RosterSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("名单快照")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "version"],
                name="roster_snapshot_version_once",
                violation_error_message=_("该名单已有这一版快照"),
            ),
            models.UniqueConstraint(
                fields=["cohort", "previous"],
                name="roster_snapshot_follows_once",
                violation_error_message=_("同一号快照之后只能接一号"),
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="roster_snapshot_version_from_one",
                violation_error_message=_("快照版次从 1 起"),
            ),
            models.CheckConstraint(
                condition=Q(sha256__length=64),
                name="roster_snapshot_has_digest",
                violation_error_message=_("快照须有校验值"),
            ),
            models.CheckConstraint(
                condition=Q(act__in=SnapshotAct.values),
                name="roster_snapshot_act_known",
                violation_error_message=_("办理名称不在目录中"),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def held(self) -> dict:
        """What was frozen: the head, ``rows`` of the list and ``members`` of the class."""
        return json.loads(self.content)
