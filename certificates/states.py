from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateState(TextChoices):
    """A certificate's life; nothing is ever deleted (design §8)."""

    QUEUED = "queued", _("排队中")
    RENDERING = "rendering", _("生成中")
    ISSUED = "issued", _("已颁发")
    FAILED = "failed", _("生成失败")
    REVOKED = "revoked", _("已撤销")
    SUPERSEDED = "superseded", _("已换发新证")
    VOID = "void", _("已作废")


ONCE_ISSUED = [CertificateState.ISSUED, CertificateState.REVOKED, CertificateState.SUPERSEDED]
