"""Values at rest: AES-256-GCM, bound to the place where they stand.

A cipher is ``suite (1 byte) | key id (4) | nonce (12) | text and tag``. The
header and the caller's context are authenticated with it: a cipher moved to
another row or column, or given another header, does not open.
"""

import os

from cryptography.exceptions import InvalidTag

from .keys import KEY_ID_BYTES, keyring

# The only suite so far; the byte is there so that another can be told apart.
AES_256_GCM = b"\x01"
NONCE_BYTES = 12
HEADER_BYTES = len(AES_256_GCM) + KEY_ID_BYTES


class CannotDecrypt(Exception):
    """The cipher was changed, belongs elsewhere, or its key is no longer configured."""


def encrypt(plain: str, *, context: str) -> bytes:
    """Encrypt under the current key.

    Args:
        context: The one place this value belongs to, as
            ``app.model.field:<uuid>``; needed again to decrypt.
    """
    ring = keyring()
    header = AES_256_GCM + ring.current_id
    nonce = os.urandom(NONCE_BYTES)
    sealed = ring.ciphers[ring.current_id].encrypt(
        nonce, plain.encode(), header + context.encode()
    )
    return header + nonce + sealed


def decrypt(cipher: bytes, *, context: str) -> str:
    """Open what :func:`encrypt` made for the same context, under any configured key.

    Args:
        cipher: Also a ``memoryview``, which is what PostgreSQL hands out.

    Raises:
        CannotDecrypt: never says which part was wrong.
    """
    cipher = bytes(cipher)
    header, rest = cipher[:HEADER_BYTES], cipher[HEADER_BYTES:]
    key = keyring().ciphers.get(header[1:])
    if header[:1] != AES_256_GCM or key is None or len(rest) < NONCE_BYTES:
        raise CannotDecrypt
    nonce, sealed = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        return key.decrypt(nonce, sealed, header + context.encode()).decode()
    except (InvalidTag, ValueError) as problem:
        raise CannotDecrypt from problem


def is_current(cipher: bytes) -> bool:
    """Whether the cipher stands under the key that writes today; if not, rewrite it."""
    return bytes(cipher[:HEADER_BYTES]) == AES_256_GCM + keyring().current_id
