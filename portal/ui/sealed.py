"""Words that must not stand readable in an address: sealed there for one person alone."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(text: str, *, user, use: str) -> str:
    """``text`` for an address that only ``user`` can open again, for this ``use``."""
    return _box(use).encrypt(json.dumps([user.pk, text]).encode()).decode()


def unseal(token: str, *, user, use: str) -> str:
    """What was sealed, or nothing: for no token, a changed one, or somebody else's."""
    try:
        owner, text = json.loads(_box(use).decrypt(token.encode()))
    except (InvalidToken, ValueError):
        return ""
    return text if owner == user.pk else ""


def _box(use: str) -> Fernet:
    digest = hashlib.sha256(f"portal.ui.sealed:{use}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
