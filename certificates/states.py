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


class InquiryWay(TextChoices):
    """How the public came to a certificate."""

    SCAN = "scan", _("扫描二维码")
    NUMBER = "number", _("输入编号")
    NAME = "name", _("核对姓名")
    FILE = "file", _("比对文件")
    LIST = "list", _("批量查验")


class InquiryAnswer(TextChoices):
    """What the public was told of a certificate that is there."""

    VALID = "valid", _("证书有效")
    REVOKED = "revoked", _("证书已撤销")
    SUPERSEDED = "superseded", _("证书已换发")
    REHEARSAL = "rehearsal", _("演练样本，无效力")
