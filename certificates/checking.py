"""Is this file one of ours, unaltered? What its signature says, read by pyHanko.

A signature alone does not tell two files apart (a few bits of it mean nothing): whether a
file is *the* file of a certificate is decided by its SHA-256 in the register.
"""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .signing import known_certificates

_EITHER_USE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What the one signature of a file says.

    Attributes:
        intact: What it covers has not been altered.
        valid: It is mathematically right and by a certificate of this portal.
        covers_whole_file: Nothing was added after it.
        signer_fingerprint: SHA-256 of the certificate in the file; empty without one.
    """

    intact: bool = False
    valid: bool = False
    covers_whole_file: bool = False
    signer_fingerprint: str = ""

    @property
    def genuine(self) -> bool:
        return self.intact and self.valid and self.covers_whole_file


def check_pdf(content: bytes) -> SignatureReport:
    """Read the signature of a file from anywhere; whatever is not ours is simply not valid."""
    try:
        return _check(content)
    except Exception:
        # Damaged and hostile files break a parser in any way they like; for
        # the asker they all mean the same: not a file this portal signed.
        return SignatureReport()


def _check(content: bytes) -> SignatureReport:
    [embedded] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    known = known_certificates()
    status = validate_pdf_signature(
        embedded,
        ValidationContext(trust_roots=known, allow_fetching=False),
        key_usage_settings=_EITHER_USE,
    )
    ours = {certificate.sha256 for certificate in known}
    return SignatureReport(
        intact=status.intact,
        valid=status.bottom_line and status.signing_cert.sha256 in ours,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        signer_fingerprint=status.signing_cert.sha256.hex(),
    )
