"""A certificate's life (design §8)."""

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from certificates.policies import issuing as policies
from certificates.policies.change import may_carry_out
from certificates.states import CertificateState
from portal.workflow.engine import Workflow, step

S = CertificateState

CERTIFICATE = Workflow(
    Certificate,
    {
        "render": step(
            _("开始制证"),
            source={S.QUEUED, S.RENDERING},
            to=S.RENDERING,
            policy=policies.is_the_portal,
        ),
        "issue": step(
            _("颁发证书"), source=S.RENDERING, to=S.ISSUED, policy=policies.is_the_portal
        ),
        "fail": step(
            _("制证失败"), source=S.RENDERING, to=S.FAILED, policy=policies.is_the_portal
        ),
        "retry": step(
            _("重新制证"),
            source=S.FAILED,
            to=S.QUEUED,
            policy=policies.may_retry_certificate,
        ),
        "void": step(
            _("作废编号"),
            source={S.QUEUED, S.FAILED},
            to=S.VOID,
            policy=policies.is_issuer,
            needs_note=True,
        ),
        "revoke": step(_("撤销证书"), source=S.ISSUED, to=S.REVOKED, policy=may_carry_out),
        "reinstate": step(_("恢复证书"), source=S.REVOKED, to=S.ISSUED, policy=may_carry_out),
        "supersede": step(
            _("由新版替代"), source=S.ISSUED, to=S.SUPERSEDED, policy=policies.is_the_portal
        ),
    },
)
