"""Finding an encrypted value again, and recognising a code, without keeping either."""

import hashlib
import hmac

from .keys import keyring, token_key


def blind_index(value: str, *, purpose: str) -> str:
    """64 hex digits, equal for equal values of one purpose; useless without the key.

    A plain hash would not do: there are few enough ID numbers to try them all.

    Args:
        value: Already normalised (NFKC, upper case); the index knows no spelling.
        purpose: What is looked up, as ``trainees.id_number``; indexes of
            different purposes cannot be compared.
    """
    return _digest(keyring().index_key, f"{purpose}\0{value}")


def token_digest(token: str) -> str:
    """64 hex digits to store instead of a one-time code; changes with ``SECRET_KEY``."""
    return _digest(token_key(), token)


def _digest(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
