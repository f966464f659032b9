"""Who issues, and that it is never who confirmed the completions (design §3, R35)."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny, own_hands
from trainees.models import Completion


def is_issuer(actor, _obj=None) -> Verdict:
    if actor.kind != Kind.CENTRE:
        return deny(_("结业证书由人才交流中心统一颁发"))
    if Duty.ISSUER not in actor.duties:
        return deny(_("结业证书由发证员颁发"))
    return ALLOW


def may_issue_certificates(actor, enrolments) -> Verdict:
    """``enrolments`` is a queryset; whoever confirmed one of its completions may not issue."""
    verdict = is_issuer(actor)
    confirmed = Completion.objects.filter(
        enrolment__in=enrolments, decided_by__in=own_hands(actor)
    )
    if verdict and confirmed.exists():
        return deny(_("您确认过其中学员的结业，须由另一位发证员颁发"))
    return verdict


def is_the_portal(actor, _certificate) -> Verdict:
    """Making is the job's own step; no person takes it by hand."""
    if actor.kind != "system":
        return deny(_("制证由系统完成"))
    return ALLOW


def may_retry_certificate(actor, certificate) -> Verdict:
    return is_issuer(actor)
