"""What pages show instead of a personal value; made here so that pages never get the value."""

STARS = "********"


def mask_id(value: str) -> str:
    """``9904********0094``; of a short number (a passport) fewer characters stay.

    The stars are always eight: the mask does not tell how long the number is.
    """
    kept = min(4, len(value) // 4)
    return value[:kept] + STARS + value[len(value) - kept :]


def mask_name(name: str) -> str:
    """``叶*秋``, of two characters ``叶*``."""
    if len(name) < 3:
        return name[:-1] + "*" if name else ""
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_mobile(number: str) -> str:
    """``138****0004``; a number too short to hide its middle is hidden whole."""
    if len(number) < 11:
        return STARS if number else ""
    return f"{number[:3]}****{number[-4:]}"
