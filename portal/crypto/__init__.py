"""Encrypted values, blind indexes, digests of codes, and masks (design §9).

Only this room holds keys; revealing a value to a person is a verb elsewhere.
"""

from .cipher import CannotDecrypt, decrypt, encrypt, is_current
from .index import blind_index, token_digest
from .masks import mask_id, mask_mobile, mask_name

__all__ = [
    "CannotDecrypt",
    "blind_index",
    "decrypt",
    "encrypt",
    "is_current",
    "mask_id",
    "mask_mobile",
    "mask_name",
    "token_digest",
]
