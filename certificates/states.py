from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateState(TextChoices):
    """A certificate's life; nothing is ever deleted (design §8)."""

    QUEUED = "queued", _("排队中")
    RENDERING = "rendering", _("生成中")
    ISSUED = "issued", _("已颁发")
    FAILED = "failed", _("生成失败")
    REVOKED = "revoked", _("已撤销")
    SUPERSEDED = "superseded", _("已由新版替代")
    VOID = "void", _("已作废")


ONCE_ISSUED = [CertificateState.ISSUED, CertificateState.REVOKED, CertificateState.SUPERSEDED]
IN_MAKING = [CertificateState.QUEUED, CertificateState.RENDERING, CertificateState.FAILED]


class ChangeKind(TextChoices):
    """What may happen to a certificate after issue (domain §14)."""

    REVOKE = "revoke", _("撤销")
    REINSTATE = "reinstate", _("恢复")
    REISSUE = "reissue", _("补发")
    REPLACE = "replace", _("换发")


class ChangeState(TextChoices):
    PROPOSED = "proposed", _("待复核")
    APPROVED = "approved", _("已同意")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class ChangeReason(TextChoices):
    """Why; each belongs to one kind of change, ``other`` to all."""

    ISSUED_IN_ERROR = "issued_in_error", _("误发")
    FALSE_MATERIAL = "false_material", _("材料不实")
    COMPLETION_ANNULLED = "completion_annulled", _("结业结果被取消")
    HOLDER_ASKED = "holder_asked", _("持证人申请")
    REVOKED_IN_ERROR = "revoked_in_error", _("撤销有误")
    APPEAL_UPHELD = "appeal_upheld", _("申诉成立")
    LOST = "lost", _("遗失")
    DAMAGED = "damaged", _("损毁")
    UNREADABLE = "unreadable", _("文件不能打开")
    NAME_CORRECTED = "name_corrected", _("姓名更正")
    FACTS_CORRECTED = "facts_corrected", _("其他内容更正")
    OTHER = "other", _("其他")


# A new edition is made; the old one stays issued until its file is there.
MAKING_KINDS = [ChangeKind.REISSUE, ChangeKind.REPLACE]
REASONS = {
    ChangeKind.REVOKE: [
        ChangeReason.ISSUED_IN_ERROR,
        ChangeReason.FALSE_MATERIAL,
        ChangeReason.COMPLETION_ANNULLED,
        ChangeReason.HOLDER_ASKED,
        ChangeReason.OTHER,
    ],
    ChangeKind.REINSTATE: [
        ChangeReason.REVOKED_IN_ERROR,
        ChangeReason.APPEAL_UPHELD,
        ChangeReason.OTHER,
    ],
    ChangeKind.REISSUE: [
        ChangeReason.LOST,
        ChangeReason.DAMAGED,
        ChangeReason.UNREADABLE,
        ChangeReason.OTHER,
    ],
    ChangeKind.REPLACE: [
        ChangeReason.NAME_CORRECTED,
        ChangeReason.FACTS_CORRECTED,
        ChangeReason.OTHER,
    ],
}


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
