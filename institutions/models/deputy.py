"""Who stands in for whom, and on which days."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .membership import Membership

LONGEST_DAYS = 92


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own: as the person away, and as whoever stands in."""
        if actor.user is None:
            return self.none()
        return self.filter(Q(user=actor.user) | Q(membership__user=actor.user))

    def with_people(self):
        return self.select_related("user", "membership__user", "membership__organization")

    def with_footing(self):
        """With ``has_footing``: the deputy still works for that body."""
        colleagues = Membership.objects.active().filter(
            user=OuterRef("user"), organization=OuterRef("membership__organization")
        )
        return self.annotate(has_footing=Exists(colleagues))

    def in_force(self, day):
        """Counting on ``day``: both people still belong to the body, nobody ended it."""
        return self.in_force_within(day, day)

    def in_force_within(self, first, last):
        """Counting on some day from ``first`` to ``last``."""
        return self.with_footing().filter(
            has_footing=True,
            revoked_at=None,
            from_on__lte=last,
            until_on__gte=first,
            membership__ended_at=None,
            membership__user__is_active=True,
        )

    def begun(self, day):
        """Those that have counted, now or within the longest span before ``day``."""
        return self.filter(
            Q(revoked_at=None) | Q(revoked_at__date__gte=F("from_on")),
            from_on__lte=day,
            until_on__gte=day - timedelta(days=LONGEST_DAYS),
        )

    def unended(self, day):
        return self.filter(revoked_at=None, until_on__gte=day, membership__ended_at=None)


class Deputy(models.Model):
    """代办人: a colleague who has one duty of a person on certain days, both inclusive."""

    public_id = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="deputies")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deputyships",
        verbose_name=_("代办人"),
    )
    from_on = models.DateField(_("开始日期"))
    until_on = models.DateField(_("截止日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    appointed_at = models.DateTimeField(_("指定时间"))
    revoked_at = models.DateTimeField(_("提前结束时间"), null=True, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("代办人")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="deputy_days_in_order",
                violation_error_message=_("截止日期不能早于开始日期"),
            ),
        ]

    def __str__(self):
        people = {"deputy": self.user, "principal": self.membership.user}
        return _t("%(deputy)s（代%(principal)s）") % people

    def is_in_force(self, day) -> bool:
        """As :meth:`DeputyQuerySet.in_force`, of a row of ``with_people().with_footing()``."""
        post = self.membership
        lasts = self.revoked_at is None and self.from_on <= day <= self.until_on
        return lasts and self.has_footing and post.ended_at is None and post.user.is_active

    @property
    def hat(self) -> str:
        """Under which name a session acts by right of it."""
        return f"deputy:{self.public_id}"
