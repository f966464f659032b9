"""A later edition under the same number: made by a job, then put in the old one's place."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from certificates.limits import lock_certificates_of
from certificates.models import Certificate
from certificates.numbering import check_code, new_token
from certificates.states import CertificateState
from certificates.workflow.certificate import CERTIFICATE
from portal import clock
from portal.audit.trail import record
from portal.jobs.queue import enqueue
from portal.workflow.engine import IllegalStep

MAKE_EDITION = "certificates.edition"


@transaction.atomic
def number_edition(certificate: Certificate, *, facts: dict, version: str, actor):
    """The next edition under the certificate's own number, queued to be made.

    The old one stays as it is until the new file is there. An edition made
    void keeps its place: it is not counted twice.
    """
    editions = Certificate.objects.filter(number=certificate.number)
    edition = editions.aggregate(last=Max("edition"))["last"] + 1
    snapshot = {**facts, "edition": edition}
    made = Certificate.objects.create(
        enrolment_id=certificate.enrolment_id,
        number=certificate.number,
        serial=certificate.serial,
        edition=edition,
        snapshot=snapshot,
        template_version=version,
        token=new_token(),
        check_code=check_code(snapshot),
        is_rehearsal=certificate.is_rehearsal,
    )
    record(actor, "number", made, edition=edition)
    _ring(made, "1", actor)
    return made


@transaction.atomic
def supersede_older(edition: Certificate, *, actor) -> None:
    """Take the edition in force out of it, in the transaction that issues ``edition``."""
    lock_certificates_of(edition.enrolment_id)
    older = Certificate.objects.issued().filter(enrolment=edition.enrolment_id)
    for certificate in older.exclude(pk=edition.pk):
        CERTIFICATE.advance(certificate.pk, "supersede", actor=actor, edition=edition.edition)


@transaction.atomic
def retry_edition(edition: Certificate, *, actor) -> Certificate:
    """Queue an edition that failed again, under the number and edition it has.

    Raises:
        IllegalStep: it has not failed, or somebody was quicker.
        PermissionDenied: not an issuer.
    """
    edition = CERTIFICATE.advance(edition.pk, "retry", actor=actor, stamp={"problem": ""})
    _ring(edition, clock.wall().isoformat(), actor)
    return edition


@transaction.atomic
def void_certificate(certificate: Certificate, *, note: str, actor) -> Certificate:
    """Give up what could not be made (作废): the number stays in the register for good.

    Raises:
        IllegalStep: it has not failed; what is queued is its batch's to cancel.
        ValidationError: no reason is given.
        PermissionDenied: not an issuer.
    """
    failed = Certificate.objects.select_for_update().filter(state=CertificateState.FAILED)
    if not failed.filter(pk=certificate.pk).exists():
        raise IllegalStep(_("只有未能生成的证书可以作废"))
    return CERTIFICATE.advance(certificate.pk, "void", actor=actor, note=note)


def _ring(edition, turn: str, actor) -> None:
    key = f"{MAKE_EDITION}:{edition.pk}:{turn}"
    enqueue(MAKE_EDITION, key, {"certificate": edition.pk}, actor=actor)
