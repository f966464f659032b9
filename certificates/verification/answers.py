"""What anyone may learn about a certificate, and by which key (design §8)."""

import hmac
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from certificates.numbering import InvalidNumber, normalize, parse, same_code
from certificates.states import ONCE_ISSUED, CertificateState, InquiryAnswer
from portal.crypto import mask_name
from trainees.data.values import dotted

# Compared with where there is no certificate, so that a wrong number takes as
# long as a wrong code.
NOBODY = "〇〇〇"
NO_CODE = "0000000000"
SAID = {**dict(InquiryAnswer.choices), "unknown": _("没有查到")}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page may say.

    Attributes:
        kind: ``valid``, ``revoked``, ``superseded``, ``rehearsal`` or ``unknown``.
        name: As it may be shown: in full only to whoever knows it.
        by_name: The asker gave the full name, and it is right.
        successor: The newest edition of the same number, where it replaced this one.
    """

    kind: str
    certificate: Certificate | None = None
    name: str = ""
    by_name: bool = False
    successor: Certificate | None = None

    @property
    def facts(self) -> dict:
        return self.certificate.snapshot if self.certificate else {}

    @property
    def said(self) -> str:
        return str(SAID[self.kind])

    @property
    def masked(self) -> str:
        return mask_name(self.facts["name"]) if self.certificate else ""


TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNKNOWN = Answer("unknown")


def by_token(token: str) -> Answer:
    """The QR code's way; 128 random bits need no second key."""
    # Text that is no token never reaches the database, which may refuse its characters.
    found = TOKEN.fullmatch(token) and known().filter(token=token).first()
    return _answer(found) if found else UNKNOWN


def by_number(number: str, proof: str) -> Answer:
    """Number with the holder's full name or the printed 防伪校验码; both wrong alike."""
    number = normalize(number)
    return fitting(known().filter(number=number).order_by("-edition"), proof)


def fitting(editions, proof: str) -> Answer:
    """The answer about the edition that a name or a code fits; the newest if several.

    An older edition is found by its own code only where the name was corrected.
    Every edition is compared whole, and a stand-in where there is none.
    """
    there = [(row, row.snapshot["name"], row.check_code) for row in editions]
    fits = [
        (row, same_name(proof, name), same_code(proof, code))
        for row, name, code in there or [(None, NOBODY, NO_CODE)]
    ]
    found = [(row, by_name) for row, by_name, by_code in fits if by_name or by_code]
    if not there or not found:
        return UNKNOWN
    row, by_name = found[0]
    return _answer(row, by_name=by_name, newest=there[0][0])


def by_hash(sha256: str) -> Answer:
    """The register's row for a file's SHA-256."""
    found = known().filter(sha256=sha256).first()
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
    return _answer(answer.certificate, by_name=True, newest=answer.successor)


def known():
    """Whatever the public may hear of: what was issued once."""
    return Certificate.objects.filter(state__in=ONCE_ISSUED)


def _answer(certificate, *, by_name: bool = False, newest=None) -> Answer:
    name = certificate.snapshot["name"]
    return Answer(
        _kind(certificate),
        certificate,
        name if by_name else mask_name(name),
        by_name=by_name,
        successor=_successor(certificate, newest),
    )


def _kind(certificate) -> str:
    if certificate.is_rehearsal or settings.REHEARSAL:
        return "rehearsal"
    return "valid" if certificate.state == CertificateState.ISSUED else certificate.state


def _successor(certificate, newest) -> Certificate | None:
    if certificate.state != CertificateState.SUPERSEDED:
        return None
    if newest is None:
        same = known().filter(number=certificate.number)
        newest = same.order_by("-edition").first()
    return newest if newest and newest.edition > certificate.edition else None


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", dotted(name)).split()).casefold()
