"""The durable job that makes a batch: chunks are laid out together, effects are one by one."""

import logging

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import rendering, signing
from certificates.actions import making
from certificates.models import Certificate, CertificateBatch
from certificates.states import CertificateState
from portal import clock
from portal.files.keeping import keep
from portal.policy import SystemActor

log = logging.getLogger(__name__)
PORTAL = SystemActor(gettext_lazy("制证"))
CHUNK = 25
UNMADE = [CertificateState.QUEUED, CertificateState.RENDERING]


def make_batch(run):
    """Make what is unmade of the batch ``run.payload["batch"]``.

    Started again after a crash it goes on with whoever is still queued or
    rendering; an issued certificate is never touched. One person's failure
    stops nobody.
    """
    batch = CertificateBatch.objects.select_related("cohort").get(pk=run.payload["batch"])
    run.expect(batch.count)
    while chunk := _next(batch):
        with run.effect(done=0):
            making.begin_rendering(chunk, actor=PORTAL)
        for certificate, content in _rendered(chunk):
            _settle(run, certificate, content)
    return lambda: _finish(batch)


def make_edition(run):
    """Make the one later edition ``run.payload["certificate"]``; made void it stays unmade."""
    edition = Certificate.objects.get(pk=run.payload["certificate"])
    run.expect(1)
    with run.effect(done=0):
        making.begin_rendering([edition], actor=PORTAL)
    edition.refresh_from_db()
    if edition.state == CertificateState.RENDERING:
        for certificate, content in _rendered([edition]):
            _settle(run, certificate, content)
    url = reverse("certificates:detail", args=[edition.public_id])
    return {"url": url, "text": str(_("第 %(edition)d 版") % {"edition": edition.edition})}


def _next(batch) -> list[Certificate]:
    rows = Certificate.objects.filter(batch=batch, state__in=UNMADE)
    return list(rows.order_by("serial")[:CHUNK])


def _rendered(chunk):
    """Pairs of certificate and unsigned file; where the chunk fails, each is tried alone.

    In place of the file stands the sentence that says why there is none.
    """
    try:
        pages = _render(chunk)
    except rendering.Unprintable:
        yield from ((certificate, _alone(certificate)) for certificate in chunk)
    else:
        yield from zip(chunk, pages, strict=True)


def _alone(certificate) -> bytes | str:
    try:
        return _render([certificate])[0]
    except rendering.Unprintable as problem:
        return str(problem)


def _render(chunk) -> list[bytes]:
    orders = [
        rendering.Order(row.snapshot, row.check_code, rendering.address(row.token))
        for row in chunk
    ]
    version = chunk[0].template_version
    return rendering.render(orders, version, reserved=signing.signer().reserved)


def _settle(run, certificate, content: bytes | str) -> None:
    """Sign and store outside any transaction, then one effect."""
    if isinstance(content, str):
        with run.effect(done=1):
            making.fail_certificate(certificate, problem=content, actor=PORTAL)
        return
    signed_at = clock.wall()
    signer = signing.signer()
    kept = keep(
        signer.sign(content, signed_at=signed_at),
        name=f"{certificate.number}.pdf",
        purpose="certificate",
        owner="CENTRE",
    )
    with run.effect(done=1):
        making.issue_certificate(
            certificate,
            kept=kept,
            signed_at=signed_at,
            fingerprint=signer.fingerprint,
            actor=PORTAL,
        )


def _finish(batch) -> dict:
    making.announce_batch(batch, actor=PORTAL)
    failed = batch.certificates.filter(state=CertificateState.FAILED).count()
    issued = batch.certificates.issued().count()
    text = _("已颁发 %(issued)d 份，失败 %(failed)d 份") % {"issued": issued, "failed": failed}
    return {"url": reverse("certificates:batch", args=[batch.public_id]), "text": str(text)}
