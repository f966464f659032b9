"""Signatures two independent programs accept, on files nobody can alter unseen."""

import random
import stat
from datetime import timedelta

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from certificates import rendering, signing
from certificates.checking import SignatureReport, check_pdf
from certificates.template_versions import CURRENT
from portal import clock
from tests.factories.papers import certificate_order
from tests.support import paper as read

# The portal's own certificate is made on the day it is first needed.
AT = clock.wall().replace(microsecond=0)
PEM = serialization.Encoding.PEM


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """A portal of its own: no key yet."""
    settings.VAR_DIR, settings.SIGNING_KEY = tmp_path, ""
    signing.signer.cache_clear()
    yield tmp_path
    signing.signer.cache_clear()


def made(key=None, *, start=AT - timedelta(days=1), end=AT + timedelta(days=30)):
    """A private key and its certificate."""
    key = key or rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "synthetic signer")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(start)
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def pem(key, certificate, encryption=None) -> str:
    private = key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, encryption or serialization.NoEncryption()
    )
    return (private + certificate.public_bytes(PEM)).decode()


def signed(**changes) -> bytes:
    signer = signing.signer()
    [content] = rendering.render(
        [certificate_order(**changes)], CURRENT, reserved=signer.reserved
    )
    return signer.sign(content, signed_at=AT)


GENUINE = {"intact": True, "valid": True, "covers_whole_file": True}


def test_two_programs_accept_it_as_covering_the_whole_file(tmp_path):
    content = signed()

    said = read.signature_line(content, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    report = check_pdf(content)
    assert report == SignatureReport(**GENUINE, signer_fingerprint=signing.fingerprint())
    assert report.genuine


def test_the_message_is_pades_b():
    content = signed()
    opening = content.index(b"/Contents<") + 10
    message = bytes.fromhex(content[opening : content.index(b">", opening)].decode())

    parsed = cms.ContentInfo.load(message, strict=True)["content"]
    [signer] = parsed["signer_infos"]
    kinds = [attribute["type"].native for attribute in signer["signed_attrs"]]
    assert sorted(kinds) == ["content_type", "message_digest", "signing_certificate_v2"]
    assert len(message) == signing.signer().reserved
    assert b"/TransformMethod/DocMDP" in content


def test_signing_the_same_file_at_the_same_time_gives_the_same_bytes():
    assert signed() == signed()


def test_what_is_signed_stays_readable(tmp_path):
    assert "张明远" in read.text(signed())


def flips(content: bytes, count: int):
    """Copies with one bit changed, anywhere but in the place of the signature itself."""
    dice = random.Random(8)  # noqa: S311 -- the same flips in every run
    opening = content.index(b"/Contents<") + 9
    closing = content.index(b">", opening)
    places = [p for p in range(len(content)) if not opening <= p <= closing]
    for place in dice.sample(places, count):
        altered = bytearray(content)
        altered[place] ^= 1 << dice.randrange(8)
        yield bytes(altered)


def test_a_flip_of_a_signed_bit_is_found():
    assert [check_pdf(altered).genuine for altered in flips(signed(), 60)] == [False] * 60


@pytest.mark.proof
def test_a_thousand_flips_are_found_by_both_programs(tmp_path):
    for altered in flips(signed(), 1000):
        assert not check_pdf(altered).genuine
        said = read.signature_line(altered, tmp_path)
        assert "Signature is Valid." not in said or "Total document signed" not in said


def test_something_appended_is_found():
    assert check_pdf(signed() + b"\n% a comment").covers_whole_file is False


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\0" * 5000, "证书".encode()])
def test_what_is_no_signed_pdf_is_not_ours(content):
    assert check_pdf(content) == SignatureReport()


def test_an_unsigned_certificate_is_not_ours():
    [content] = rendering.render([certificate_order()], CURRENT)

    assert check_pdf(content) == SignatureReport()


def test_a_stranger_s_signature_is_right_but_not_ours():
    key, certificate = made()
    stranger = signing.Signer(key, [certificate])
    [content] = rendering.render([certificate_order()], CURRENT, reserved=stranger.reserved)

    report = check_pdf(stranger.sign(content, signed_at=AT))

    assert report.intact
    assert not report.valid
    assert report.signer_fingerprint == stranger.fingerprint


def test_after_a_change_of_key_old_certificates_stay_valid(settings):
    old = signed()
    settings.SIGNING_KEY = pem(*made())
    signing.signer.cache_clear()

    new = signed()

    reports = [check_pdf(content) for content in (old, new)]
    assert [report.genuine for report in reports] == [True, True]
    assert reports[0].signer_fingerprint != reports[1].signer_fingerprint
    assert reports[1].signer_fingerprint == signing.fingerprint()


# --- keys -------------------------------------------------------------------------------


def test_on_loopback_a_key_is_made_once_and_kept_to_its_owner(var):
    first = signing.fingerprint()
    signing.signer.cache_clear()

    assert signing.fingerprint() == first
    path = var / "keys" / "portal_signing_key.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_elsewhere_a_key_must_be_given(settings):
    settings.ON_LOOPBACK = False

    with pytest.raises(ImproperlyConfigured, match="PORTAL_SIGNING_KEY: 正式环境必须设置"):
        signing.signer()


def test_a_given_key_is_used_and_not_written_down(settings, var):
    key, certificate = made()
    settings.SIGNING_KEY = pem(key, certificate)

    assert signing.fingerprint() == certificate.fingerprint(hashes.SHA256()).hex()
    kept = [path for path in var.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [f"{signing.fingerprint()}.pem"]
    assert "PRIVATE" not in kept[0].read_text()


def unusable():
    key, certificate = made()
    other, _ = made()
    curve, curve_certificate = made(ec.generate_private_key(ec.SECP256R1()))
    small, small_certificate = made(rsa.generate_private_key(65537, 1024))  # noqa: S505 -- to be refused
    whole = pem(key, certificate)
    return [
        ("须为 PEM", "nonsense"),
        ("须为 PEM", certificate.public_bytes(PEM).decode()),
        ("须为 PEM", whole[: whole.index("-----BEGIN CERT")]),
        ("须为 PEM", pem(key, certificate, serialization.BestAvailableEncryption(b"secret"))),
        ("至少 2048 位的 RSA", pem(curve, curve_certificate)),
        ("至少 2048 位的 RSA", pem(small, small_certificate)),
        ("第一张证书与私钥不匹配", pem(other, certificate)),
    ]


def test_a_key_that_cannot_be_used_is_refused_in_one_line(settings):
    for said, text in unusable():
        settings.SIGNING_KEY = text
        with pytest.raises(ImproperlyConfigured, match=said) as refusal:
            signing.signer()
        assert "\n" not in str(refusal.value)
        assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("when", [AT - timedelta(days=2), AT + timedelta(days=31)])
def test_an_expired_certificate_signs_nothing(settings, when):
    settings.SIGNING_KEY = pem(*made())
    signer = signing.signer()
    [content] = rendering.render([certificate_order()], CURRENT, reserved=signer.reserved)

    first, last = AT - timedelta(days=1), AT + timedelta(days=30)
    validity = f"有效期为 {first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
    with pytest.raises(ImproperlyConfigured, match=validity):
        signer.sign(content, signed_at=when)
