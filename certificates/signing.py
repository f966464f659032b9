"""The issuer's digital signature: PAdES B-B, put in while the certificate is made.

It shows that a file has not been altered. It is no electronic seal, and the paper says so.
A signature costs one RSA operation: everything else of the message is the same for every
certificate and is put together once (pyHanko's own signer reads the key anew each time,
which takes over a hundred times as long).
"""

import hashlib
import re
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal import clock, env
from portal.pdf import signature

_LEAST_BITS = 2048
_SELF_MADE_FOR = timedelta(days=3650)
_PRIVATE_KEY = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)
# Stands where the digest will be; found again by its value.
_DIGEST = hashlib.sha256(b"place of the digest").digest()


class Signer:
    """A parsed key with its certificate.

    Attributes:
        fingerprint: SHA-256 of the certificate, hexadecimal.
        reserved: Bytes the signature message takes in a file; always the same.
    """

    def __init__(self, key: rsa.RSAPrivateKey, certificates: list[x509.Certificate]):
        self._key = key
        self._valid = certificates[0].not_valid_before_utc, certificates[0].not_valid_after_utc
        self.certificates = [
            asn1_x509.Certificate.load(each.public_bytes(serialization.Encoding.DER))
            for each in certificates
        ]
        self.fingerprint = self.certificates[0].sha256.hex()
        attributes = self._attributes()
        blank = bytes(range(256)) * 2
        place = blank[: key.key_size // 8]
        self._to_sign = attributes.dump().split(_DIGEST)
        message = self._message(attributes, place)
        self._before, rest = message.split(_DIGEST)
        self._between, self._after = rest.split(place)
        self.reserved = len(message)

    def sign(self, content: bytes, *, signed_at: datetime) -> bytes:
        """The file with its reserved place filled.

        Args:
            content: Rendered with ``reserved`` bytes kept free.
            signed_at: Machine time, aware; stated in the file.

        Raises:
            ImproperlyConfigured: the certificate is not valid at that time.
        """
        first, last = self._valid
        if not first <= signed_at <= last:
            raise ImproperlyConfigured(
                f"PORTAL_SIGNING_KEY: 证书有效期为 {first:%Y-%m-%d} 至 {last:%Y-%m-%d}，"
                "请更换 (the signing certificate is not valid now)"
            )
        return signature.fill(
            content, self.reserved, claimed_at=signed_at, message=self._signed_message
        )

    def _signed_message(self, digest: bytes) -> bytes:
        signed = self._key.sign(digest.join(self._to_sign), padding.PKCS1v15(), hashes.SHA256())
        return self._before + digest + self._between + signed + self._after

    def _attributes(self) -> cms.CMSAttributes:
        own = tsp.ESSCertIDv2(
            {
                "hash_algorithm": {"algorithm": "sha256"},
                "cert_hash": self.certificates[0].sha256,
            }
        )
        values = {
            "content_type": "data",
            "message_digest": _DIGEST,
            "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [own]}),
        }
        return cms.CMSAttributes(
            [{"type": kind, "values": [value]} for kind, value in values.items()]
        )

    def _message(self, attributes: cms.CMSAttributes, signed: bytes) -> bytes:
        own = self.certificates[0]
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {"issuer": own.issuer, "serial_number": own.serial_number}
                        )
                    }
                ),
                "digest_algorithm": {"algorithm": "sha256"},
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_rsa"},
                "signature": signed,
            }
        )
        content = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {"content_type": "data"},
                "certificates": self.certificates,
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": content}).dump()


@lru_cache(maxsize=1)
def signer() -> Signer:
    """This portal's signer, read once per process.

    Its certificate is kept among the known ones, so that what it signed stays valid
    after the key is changed.

    Raises:
        ImproperlyConfigured: no key, or one that cannot be used; in one line.
    """
    text = settings.SIGNING_KEY or _self_made()
    own = Signer(*_read(text))
    _remember(own)
    return own


def fingerprint() -> str:
    """SHA-256 of the certificate that signs now."""
    return signer().fingerprint


def known_certificates() -> list[asn1_x509.Certificate]:
    """The certificates this portal signs, or has signed, with."""
    known = {signer().fingerprint: signer().certificates[0]}
    for path in sorted(_known_folder().glob("*.pem")):
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        der = certificate.public_bytes(serialization.Encoding.DER)
        known[path.stem] = asn1_x509.Certificate.load(der)
    return list(known.values())


def _read(text: str) -> tuple[rsa.RSAPrivateKey, list[x509.Certificate]]:
    try:
        key = serialization.load_pem_private_key(_PRIVATE_KEY.search(text)[0].encode(), None)
        certificates = x509.load_pem_x509_certificates(text.encode())
    except (TypeError, ValueError) as problem:
        raise ImproperlyConfigured(
            "PORTAL_SIGNING_KEY: 须为 PEM，含未加密的私钥及其证书 "
            "(expected PEM with an unencrypted private key and its certificate)"
        ) from problem
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < _LEAST_BITS:
        raise ImproperlyConfigured(
            f"PORTAL_SIGNING_KEY: 须为至少 {_LEAST_BITS} 位的 RSA 密钥 "
            "(expected an RSA key of at least 2048 bits)"
        )
    if certificates[0].public_key() != key.public_key():
        raise ImproperlyConfigured(
            "PORTAL_SIGNING_KEY: 第一张证书与私钥不匹配 "
            "(the first certificate is not the key's)"
        )
    return key, certificates


def _self_made() -> str:
    """On a loopback site a key and certificate of our own, kept 0600; else none."""
    path = Path(settings.VAR_DIR) / "keys" / "portal_signing_key.pem"
    if path.exists():
        return path.read_text(encoding="ascii")
    if not settings.ON_LOOPBACK:
        raise ImproperlyConfigured(
            "PORTAL_SIGNING_KEY: 正式环境必须设置 "
            "(required when PORTAL_SITE_URL is not loopback)"
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return env.keep_once(path, _new_key())


def _new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_LEAST_BITS)
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "Rehearsal signer, of no effect")]
    )
    # Two machines' clocks may differ; what one signs must be valid on the other.
    start = clock.wall() - timedelta(days=1)
    usage = dict.fromkeys(
        (
            *("key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _SELF_MADE_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode("ascii")


def _remember(own: Signer) -> None:
    path = _known_folder() / f"{own.fingerprint}.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        certificate = x509.load_der_x509_certificate(own.certificates[0].dump())
        env.keep_once(
            path, certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
        )


def _known_folder() -> Path:
    return Path(settings.VAR_DIR) / "keys" / "signers"
