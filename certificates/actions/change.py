"""Revoking, reinstating, making anew: asked by one person, decided by another (domain §14)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.actions.edition import number_edition
from certificates.limits import lock_certificates_of
from certificates.models import Certificate, CertificateChange
from certificates.policies.change import may_ask_change, may_decide_change
from certificates.queries.change import differences, facts_now, hindrance, unprintable
from certificates.states import MAKING_KINDS, ChangeKind, ChangeState
from certificates.template_versions import CURRENT
from certificates.workflow.certificate import CERTIFICATE
from certificates.workflow.change import CHANGE
from institutions.audience import people_of
from institutions.models import Organization
from institutions.states import Duty, Kind
from portal import clock
from portal.audit.timeline import describe
from portal.audit.trail import record
from portal.language import house_language
from portal.notices.post import Recipient, post
from portal.policy import own_hands, require
from portal.workflow.engine import IllegalStep

describe(
    "certificates.certificatechange",
    {
        "ask": gettext_lazy("提出证书变更申请"),
        "announce": gettext_lazy("办理完毕，通知持证人和承担机构"),
    },
)
describe(
    "certificates.certificate",
    {"reissue": gettext_lazy("同意补发"), "replace": gettext_lazy("同意换发")},
    "done",
)


@transaction.atomic
def ask_change(
    certificate: Certificate, kind: str, *, reason: str, explanation: str, actor
) -> CertificateChange:
    """Ask for one change of one certificate; a second person decides.

    A 换发 pins what the new edition will say: the records as they are now.

    Raises:
        IllegalStep: the certificate is not in a state for it, another request
            is open, or a new edition is in the making.
        ValidationError: nothing to explain it, or there is nothing to correct.
        PermissionDenied: see :func:`may_ask_change`.
    """
    require(may_ask_change(actor, certificate, kind))
    lock_certificates_of(certificate.enrolment_id)
    certificate = Certificate.objects.get(pk=certificate.pk)
    if problem := hindrance(certificate, kind):
        raise IllegalStep(problem)
    change = CertificateChange(
        certificate=certificate,
        enrolment_id=certificate.enrolment_id,
        kind=kind,
        reason=reason,
        explanation=explanation.strip(),
        facts=_corrected(certificate) if kind == ChangeKind.REPLACE else {},
        asked_by=actor.user,
        asked_at=clock.now(),
    )
    change.validate_constraints()
    change.save()
    record(actor, "ask", change, kind=kind, reason=reason, note=_label(change))
    _tell_deciders(change, actor)
    return change


@transaction.atomic
def approve_change(change: CertificateChange, *, actor, note: str = "") -> CertificateChange:
    """Agree (同意): at once revoked or reinstated, or a new edition queued to be made.

    Raises:
        IllegalStep: decided or withdrawn meanwhile.
        ValidationError: the records have changed since a 换发 was asked for.
        PermissionDenied: see :func:`may_decide_change`.
    """
    change = _held(change, "approve", actor)
    stamp = {**_decided(actor, note), "edition": _edition(change, actor)}
    change = CHANGE.advance(change.pk, "approve", actor=actor, note=note, stamp=stamp)
    if change.kind not in MAKING_KINDS:
        label = _label(change)
        CERTIFICATE.advance(change.certificate_id, change.kind, actor=actor, note=label)
        announce_change(change, actor=actor)
    return change


@transaction.atomic
def refuse_change(change: CertificateChange, *, actor, note: str) -> CertificateChange:
    """Say no (不同意), with the reason; the asker is told.

    Raises:
        IllegalStep, PermissionDenied: see :func:`approve_change`.
        ValidationError: no reason is given.
    """
    stamp = _decided(actor, note)
    change = CHANGE.advance(change.pk, "refuse", actor=actor, note=note, stamp=stamp)
    post(
        "certificate.change_refused",
        key=f"certificate-change:{change.pk}:refused",
        recipients=[Recipient(user=change.asked_by)],
        context=_words(change),
        link=_page(change),
        actor=actor,
    )
    return change


@transaction.atomic
def withdraw_change(change: CertificateChange, *, actor, note: str = "") -> CertificateChange:
    """Take the request back before it is decided.

    Raises:
        IllegalStep: decided meanwhile.
        PermissionDenied: somebody else's request.
    """
    return CHANGE.advance(change.pk, "withdraw", actor=actor, note=note)


@transaction.atomic
def announce_change(change: CertificateChange, *, actor) -> None:
    """Tell the holder and the class's institution what has become of the certificate.

    Without the reason, which may name people: that stands on the page.
    """
    record(actor, "announce", change)
    enrolment = change.enrolment
    holder = enrolment.trainee.user
    told = {
        "holder": [] if holder is None else [Recipient(user=holder)],
        "institution": people_of([enrolment.cohort.organization], Duty.MANAGER),
    }
    for audience, recipients in told.items():
        post(
            f"certificate.changed_{audience}",
            key=f"certificate-change:{change.pk}:done:{audience}",
            recipients=recipients,
            context=_words(change),
            link=_page(change),
            actor=actor,
        )


def _corrected(certificate) -> dict:
    facts = facts_now(certificate)
    if not differences(certificate, facts):
        raise ValidationError(_("证书内容与登记一致，无须换发；遗失、损毁的请申请补发"))
    if problem := unprintable(facts, CURRENT):
        raise ValidationError(problem)
    return facts


def _held(change, step: str, actor) -> CertificateChange:
    """The request under the certificate's lock, open and the actor's to decide."""
    lock_certificates_of(change.enrolment_id)
    change = CertificateChange.objects.select_related("certificate").get(pk=change.pk)
    if change.state != ChangeState.PROPOSED:
        raise IllegalStep(CHANGE.verdict(change, step, actor).reason)
    require(may_decide_change(actor, change))
    return change


def _edition(change, actor) -> Certificate | None:
    certificate = change.certificate
    if change.kind not in MAKING_KINDS:
        return None
    facts, version = certificate.snapshot, certificate.template_version
    if change.kind == ChangeKind.REPLACE:
        facts, version = change.facts, CURRENT
        if facts != facts_now(certificate):
            raise ValidationError(_("提出申请后登记内容又有变化，请不同意后重新申请"))
    made = number_edition(certificate, facts=facts, version=version, actor=actor)
    record(actor, change.kind, certificate, edition=made.edition, note=_label(change))
    return made


def _decided(actor, note) -> dict:
    return {"decided_by": actor.user, "decided_at": clock.now(), "note": note.strip()}


@house_language()
def _label(change) -> str:
    """Kind and reason in words that name nobody."""
    words = {"kind": change.get_kind_display(), "reason": change.get_reason_display()}
    return _("%(kind)s（%(reason)s）") % words


@house_language()
def _words(change) -> dict:
    return {
        "cohort": change.enrolment.cohort.name,
        "what": change.get_kind_display(),
        "kind": change.kind,
    }


def _page(change) -> str:
    certificate = change.edition or change.certificate
    return reverse("certificates:detail", args=[certificate.public_id])


def _tell_deciders(change, actor) -> None:
    centre = Organization.objects.filter(kind=Kind.CENTRE)
    own = own_hands(actor)
    people = people_of(centre, Duty.ISSUER, Duty.LEAD)
    post(
        "certificate.change_asked",
        key=f"certificate-change:{change.pk}:asked",
        recipients=[to for to in people if to.user is None or to.user.pk not in own],
        context=_words(change),
        link=_page(change),
        actor=actor,
    )
