"""What a row of a 变更名单 changes of somebody already enrolled."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainees.states import ChangeKind

from .roster import RosterEntry


class RosterChange(models.Model):
    """名单变更: leaving the class, or facts put right; in effect with the Centre's decision.

    ``proposed`` holds what shall be written, ``before`` what stood there when
    the change took effect. ``settled_at`` tells that the Centre's word, for or
    against, is in effect.
    """

    entry = models.OneToOneField(RosterEntry, models.CASCADE, related_name="change")
    kind = models.CharField(_("变更"), max_length=10, choices=ChangeKind)
    reason = models.CharField(_("原因"), max_length=200)
    proposed = models.JSONField(_("更正为"), default=dict, blank=True)
    before = models.JSONField(_("更正前"), default=dict, blank=True)
    settled_at = models.DateTimeField(_("生效时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("名单变更")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.WITHDRAW, proposed={})
                | Q(kind=ChangeKind.CORRECT) & ~Q(proposed={}),
                name="roster_change_corrects_something",
                violation_error_message=_("更正须写明改成什么，退班不改内容"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="roster_change_has_reason",
                violation_error_message=_("请写明变更原因"),
            ),
        ]

    def __str__(self):
        return f"{self.entry} · {self.get_kind_display()}"
