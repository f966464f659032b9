"""The job's own verbs: a certificate under way, issued, or failed with its reason."""

from django.db import transaction
from django.urls import reverse

from certificates.actions.change import announce_change
from certificates.actions.edition import supersede_older
from certificates.models import Certificate, CertificateChange
from certificates.workflow.certificate import CERTIFICATE
from institutions.states import Kind
from portal.audit.trail import record
from portal.files.models import StoredFile
from portal.notices.post import Recipient, post
from trainees.models import Enrolment


@transaction.atomic
def begin_rendering(certificates, *, actor) -> None:
    """Say that these are being made; one that already was is taken up again."""
    rows = Certificate.objects.filter(pk__in=[row.pk for row in certificates])
    CERTIFICATE.advance_many(rows, "render", actor=actor)


@transaction.atomic
def issue_certificate(certificate: Certificate, *, kept, signed_at, fingerprint, actor):
    """Tie the stored, signed file to its certificate; from here on it is issued.

    A later edition takes the place of the one in force in the same transaction.

    Args:
        kept: What :func:`portal.files.keeping.keep` answered: already in the storage.
        signed_at: Machine time stated in the signature.
    """
    if certificate.edition > 1:
        supersede_older(certificate, actor=actor)
    issued = CERTIFICATE.advance(
        certificate.pk,
        "issue",
        actor=actor,
        stamp={
            "file": StoredFile.from_kept(kept, actor),
            "sha256": kept.sha256,
            "signer_fingerprint": fingerprint,
            "signed_at": signed_at,
            "problem": "",
        },
        sha256=kept.sha256,
    )
    if certificate.edition > 1:
        change = CertificateChange.objects.for_table().get(edition=certificate)
        announce_change(change, actor=actor)
    return issued


@transaction.atomic
def fail_certificate(certificate: Certificate, *, problem: str, actor):
    """Set one aside with its reason; the others go on, the number stays this person's."""
    return CERTIFICATE.advance(
        certificate.pk, "fail", actor=actor, stamp={"problem": problem[:200]}, problem=problem
    )


@transaction.atomic
def announce_batch(batch, *, actor) -> None:
    """Tell every holder of this batch that the certificate can be fetched."""
    holders = Enrolment.objects.filter(certificates__in=batch.certificates.issued())
    users = [row.trainee.user for row in holders.select_related("trainee__user")]
    record(actor, "announce", batch, holders=len(users))
    post(
        "certificate.issued",
        key=f"certificates:{batch.pk}:issued",
        recipients=[Recipient(user=user) for user in users if user is not None],
        context={"cohort": batch.cohort.name, "kind": Kind.CENTRE.label},
        link=reverse("certificates:mine"),
        actor=actor,
    )
