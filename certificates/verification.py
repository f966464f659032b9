"""What anyone may learn about a certificate, and by which key (design §8)."""

import hmac
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings

from certificates.models import Certificate
from certificates.numbering import InvalidNumber, normalize, parse, same_code
from certificates.states import ONCE_ISSUED, CertificateState
from portal.crypto import mask_name
from trainees.data.values import dotted

# Compared with where there is no certificate, so that a wrong number takes as
# long as a wrong code.
NOBODY = "〇〇〇"
NO_CODE = "0000000000"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page may say. ``kind``: valid, revoked, superseded, rehearsal or unknown."""

    kind: str
    certificate: Certificate | None = None
    name: str = ""

    @property
    def facts(self) -> dict:
        return self.certificate.snapshot if self.certificate else {}


TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNKNOWN = Answer("unknown")


def by_token(token: str) -> Answer:
    """The QR code's way; 128 random bits need no second key."""
    # Text that is no token never reaches the database, which may refuse its characters.
    found = TOKEN.fullmatch(token) and _known().filter(token=token).first()
    return _answer(found) if found else UNKNOWN


def by_number(number: str, proof: str) -> Answer:
    """Number with the holder's full name or the printed 防伪校验码; both wrong alike."""
    found = _known().filter(number=normalize(number)).order_by("-edition").first()
    name = found.snapshot["name"] if found else NOBODY
    code = found.check_code if found else NO_CODE
    by_name, by_code = same_name(proof, name), same_code(proof, code)
    if found is None or not (by_name or by_code):
        return UNKNOWN
    return _answer(found, full_name=by_name)


def by_hash(sha256: str) -> Answer:
    """The register's row for a file's SHA-256."""
    found = _known().filter(sha256=sha256).first()
    return _answer(found) if found else UNKNOWN


def is_number(text: str) -> bool:
    try:
        parse(text)
    except InvalidNumber:
        return False
    return True


def same_name(typed: str, name: str) -> bool:
    """Whether a typed full name is the holder's; spaces and width do not matter."""
    return hmac.compare_digest(_plain(typed).encode(), _plain(name).encode())


def with_full_name(answer: Answer, typed: str) -> Answer | None:
    """The answer with the full name if ``typed`` is it, else None."""
    if answer.certificate is None or not same_name(typed, answer.facts["name"]):
        return None
    return Answer(answer.kind, answer.certificate, answer.facts["name"])


def _known():
    return Certificate.objects.filter(state__in=ONCE_ISSUED).select_related("file")


def _answer(certificate, *, full_name: bool = False) -> Answer:
    name = certificate.snapshot["name"]
    shown = name if full_name else mask_name(name)
    if certificate.is_rehearsal or settings.REHEARSAL:
        return Answer("rehearsal", certificate, shown)
    kind = "valid" if certificate.state == CertificateState.ISSUED else certificate.state
    return Answer(kind, certificate, shown)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", dotted(name)).split()).casefold()
