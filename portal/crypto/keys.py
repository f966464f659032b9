"""The keyring: what ``PORTAL_DATA_KEY`` names, and the keys derived from it.

``PORTAL_DATA_KEY`` is one secret or several, comma separated, newest first:

- ``B,A``: values are written under B; what was written under A still reads.
- ``B,index:A``: A encrypts and decrypts nothing any more, and stays only as
  the root of the blind index.

The blind index must find a person whichever key is current, so its root is
the entry marked ``index:``, or else the *oldest* entry. Rotation is therefore:
put the new key in front (``B,A``), rewrite every value, then mark the old one
(``B,index:A``). Dropping A altogether would change every index.
"""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

INDEX_ONLY = "index:"
SHORTEST = 32
KEY_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Keyring:
    """``current_id`` writes, every key of ``ciphers`` reads; ids are ``KEY_ID_BYTES`` long."""

    current_id: bytes
    ciphers: dict[bytes, AESGCM]
    index_key: bytes


def keyring() -> Keyring:
    return _keyring(settings.DATA_KEY)


def token_key() -> bytes:
    """For digests of one-time codes; these are short-lived, so ``SECRET_KEY`` may change."""
    return derive(settings.SECRET_KEY, "portal.crypto token digest")


# Keyed by the setting itself: a changed setting must never meet yesterday's keys.
@lru_cache(maxsize=8)
def _keyring(configured: str) -> Keyring:
    entries = [entry.strip() for entry in configured.split(",")]
    marked = [entry.removeprefix(INDEX_ONLY) for entry in entries if _index_only(entry)]
    secrets = [entry for entry in entries if not _index_only(entry)]
    _refuse_nonsense(secrets, marked)
    ciphers = {_key_id(secret): _cipher(secret) for secret in secrets}
    if len(ciphers) < len(secrets):
        raise ImproperlyConfigured("PORTAL_DATA_KEY: 同一密钥写了两次 (a key is named twice)")
    root = (marked or secrets)[-1]
    return Keyring(_key_id(secrets[0]), ciphers, derive(root, "portal.crypto blind index"))


def _refuse_nonsense(secrets: list[str], marked: list[str]) -> None:
    if not secrets:
        raise ImproperlyConfigured(
            "PORTAL_DATA_KEY: 至少要有一个加密密钥 (at least one key must encrypt)"
        )
    if len(marked) > 1:
        raise ImproperlyConfigured(
            "PORTAL_DATA_KEY: index: 只能标一个 (only one key can be the index's)"
        )
    if any(len(secret) < SHORTEST for secret in secrets + marked):
        raise ImproperlyConfigured(
            f"PORTAL_DATA_KEY: 每个密钥至少 {SHORTEST} 个字符 (each key needs that many)"
        )


def _index_only(entry: str) -> bool:
    return entry.startswith(INDEX_ONLY)


def _cipher(secret: str) -> AESGCM:
    return AESGCM(derive(secret, "portal.crypto values"))


def _key_id(secret: str) -> bytes:
    return derive(secret, "portal.crypto key id")[:KEY_ID_BYTES]


@lru_cache(maxsize=32)
def derive(secret: str, use: str) -> bytes:
    """32 bytes by HKDF-SHA256, different for every use of the same secret."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=use.encode())
    return hkdf.derive(secret.encode())
