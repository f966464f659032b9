"""People, one row per identity document, across all years."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from trainees.states import Gender, IdType

from .nomination import Nomination


class TraineeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Oneself, and whoever may see one of this person's nominations."""
        if actor.kind == "system":
            return self
        if actor.kind == "trainee":
            return self.filter(user=actor.user)
        known = Nomination.objects.visible_to(actor).filter(trainee=OuterRef("pk"))
        return self.filter(Exists(known))

    def by_index(self, indexes) -> dict:
        """Those known under these blind indexes, by index."""
        return {row.id_index: row for row in self.filter(id_index__in=set(indexes))}


class Trainee(models.Model):
    """学员. The number of the document is kept encrypted; ``id_index`` finds it again.

    ``id_cipher``, ``id_index``, ``id_tails`` and ``id_type`` are written once,
    when the row is made: no import ever touches them again. ``id_tails`` are
    keyed indexes of the last four to six characters. ``id_masked`` is what pages
    and exports show (9904********0094).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    name_latin = models.CharField(_("英文姓名"), max_length=80, blank=True)
    id_type = models.CharField(
        _("证件类型"), max_length=10, choices=IdType, default=IdType.RESIDENT
    )
    id_cipher = models.BinaryField(_("证件号密文"))
    id_index = models.CharField(_("证件号索引"), max_length=64, unique=True)
    id_tails = models.CharField(_("证件号末位索引"), max_length=60, blank=True)
    id_masked = models.CharField(_("证件号码"), max_length=24)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    mobile = models.CharField(_("手机"), max_length=20, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trainee",
        verbose_name=_("账号"),
    )
    consent_version = models.CharField(_("授权书版本"), max_length=20, blank=True)
    consented_at = models.DateTimeField(_("授权时间"), null=True, blank=True)

    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("学员")
        indexes = [
            models.Index(fields=["name", "id"], name="trainee_by_name"),
            models.Index(
                fields=["mobile"], condition=~models.Q(mobile=""), name="trainee_by_mobile"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def id_context(self) -> str:
        """What the cipher is bound to, so that it cannot be moved to another row."""
        return f"trainees.trainee.id_number:{self.public_id}"
