"""The way of a request for a change: proposed, then decided by a second person."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models import CertificateChange
from certificates.policies import change as policies
from certificates.states import ChangeState
from portal.workflow.engine import Workflow, step

CHANGE = Workflow(
    CertificateChange,
    {
        "approve": step(
            pgettext_lazy("证书变更", "同意"),
            source=ChangeState.PROPOSED,
            to=ChangeState.APPROVED,
            policy=policies.may_decide_change,
        ),
        "refuse": step(
            pgettext_lazy("证书变更", "不同意"),
            source=ChangeState.PROPOSED,
            to=ChangeState.REFUSED,
            policy=policies.may_decide_change,
            needs_note=True,
        ),
        "withdraw": step(
            _("撤回申请"),
            source=ChangeState.PROPOSED,
            to=ChangeState.WITHDRAWN,
            policy=policies.may_withdraw_change,
        ),
    },
)
