"""Draft papers of a frozen list, each made once and kept as it was made."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.states import Kind
from portal.files.models import StoredFile
from trainees.states import PaperKind, PaperMedium, PaperState

from .snapshot import RosterSnapshot


class RosterPaperQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Whoever reads the whole snapshot; a reply only the offices, never whom it answers.

        An authority reads some rows of a snapshot only, so none of its papers.
        """
        if actor.kind == Kind.AUTHORITY:
            return self.none()
        snapshots = RosterSnapshot.objects.visible_to(actor)
        answered = Q(
            kind=PaperKind.REPLY,
            snapshot__cohort__organization__code=actor.organization_slug,
        )
        return self.filter(snapshot__in=snapshots).exclude(answered)

    def for_making(self):
        return self.select_related(
            "file",
            "snapshot__roster__cohort__organization",
            "snapshot__roster__cohort__program",
        )


class RosterPaper(models.Model):
    """名单拟稿: one paper of one snapshot in one form, made by a job.

    Once made it never changes: what it says follows from the snapshot alone.
    ``attempt`` numbers the jobs; ``problem`` is why the last one made nothing.
    """

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    snapshot = models.ForeignKey(RosterSnapshot, models.PROTECT, related_name="papers")
    kind = models.CharField(_("种类"), max_length=10, choices=PaperKind)
    medium = models.CharField(_("格式"), max_length=4, choices=PaperMedium)
    state = models.CharField(
        _("状态"), max_length=10, choices=PaperState, default=PaperState.QUEUED
    )
    attempt = models.PositiveSmallIntegerField(_("次数"), default=1)
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ordered_at = models.DateTimeField(_("发起时间"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("生成时间"), null=True, blank=True)

    objects = RosterPaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("名单拟稿")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "kind", "medium"],
                name="roster_paper_once",
                violation_error_message=_("这号快照已有这份拟稿"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PaperKind.values),
                name="roster_paper_kind_known",
                violation_error_message=_("拟稿种类不在目录中"),
            ),
            models.CheckConstraint(
                condition=Q(medium=PaperMedium.PDF)
                | Q(medium=PaperMedium.WORD, kind=PaperKind.REPLY),
                name="roster_paper_medium_fits",
                violation_error_message=_("只有批复有 Word 格式"),
            ),
            models.CheckConstraint(
                condition=Q(state=PaperState.MADE, file__isnull=False, made_at__isnull=False)
                | Q(state__in=[PaperState.QUEUED, PaperState.FAILED], file=None, made_at=None),
                name="roster_paper_file_iff_made",
                violation_error_message=_("已生成的拟稿须有文件，未生成的没有"),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.snapshot.number}"

    @property
    def is_made(self) -> bool:
        return self.state == PaperState.MADE

    @property
    def job_key(self) -> str:
        return f"trainees.paper.make:{self.pk}:{self.attempt}"
