"""The code with which a class's people open their own accounts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.states import Kind
from portal.crypto import decrypt
from programs.models import Cohort


class ClassCodeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.kind in {Kind.INSTITUTION, Kind.PARTNER, Kind.CENTRE}:
            return self.filter(cohort__organization__code=actor.organization_slug)
        return self.none()

    def usable(self, moment):
        return self.filter(withdrawn_at=None, expires_at__gt=moment)


class ClassCode(models.Model):
    """班级激活码: one for the whole class, to be hung up or sent to its chat group.

    Alone it opens nothing: name, mobile and the last six characters of the
    document's number must fit a person of the class. The clear code is kept
    encrypted so that the class teacher can show it again.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="class_codes")
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    cipher = models.BinaryField(_("激活码密文"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("开具时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    withdrawn_at = models.DateTimeField(_("作废时间"), null=True, blank=True)

    objects = ClassCodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("班级激活码")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(withdrawn_at=None),
                name="class_code_one_open_per_cohort",
                violation_error_message=_("本班已有一个有效的激活码"),
            )
        ]

    def __str__(self):
        return f"{self.cohort} · {self.expires_at:%Y-%m-%d}"

    @property
    def context(self) -> str:
        """What the cipher is bound to."""
        return f"trainees.classcode.code:{self.digest}"

    def clear(self) -> str:
        """The code as it is to be handed out."""
        return decrypt(bytes(self.cipher), context=self.context)
