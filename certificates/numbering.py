"""Certificate numbers, verification codes and the random part of a verification address.

A number is ``LJ2022-REG-10003-02-0045-5`` (domain §14): year, direction, institution,
class, serial and a check character; ``YL`` instead of ``LJ`` marks a rehearsal. Serials
are counted elsewhere, under a lock.
"""

import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.iso7064 import mod_37_36

from portal.crypto import blind_index

_ISSUED, _REHEARSED = "LJ", "YL"
_STEM = re.compile(
    rf"(?P<prefix>{_ISSUED}|{_REHEARSED})(?P<year>[0-9]{{4}})-(?P<track>[A-Z]{{2,8}})"
    r"-(?P<institution>[0-9A-Z]{4,6})-(?P<class_no>[0-9]{2,3})-(?P<serial>[0-9]{4})"
)
_FORM = re.compile(rf"{_STEM.pattern}-[0-9A-Z]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ー_"), "-")

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_CODE_LENGTH = 10


class InvalidNumber(ValueError):
    """Not a certificate number; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A certificate number taken apart; ``str()`` puts it together."""

    year: int
    track: str
    institution: str
    class_no: int
    serial: int
    rehearsal: bool

    @property
    def stem(self) -> str:
        """All but the check character."""
        prefix = _REHEARSED if self.rehearsal else _ISSUED
        return (
            f"{prefix}{self.year:04}-{self.track}-{self.institution}"
            f"-{self.class_no:02}-{self.serial:04}"
        )

    def __str__(self) -> str:
        return f"{self.stem}-{mod_37_36.calc_check_digit(self.stem.replace('-', ''))}"


def format_number(
    *,
    year: int,
    track: str,
    institution_code: str,
    class_no: int,
    serial: int,
    rehearsal: bool,
) -> str:
    """The number of one certificate, with its ISO 7064 MOD 37,36 check character.

    Args:
        year: First year of the programme year, 2022 for 2022-2023.
        track: Capital letters that stand for the direction, such as ``REG``.
        institution_code: School code, or ``P0001`` for a partner.
        serial: 1 to 9999 within the class.

    Raises:
        InvalidNumber: a part has no place in a number.
    """
    number = Number(year, track, institution_code, class_no, serial, rehearsal)
    if not _STEM.fullmatch(number.stem) or class_no < 1 or serial < 1:
        raise InvalidNumber(_("无法编号：%(number)s") % {"number": number.stem})
    return str(number)


def parse(text: str) -> Number:
    """Read a number as people type it: any case, full-width characters, any dash.

    Raises:
        InvalidNumber: wrong shape, or the check character does not fit.
    """
    typed = normalize(text)
    match = _FORM.fullmatch(typed)
    if not match:
        raise InvalidNumber(_("证书编号格式不对，应形如 LJ2022-REG-10003-02-0045-5"))
    if not mod_37_36.is_valid(typed.replace("-", "")):
        raise InvalidNumber(_("证书编号的校验位不符，请核对后重新输入"))
    return Number(
        year=int(match["year"]),
        track=match["track"],
        institution=match["institution"],
        class_no=int(match["class_no"]),
        serial=int(match["serial"]),
        rehearsal=match["prefix"] == _REHEARSED,
    )


def normalize(text: str) -> str:
    """The number as it is stored, if it is one at all."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(plain.split()).upper()


def check_code(snapshot: Mapping) -> str:
    """The printed 防伪校验码: ten Crockford characters (50 bits) of the snapshot.

    Keyed: whoever changes a fact on a certificate cannot work out the code that goes
    with it.

    Args:
        snapshot: The facts pinned on the certificate, JSON values only.
    """
    facts = json.dumps(
        snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    digest = int(blind_index(facts, purpose="certificates.check_code"), 16)
    return "".join(_CROCKFORD[digest >> 5 * place & 31] for place in range(_CODE_LENGTH))


def grouped(code: str) -> str:
    """The code as it is printed, ``K7QF-3M2X-HT``."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def same_code(typed: str, known: str) -> bool:
    """Whether a typed code is the known one; O reads as 0, I and L as 1. Constant time."""
    plain = normalize(typed).replace("-", "").translate(_LOOKALIKES)
    return hmac.compare_digest(plain.encode(), known.encode())


def new_token() -> str:
    """128 random bits for a verification address."""
    return secrets.token_urlsafe(16)
