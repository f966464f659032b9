"""What stands in the way of a change, and how a paper compares with the records."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import rendering
from certificates.models import Certificate, CertificateChange
from certificates.papers import ClassPaper
from certificates.policies.change import may_ask_change
from certificates.states import MAKING_KINDS, CertificateState, ChangeKind, ChangeState
from portal.audit.models import Entry
from portal.audit.timeline import event
from portal.policy import Verdict, deny
from trainees.models import Enrolment

SOURCE = {
    ChangeKind.REVOKE: CertificateState.ISSUED,
    ChangeKind.REINSTATE: CertificateState.REVOKED,
    ChangeKind.REISSUE: CertificateState.ISSUED,
    ChangeKind.REPLACE: CertificateState.ISSUED,
}
MOST_EVENTS = 100
# What the later edition keeps whatever the records say now.
KEPT = ("number", "issued_on", "rehearsal", "seal", "edition")
COMPARED = {
    "name": gettext_lazy("姓名"),
    "name_en": gettext_lazy("英文姓名"),
    "direction": gettext_lazy("方向"),
    "institution": gettext_lazy("承担机构"),
    "class_name": gettext_lazy("班级"),
    "started_on": gettext_lazy("开始日期"),
    "ended_on": gettext_lazy("结束日期"),
    "hours": gettext_lazy("学时"),
    "enterprise": gettext_lazy("企业（培训时）"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    paper: str
    record: str


def hindrance(certificate, kind: str) -> str:
    """Why this cannot be asked for just now; ``""`` if it can."""
    if certificate.state != SOURCE[kind]:
        said = _("这一版证书%(state)s，不能%(kind)s")
        return said % {
            "state": certificate.get_state_display(),
            "kind": ChangeKind(kind).label,
        }
    if CertificateChange.objects.open().filter(enrolment=certificate.enrolment_id).exists():
        return _("这份证书已有一项申请在等复核")
    others = Certificate.objects.filter(enrolment=certificate.enrolment_id)
    if others.in_making().exists():
        return _("新版正在制作或未能生成，先处理完再办")
    if kind == ChangeKind.REINSTATE and others.issued().exists():
        return _("该学员已有另一版有效证书，不能恢复这一版")
    return ""


def facts_now(certificate) -> dict:
    """The paper's words as the records stand now; number and date of issue stay."""
    people = Enrolment.objects.select_related(
        "trainee", "nomination__enterprise", "completion", "program", "cohort__program"
    ).select_related("cohort__track", "cohort__organization")
    enrolment = people.get(pk=certificate.enrolment_id)
    old = certificate.snapshot
    issued_on = date.fromisoformat(old["issued_on"])
    paper = ClassPaper(enrolment.cohort, issued_on)
    # A firm is named as it was then: that it has another name today makes no paper wrong.
    firm = enrolment.nomination.enterprise.name_on(issued_on)
    kept = {name: old[name] for name in KEPT}
    return {
        **paper.snapshot(enrolment, serial=certificate.serial),
        "enterprise": firm,
        **kept,
    }


def differences(certificate, facts: dict) -> list[Difference]:
    """Where the paper says something else than ``facts``, item by item."""
    old = certificate.snapshot
    return [
        Difference(str(label), str(old.get(name) or "–"), str(facts.get(name) or "–"))
        for name, label in COMPARED.items()
        if old.get(name) != facts.get(name)
    ]


def unprintable(facts: dict, version: str) -> str:
    """Why these words cannot be printed; ``""`` if they can."""
    try:
        rendering.check(facts, version)
    except rendering.Unprintable as problem:
        return str(problem)
    return ""


def ask_verdict(actor, certificate, kind: str) -> Verdict:
    """Whether this actor can ask for this now, with the reason that stands against it."""
    verdict = may_ask_change(actor, certificate, kind)
    problem = verdict and hindrance(certificate, kind)
    return deny(problem) if problem else verdict


def acts(actor, certificate) -> list[dict]:
    """What can be asked for at this state of the certificate, each with its verdict."""
    kinds = [kind for kind in ChangeKind if SOURCE[kind] == certificate.state]
    return [{"kind": kind, "verdict": ask_verdict(actor, certificate, kind)} for kind in kinds]


def ended_by(certificate, changes) -> CertificateChange | None:
    """The agreed change that took this edition out of force, if it is out of force."""
    if certificate.state == CertificateState.REVOKED:
        kinds = [ChangeKind.REVOKE]
    elif certificate.state == CertificateState.SUPERSEDED:
        kinds = MAKING_KINDS
    else:
        return None
    agreed = [
        row
        for row in changes
        if row.certificate_id == certificate.pk
        and row.kind in kinds
        and row.state == ChangeState.APPROVED
    ]
    return agreed[0] if agreed else None


def history(certificate, changes) -> list:
    """Everything on record about the editions and requests of one person, newest first."""
    rows = Certificate.objects.filter(enrolment=certificate.enrolment_id).values_list("pk")
    about = Q(
        target_model="certificates.certificate", target_id__in=[str(pk) for (pk,) in rows]
    )
    about |= Q(
        target_model="certificates.certificatechange",
        target_id__in=[str(row.pk) for row in changes],
    )
    return [event(entry) for entry in Entry.objects.filter(about)[:MOST_EVENTS]]
