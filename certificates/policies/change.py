"""Who asks for a change of an issued certificate, and that somebody else decides it."""

from django.utils.translation import gettext as _

from certificates.policies.issuing import is_issuer
from certificates.states import CertificateState, ChangeKind
from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, is_own_act, own_hands
from trainees.models import Completion

OFFICES = {Kind.CENTRE, Kind.BUREAU, "system"}
# Where a certificate becomes valid, whoever confirmed the completion stands aside (R35).
TAKES_VALIDITY = {ChangeKind.REVOKE}


def may_ask_change(actor, certificate, kind: str) -> Verdict:
    verdict = is_issuer(actor)
    return verdict and _not_confirmer(actor, certificate.enrolment_id, kind)


def may_decide_change(actor, change) -> Verdict:
    """Another issuer or the lead of the Centre; a deputy is the same pair of hands."""
    if not decides_changes(actor):
        return deny(_("证书变更由人才交流中心的另一位发证员或负责同志复核"))
    if is_own_act(actor, change.asked_by_id):
        return deny(_("本人提出的申请须由另一位同志复核；代办人视为本人"))
    return _not_confirmer(actor, change.enrolment_id, change.kind)


def may_withdraw_change(actor, change) -> Verdict:
    if not is_own_act(actor, change.asked_by_id):
        return deny(_("申请由申请人本人撤回"))
    return ALLOW


def may_carry_out(actor, _certificate) -> Verdict:
    """The certificate's own step: taken by the decision on a change, never by itself."""
    if not decides_changes(actor):
        return deny(_("证书变更由人才交流中心的另一位发证员或负责同志复核"))
    return ALLOW


def may_download_certificate(actor, certificate) -> Verdict:
    """What is no longer valid is handed to the offices alone, as history."""
    if certificate.state == CertificateState.ISSUED or actor.kind in OFFICES:
        return ALLOW
    if certificate.state == CertificateState.REVOKED:
        return deny(_("这份证书已撤销，文件不再提供下载；原因见证书页面"))
    return deny(_("这一版证书已由新版替代，请下载新版"))


def decides_changes(actor) -> bool:
    """Whether the second person's word is among the actor's duties."""
    return actor.kind == Kind.CENTRE and not actor.duties.isdisjoint({Duty.ISSUER, Duty.LEAD})


def _not_confirmer(actor, enrolment, kind) -> Verdict:
    if kind in TAKES_VALIDITY:
        return ALLOW
    confirmed = Completion.objects.filter(enrolment=enrolment, decided_by__in=own_hands(actor))
    if confirmed.exists():
        return deny(_("您确认过这名学员的结业，须由另一位同志办理"))
    return ALLOW
