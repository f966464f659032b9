"""Whose account four typed things open; every other answer is one and the same."""

import hmac
from dataclasses import dataclass

from portal import clock
from portal.accounts.codes import as_issued
from portal.crypto import decrypt, token_digest
from trainees.models import ClassCode, Enrolment, Trainee

TAIL = 6


class ClaimRefused(Exception):
    """Code, name, mobile and number do not fit together; which one is not told."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person types; ``id_tail`` is the last six characters of the document's number."""

    code: str
    name: str
    mobile: str
    id_tail: str


def find_claimable(claim: Claim) -> Enrolment:
    """The one person of the class whom all four fit, and whose account is free.

    Raises:
        ClaimRefused: in every other case, with one and the same answer.
    """
    code = ClassCode.objects.usable(clock.wall()).filter(
        digest=token_digest(as_issued(claim.code))
    )
    people = Enrolment.objects.active().filter(
        cohort__in=code.values("cohort"), trainee__name=claim.name, trainee__mobile=claim.mobile
    )
    fitting = [
        row
        for row in people.select_related("trainee__user", "cohort")
        if _tail_fits(row.trainee, claim.id_tail) and is_free(row.trainee)
    ]
    if len(fitting) != 1:
        raise ClaimRefused
    return fitting[0]


def is_free(trainee: Trainee) -> bool:
    return trainee.user is None or not trainee.user.has_usable_password()


def _tail_fits(trainee: Trainee, typed: str) -> bool:
    number = decrypt(bytes(trainee.id_cipher), context=trainee.id_context)
    return hmac.compare_digest(number[-TAIL:].upper().encode(), typed.upper().encode())
