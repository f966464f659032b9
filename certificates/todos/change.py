"""Requests that wait for a second person, and editions that could not be made."""

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateChange
from certificates.policies.change import decides_changes
from certificates.policies.issuing import is_issuer
from certificates.states import CertificateState
from portal.policy import own_hands
from portal.ui.todos import Todo


def to_decide(actor) -> list[Todo]:
    """For issuers and the lead: requests by somebody else than themselves."""
    if not decides_changes(actor):
        return []
    rows = CertificateChange.objects.open().exclude(asked_by__in=own_hands(actor))
    return [
        Todo(
            title=_("复核：%(cohort)s一份结业证书申请%(kind)s")
            % {"cohort": row.enrolment.cohort.name, "kind": row.get_kind_display()},
            sub=_("%(who)s 申请，原因：%(reason)s")
            % {"who": row.asked_by, "reason": row.get_reason_display()},
            url=reverse("certificates:detail", args=[row.certificate.public_id]),
            action=_("复核"),
            kind="certificate-change",
        )
        for row in rows.for_table().order_by("pk")
    ]


def to_mend(actor) -> list[Todo]:
    """For issuers: later editions that could not be made; the old ones are still valid."""
    if not is_issuer(actor):
        return []
    rows = Certificate.objects.filter(state=CertificateState.FAILED, edition__gt=1)
    return [
        Todo(
            title=_("%(number)s 的新版未能生成") % {"number": row.number},
            sub=row.problem,
            url=reverse("certificates:detail", args=[row.public_id]),
            action=_("处理"),
            kind="certificate-edition",
        )
        for row in rows.order_by("pk")
    ]
