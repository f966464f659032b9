"""Single-use secrets: codes that people copy from paper, tokens that travel in links."""

import secrets
import unicodedata

# Crockford's base 32: no I, L, O, U, so that nothing on paper can be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 3, 4
_MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """60 random bits to be typed by hand, ``7K3M-9QXA-0BCD``."""
    groups = (
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )
    return "-".join(groups)


def as_issued(typed: str) -> str:
    """What was typed, in the shape codes are issued in; nonsense stays nonsense.

    Full width, lower case, spaces, missing hyphens, O for 0 and I or L for 1
    are all forgiven.
    """
    folded = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    bare = "".join(filter(ALPHABET.__contains__, folded))
    return "-".join(bare[i : i + GROUP_LENGTH] for i in range(0, len(bare), GROUP_LENGTH))


def new_token() -> str:
    """192 random bits for a link."""
    return secrets.token_urlsafe(24)
